"""Strategy pages in words: states, differences, and a version drawn as a map."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from lineofsight.strategy.picture import drawing, face
from lineofsight.strategy.picture.layout import Sizes
from lineofsight.strategy.queries import Comparison, Difference, ObjectiveLine, VersionPage, VersionView

FIELDS = {
    "title": gettext_lazy("Title"),
    "mission": gettext_lazy("Mission"),
    "vision": gettext_lazy("Vision"),
    "values_text": gettext_lazy("Values"),
    "destination_statement": gettext_lazy("Destination"),
    "horizon_from": gettext_lazy("First day"),
    "horizon_to": gettext_lazy("Last day"),
    "name": gettext_lazy("Name"),
    "statement": gettext_lazy("Statement"),
    "kind": gettext_lazy("Kind"),
    "perspective_key": gettext_lazy("Perspective"),
    "themes": gettext_lazy("Themes"),
    "sign": gettext_lazy("Direction"),
    "lag": gettext_lazy("Periods until it shows"),
    "why": gettext_lazy("Reasoning"),
}
HOW = {"added": gettext_lazy("New"), "dropped": gettext_lazy("Left out"), "changed": gettext_lazy("Changed")}
WHAT = {"text": gettext_lazy("Text"), "objective": gettext_lazy("Objective"), "link": gettext_lazy("Link")}
SIGNS = {"1": gettext_lazy("same direction"), "-1": gettext_lazy("opposite direction")}


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One field of one difference, as a row of the table."""

    how: str
    what: str
    name: str
    field: str
    before: str
    after: str


def subtitle(page: VersionPage) -> str:
    """Return the line under the title: whose strategy, which version, since when."""
    view = page.view
    parts = [page.unit_name, gettext("version %(number)s") % {"number": view.number}]
    if view.in_force_from:
        parts.append(gettext("in force from %(day)s") % {"day": date_format(view.in_force_from, "j F Y")})
    if view.horizon_from and view.horizon_to:
        parts.append(f"{date_format(view.horizon_from, 'Y')}–{date_format(view.horizon_to, 'Y')}")
    return " · ".join(filter(None, parts))


def size(view: VersionView) -> str:
    """Return how many objectives and links a version has."""
    count, links = len(view.objectives), len(view.links)
    said = ngettext("%(count)s objective", "%(count)s objectives", count) % {"count": count}
    return f"{said}, {ngettext('%(count)s link', '%(count)s links', links) % {'count': links}}"


def summary(found: Comparison) -> str:
    """Return the differences counted, in one sentence."""
    if not found.differences:
        return gettext("Version %(number)s says the same as version %(base)s.") % {
            "number": found.number,
            "base": found.base_number,
        }
    words = (
        ("objective", "added", gettext("%(count)s objectives new")),
        ("objective", "dropped", gettext("%(count)s left out")),
        ("objective", "changed", gettext("%(count)s put otherwise")),
        ("link", "added", gettext("%(count)s links new")),
        ("link", "dropped", gettext("%(count)s links left out")),
        ("link", "changed", gettext("%(count)s links changed")),
        ("text", "changed", gettext("%(count)s texts changed")),
    )
    parts = [said % {"count": count} for what, how, said in words if (count := found.count(how, what))]
    return gettext("Against version %(base)s: %(parts)s.") % {"base": found.base_number, "parts": ", ".join(parts)}


def differences(found: Comparison, perspectives: Mapping[str, str]) -> list[DifferenceLine]:
    """Return the rows of the table of differences."""
    return [line for each in found.differences for line in _lines(each, perspectives)]


def _lines(each: Difference, perspectives: Mapping[str, str]) -> list[DifferenceLine]:
    how, what = str(HOW[each.how]), str(WHAT[each.what])
    name = str(FIELDS[each.name]) if each.what == "text" else each.name
    if not each.fields:
        return [DifferenceLine(how, what, name, "", "", "")]
    return [
        DifferenceLine(
            how,
            what,
            name,
            str(FIELDS[field.field]),
            _worded(field.field, field.before, perspectives),
            _worded(field.field, field.after, perspectives),
        )
        for field in each.fields
    ]


def _worded(field: str, value: str, perspectives: Mapping[str, str]) -> str:
    if field == "perspective_key":
        return perspectives.get(value, value)
    return str(SIGNS[value]) if field == "sign" and value in SIGNS else value


def by_perspective(view: VersionView) -> list[tuple[str, str, list[ObjectiveLine]]]:
    """Return (key, name, objectives) of each perspective, and of none where some objectives stand in none."""
    rows = [
        (line.key, line.name, [each for each in view.objectives if each.perspective_key == line.key])
        for line in view.perspectives
    ]
    known = {line.key for line in view.perspectives}
    loose = [each for each in view.objectives if each.perspective_key not in known]
    return [*rows, ("", gettext("Without perspective"), loose)] if loose else rows


def picture(page: VersionPage) -> SafeString:
    """Return a version drawn as a map, with who answers for each objective."""
    drawn = face.Map(
        tuple(
            (
                face.Head(name, _counted(len(lines))),
                tuple(
                    face.Card(
                        line.code, line.code, line.name, f"/strategy/objectives/{line.slug}/", note=_owner(page, line)
                    )
                    for line in lines
                ),
            )
            for _, name, lines in by_perspective(page.view)
        ),
        tuple(
            face.Link(link.driver, link.outcome, "plain", label=f"{link.driver} → {link.outcome}")
            for link in page.view.links
        ),
    )
    placed = face.place(drawn, Sizes(width=1310, widest=380), is_mirrored=translation.get_language_bidi())
    return drawing.draw(drawn, placed, gettext("Strategy map"), css_class="ls-map-alone")


def editable(page: VersionPage, own: str, chosen: str) -> SafeString:
    """Return the map of a draft with cards that can be chosen, moved and linked; `own` is the editor's address."""
    ask = "&" if "?" in own else "?"
    rows = tuple(
        (
            face.Head(name, _counted(len(lines)), key=key),
            tuple(
                face.Card(
                    line.public_id,
                    line.code,
                    line.name,
                    f"{own}{ask}objective={quote(line.code)}",
                    note=_owner(page, line),
                    classes="ls-m-chosen" if line.code == chosen else "",
                    has_handle=True,
                )
                for line in lines
            ),
        )
        for key, name, lines in by_perspective(page.view)
    )
    ids = {line.code: line.public_id for line in page.view.objectives}
    links = tuple(
        face.Link(
            ids[link.driver],
            ids[link.outcome],
            "mine" if chosen in (link.driver, link.outcome) else "plain",
            label=f"{link.driver} → {link.outcome}",
        )
        for link in page.view.links
        if link.driver in ids and link.outcome in ids
    )
    drawn = face.Map(rows, links)
    placed = face.place(drawn, Sizes(width=880), is_mirrored=translation.get_language_bidi())
    return drawing.draw(drawn, placed, gettext("Strategy map"), css_class="ls-map-editable")


def _counted(count: int) -> str:
    return ngettext("%(count)s objective", "%(count)s objectives", count) % {"count": count}


def _owner(page: VersionPage, line: ObjectiveLine) -> str:
    names = page.owners.get(line.code, ())
    return ", ".join(filter(None, names)) or (
        gettext("A job family") if names else gettext("Nobody answers for it yet")
    )
