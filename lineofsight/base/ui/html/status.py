"""Status: shape, word, then color; quiet when good, filled when it needs somebody."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui.icons import status_shape

Form = Literal["auto", "filled", "quiet", "shape"]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one status looks and what it means when asked."""

    word: Promise
    shape: str
    tone: str
    filled: bool
    sentence: Promise


class UnknownStatus(ValueError):
    """No status has this name; names are the keys of KINDS."""


KINDS: dict[str, Kind] = {
    "on_track": Kind(_("On track"), "disc", "ok", False, _("At or better than this period's target.")),
    "at_risk": Kind(_("At risk"), "triangle", "risk", True, _("Behind, can still be reached.")),
    "off_track": Kind(_("Off track"), "octagon", "off", True, _("Past the red flag.")),
    "no_data": Kind(_("No data"), "ring", "none", True, _("There is no value for this period.")),
    "disputed": Kind(_("Disputed"), "bubble", "disputed", True, _("Under examination; not used in ratings.")),
    "estimate": Kind(_("Estimate"), "waves", "estimate", True, _("Rests on part of its sources.")),
    "stale": Kind(_("Stale"), "clock", "stale", True, _("Older than its cycle allows.")),
    "fresh": Kind(_("Fresh"), "disc", "ok", False, _("As new as its cycle asks for.")),
    "unscored": Kind(_("Not scored"), "circle", "none", False, _("There is a value but no rule to score it.")),
    "not_started": Kind(_("Not started"), "ring", "none", True, _("Its time has not begun.")),
    "not_filled_in": Kind(_("Not filled in"), "ring", "none", True, _("Nobody has written anything yet.")),
    "met": Kind(_("Met"), "disc", "ok", False, _("Closed, and the promise was kept.")),
    "not_met": Kind(_("Not met"), "octagon", "off", True, _("Closed, and the promise was not kept.")),
    "refused": Kind(_("Refused"), "octagon", "off", True, _("Not taken over; the reason stands beside it.")),
    "passed": Kind(_("Passed"), "disc", "ok", False, _("This check found nothing.")),
    "draft": Kind(_("Draft"), "pencil", "none", False, _("Being written; counts for nothing yet.")),
    "in_review": Kind(_("In review"), "half", "sight", True, _("Others read it before it can be adopted.")),
    "approved": Kind(_("Approved"), "disc", "ok", False, _("Agreed; not in force yet.")),
    "in_force": Kind(_("In force"), "disc", "ok", False, _("This is the version that counts.")),
    "replaced": Kind(_("Replaced"), "circle", "none", False, _("A later version counts instead.")),
}
# Words of the calculation and of the version states, as they come from rows.
ALIASES = {
    "green": "on_track",
    "amber": "at_risk",
    "red": "off_track",
    "unknown": "no_data",
    "none": "no_data",
    "": "no_data",
    "active": "in_force",
    "superseded": "replaced",
}


def kind_of(status: str | None) -> Kind:
    """Return the look of a status by its name or by the word of the calculation."""
    name = ALIASES.get(status or "", status or "")
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownStatus(f"{status!r} is not a status of the UI kit") from None


def tone_of(status: str | None, caveat: str = "") -> str:
    """Return the tone (CSS suffix) of a status; a caveat's tone wins."""
    return kind_of(caveat or status).tone


def status_chip(
    status: str | None, caveat: str = "", *, form: Form = "auto", word: str = "", sentence: str = ""
) -> SafeString:
    """Return the chip of a status: "At risk", or with a caveat "At risk, disputed" in the caveat's shape and color.

    `form`: "auto" fills what needs somebody, "quiet" never fills (running text, map bands), "shape" shows the shape
    alone with its word for screen readers. `word` replaces the word, `sentence` the explanation shown on hover.
    """
    state = kind_of(status)
    look = kind_of(caveat) if caveat else state
    text = word or str(state.word)
    if caveat:
        text = gettext("%(state)s, %(caveat)s") % {"state": text, "caveat": str(look.word).lower()}
    is_filled = form == "filled" or (form == "auto" and look.filled)
    return format_html(
        '<span class="ls-status ls-tone-{}{}" title="{}">{}<span{}>{}</span></span>',
        look.tone,
        " ls-status-filled" if is_filled else "",
        sentence or look.sentence,
        status_shape(look.shape),
        SafeString(' class="ls-vh"') if form == "shape" else "",
        text,
    )
