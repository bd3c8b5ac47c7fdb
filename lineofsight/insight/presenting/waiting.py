"""What waits, in words: what it is, what follows if it goes on waiting, and the act that ends it."""

from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from lineofsight.accounts.roles import name_of
from lineofsight.insight.presenting import periods
from lineofsight.insight.queries.keeping import Dispute, Due
from lineofsight.insight.queries.waiting import Waiting
from lineofsight.scorecard.results import PeriodLabel


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of "Waiting for you". With `due` or `dispute` it is done in place; `url` opens it on a page."""

    title: str
    detail: str
    due_text: str
    is_overdue: bool
    act: str
    url: str
    main: bool = False
    due: Due | None = None
    dispute: Dispute | None = None


def lines(found: tuple[Waiting, ...], today: date) -> tuple[WaitingLine, ...]:
    """Return the lines of what waits; the first one has the main button."""
    return tuple(_line(one, today, main=index == 0) for index, one in enumerate(found))


def sentence(found: tuple[Waiting, ...], today: date) -> str:
    """Return in one sentence how much waits, and how long the oldest has."""
    if not found:
        return gettext("Nothing waits for you.")
    count = len(found)
    said = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count) % {"count": count}
    oldest = max(one.days(today) for one in found)
    if oldest < 1:
        return said
    age = ngettext("The oldest has waited %(count)s day.", "The oldest has waited %(count)s days.", oldest)
    return f"{said} {age % {'count': oldest}}"


def _line(one: Waiting, today: date, *, main: bool) -> WaitingLine:
    title, detail, act = _words(one)
    age = one.days(today)
    waited = ngettext("open %(count)s day", "open %(count)s days", age) % {"count": age} if age else ""
    return WaitingLine(
        title=title,
        detail=" · ".join(part for part in (detail, waited) if part),
        due_text=date_format(one.due_on, "j M") if one.due_on else "",
        is_overdue=bool(one.due_on and one.due_on < today),
        act=act,
        url=one.url or _address(one),
        main=main,
        due=one.due,
        dispute=one.dispute,
    )


def _words(one: Waiting) -> tuple[str, str, str]:
    """Return title, consequence and button of a kind of thing that waits."""
    about = {"name": one.about, "place": one.place, "by": one.by, "count": one.count}
    match one.kind:
        case "value":
            period = period_of(one.due) if one.due else ""
            title = gettext("Record %(name)s") % about
            if one.place:
                title = gettext("Record %(name)s, %(place)s") % about
            return (
                title,
                gettext("%(period)s is missing: the score rests on the value before, or on none") % {"period": period},
                gettext("Record"),
            )
        case "dispute":
            by = gettext("%(by)s disputes it: not used in ratings until it is settled") % about
            return gettext("Settle the dispute of %(name)s, %(place)s") % about, by, gettext("Settle")
        case "call":
            by = gettext("%(by)s asked; nothing changes until somebody else decides") % about
            return gettext("Decide: %(name)s") % about, by, gettext("Decide")
        case "approve":
            by = gettext("%(by)s submitted it; the version in force stays until then") % about
            return gettext("Approve the strategy version “%(name)s”") % about, by, gettext("Review")
        case "adopt":
            return (
                gettext("Put “%(name)s” in force") % about,
                gettext("Approved; the version before still counts"),
                gettext("Open"),
            )
        case "plan":
            by = gettext("%(by)s submitted it; nobody moves before somebody else approves") % about
            return gettext("Approve the reorganization “%(name)s”") % about, by, gettext("Review")
        case "look":
            title = gettext("%(by)s asks to look at Lineofsight as you") % about
            if one.about:
                about["name"] = name_of(one.about)
                title = gettext("%(by)s asks to look at Lineofsight as %(name)s") % about
            return title, gettext("Nobody looks before you agree, and then for half an hour"), gettext("Answer")
        case "grant":
            by = gettext("Nothing is readable before you decide")
            return gettext("%(by)s asks for leave to read what acts contained") % about, by, gettext("Decide")
        case "import_failed":
            by = gettext("Nothing of it was taken; correct the file and bring it again")
            return gettext("The import of %(name)s failed") % about, by, gettext("Open")
        case "import":
            return (
                gettext("Look at the import of %(name)s") % about,
                gettext("Nothing of it counts before it is applied"),
                gettext("Open"),
            )
    return one.about, one.place, gettext("Open")


def period_of(due: Due) -> str:
    """Return the period of a value that is due, in words."""
    return periods.name(PeriodLabel(0, due.period_key, due.frequency, due.period_start, due.period_until))


#: Where a kind of thing is done, by the name of its address; the first that exists here is taken.
ADDRESSES = {
    "approve": ("strategy:version",),
    "adopt": ("strategy:version",),
    "call": ("governance:requests",),
    "plan": ("organization:reorganization",),
    "look": ("organization:looks",),
    "grant": ("governance:grants",),
}


def _address(one: Waiting) -> str:
    """Return where it is done; without a page for it, nothing."""
    if one.due:
        return f"{reverse('measures:value_new', args=[one.due.slug])}?at={one.due.unit_slug}&for={one.due.period_key}"
    if one.dispute:
        return reverse("measures:dispute_close", args=[one.dispute.slug, one.dispute.public_id])
    for name in ADDRESSES.get(one.kind, ()):
        for arguments in ([one.key], []):
            try:
                return reverse(name, args=arguments)
            except NoReverseMatch:
                continue
    return ""
