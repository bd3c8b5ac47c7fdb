"""Where a reader begins: what waits for them, then one part for each of their roles."""

from dataclasses import dataclass

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.insight.queries.administration import Administration, administration
from lineofsight.insight.queries.keeping import Keeping, keeping
from lineofsight.insight.queries.team import LEADERS
from lineofsight.insight.queries.waiting import Waiting, waiting
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.results import ScorecardPage
from lineofsight.scorecard.results.sight import Sight

#: Roles that begin with the whole: how it stands, what is red, what really changed.
OVERSEERS = ("executive", "strategy_office", "council_member", "auditor")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a reader begins; a part that none of their roles asks for is None."""

    name: str
    waiting: tuple[Waiting, ...]
    glance: ScorecardPage | None
    keeping: Keeping
    administration: Administration | None
    sight: Sight | None
    has_person: bool
    leads: bool


def home(ctx: Context) -> Home:
    """Return the start page of a reader.

    The line of sight stands on it where no other part fills it; else the page has a place that asks for it after.
    """
    glance = _glance(ctx)
    kept = Keeping() if ctx.as_of or ctx.known_at else keeping(ctx)
    looked_after = administration(ctx)
    has_room = glance is None and looked_after is None and not kept.measures
    return Home(
        name=ctx.viewer.name,
        waiting=waiting(ctx),
        glance=glance,
        keeping=kept,
        administration=looked_after,
        sight=scores.my_line_of_sight(ctx) if has_room and ctx.viewer.person_id is not None else None,
        has_person=ctx.viewer.person_id is not None,
        leads=ctx.viewer.has(*LEADERS),
    )


def _glance(ctx: Context) -> ScorecardPage | None:
    """Return the highest scorecard in reach, for those whose role is to oversee."""
    if not ctx.viewer.has(*OVERSEERS):
        return None
    try:
        return scores.scorecard_page(ctx, "")
    except NotFound:  # there is none yet
        return None
