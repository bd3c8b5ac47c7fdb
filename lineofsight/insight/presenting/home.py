"""The start page in words: greeting, what the organization looks like at a glance, what an administrator does next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from lineofsight.insight.presenting import periods
from lineofsight.insight.queries.administration import Administration
from lineofsight.scorecard.results import ObjectiveFacts, PerspectiveFacts, ScorecardPage

NOON, EVENING = 12, 18
MOST_CAUSES = 4


@dataclass(frozen=True, slots=True)
class Band:
    """A perspective at a glance: its facts, and the objectives that pull it down.

    `is_on_track` is said only of a perspective whose every objective is: one without data is not known to be.
    """

    facts: PerspectiveFacts
    causes: tuple[ObjectiveFacts, ...]

    @property
    def is_on_track(self) -> bool:
        """Test whether there are objectives, all of them on track."""
        return {one.cell.status for one in self.facts.objectives} == {"green"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step of an installation that has just begun."""

    label: str
    url: str
    is_done: bool


def greeting(name: str, now: datetime) -> str:
    """Return the title: a greeting by the hour; an account that is only an address is not called by it."""
    words = {"name": name.split()[0]} if name and "@" not in name else {"name": ""}
    if not words["name"]:
        return gettext("Home")
    if now.hour < NOON:
        return gettext("Good morning, %(name)s") % words
    return (
        gettext("Good afternoon, %(name)s") % words if now.hour < EVENING else gettext("Good evening, %(name)s") % words
    )


def day_line(today: date, more: Sequence[str] = ()) -> str:
    """Return the day in words with its week, and what else belongs beside it."""
    week = gettext("week %(week)s") % {"week": today.isocalendar().week}
    return " · ".join([f"{date_format(today, 'l j F Y')}, {week}", *(part for part in more if part)])


def bands(page: ScorecardPage) -> tuple[Band, ...]:
    """Return the perspectives, those in trouble first, each with the objectives that cost it most."""
    order = {"red": 0, "amber": 1, "no_data": 2, "green": 3}
    shown = [Band(one, _causes(one)) for one in page.perspectives]
    reds = {one.facts.node_id: sum(cause.cell.status == "red" for cause in one.causes) for one in shown}
    return tuple(
        sorted(
            shown,
            key=lambda one: (order[one.facts.cell.status] > 0, -reds[one.facts.node_id], order[one.facts.cell.status]),
        )
    )


def _causes(perspective: PerspectiveFacts) -> tuple[ObjectiveFacts, ...]:
    """Return the objectives off track or at risk, the one that costs the whole most first."""
    troubled = [one for one in perspective.objectives if one.cell.status in ("red", "amber")]
    cost = {one.node_id: (100 - (one.cell.score or 0)) * one.share_of_total for one in troubled}
    troubled.sort(key=lambda one: (one.cell.status != "red", -cost[one.node_id]))
    return tuple(troubled[:MOST_CAUSES])


def glance_sentence(page: ScorecardPage) -> str:
    """Return one sentence on how the organization stands, naming what is off track."""
    red = [one for one in page.objectives if one.cell.status == "red"]
    words = {"period": periods.name(page.period), "count": len(red)}
    if page.cell.score is None:
        return gettext("There is no score for %(period)s yet.") % words
    if not red:
        return gettext("In %(period)s no objective is off track.") % words
    named = ", ".join(f"{one.code} {one.name}" for one in red[:2])
    said = ngettext(
        "In %(period)s %(count)s objective is off track: %(named)s.",
        "In %(period)s %(count)s objectives are off track, among them %(named)s.",
        len(red) if len(red) > 2 else 1,
    )
    if len(red) == 2:
        said = gettext("In %(period)s %(count)s objectives are off track: %(named)s.")
    return said % {**words, "named": named}


def next_steps(found: Administration) -> tuple[NextStep, ...]:
    """Return the steps of an installation that has just begun; nothing once all are done."""
    begun = found.begun
    if begun.is_whole:
        return ()
    return (
        NextStep(gettext("Bring in units and people"), "/imports/new/", begun.has_people),
        NextStep(gettext("Bring in a strategy with its KPIs"), "/imports/new/", begun.has_measures),
        NextStep(gettext("Bring in values, so that scores appear"), "/imports/new/", begun.has_scorecards),
        NextStep(gettext("Say who may do what"), "/admin/accounts/", False),
    )
