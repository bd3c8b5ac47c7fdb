"""What waits for a reader: what is theirs to do, since when, until when. Words come from `presenting.waiting`.

Higher domains add theirs by `register`: a function of the context that returns what waits there, and for whom it is
worth asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast

from lineofsight.base import clock, commands
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.governance.access import DECIDERS
from lineofsight.governance.models import HeldCall
from lineofsight.insight.queries.keeping import Dispute, Due, keeping
from lineofsight.strategy.models import StrategyVersion

APPROVERS = ("strategy_office", "executive")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its kind, what it is about, since when, by when, and where it is done.

    `due` and `dispute` carry what a form needs that does it in place; `count` is how many there are where one line
    stands for several.
    """

    kind: str
    about: str
    place: str = ""
    by: str = ""
    since: date | None = None
    due_on: date | None = None
    url: str = ""
    key: str = ""
    count: int = 1
    due: Due | None = None
    dispute: Dispute | None = None

    def days(self, today: date) -> int:
        """Return how long it has waited; what is not due yet has waited no day."""
        begun = self.since or self.due_on
        return max((today - begun).days, 0) if begun else 0


Source = Callable[[Context], tuple[Waiting, ...]]
_sources: dict[str, tuple[Callable[[Viewer], bool], Source]] = {}


def register(name: str, source: Source, *, concerns: Callable[[Viewer], bool]) -> None:
    """Add what waits in a higher domain; `concerns` keeps readers whom it never concerns from being asked for."""
    _sources[name] = (concerns, source)


def waiting(ctx: Context) -> tuple[Waiting, ...]:
    """Return what waits for the viewer today, the longest overdue first; nothing on a past day."""
    if ctx.as_of or ctx.known_at or ctx.viewer.user_id is None:
        return ()
    found = [*_kept(ctx), *_decisions(ctx)]
    for concerns, source in _sources.values():
        if concerns(ctx.viewer):
            found += source(ctx)
    today = clock.today()
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, -one.days(today), one.about)))


def _kept(ctx: Context) -> list[Waiting]:
    """Return values that the viewer records and that are late, and disputes that are theirs to settle."""
    kept = keeping(ctx)
    late = [
        Waiting(
            "value", due.name, due.unit, since=due.due_on, due_on=due.due_on, key=f"{due.slug}/{due.unit_slug}", due=due
        )
        for due in kept.due
        if due.is_late
    ]
    disputes = [
        Waiting(
            "dispute",
            one.name,
            one.unit,
            one.by,
            since=one.opened_on,
            due_on=one.due_on,
            key=one.public_id,
            dispute=one,
        )
        for one in kept.disputes
        if one.is_mine
    ]
    return [*late, *disputes]


def _decisions(ctx: Context) -> list[Waiting]:
    """Return acts that the viewer may release, and versions of strategies they may approve or put in force.

    Both in one statement: a home has little room. Nobody decides what they asked for themselves.
    """
    calls = HeldCall.objects.none()
    versions = StrategyVersion.objects.none()
    if ctx.viewer.holds_everywhere(*DECIDERS):
        calls = HeldCall.objects.visible_to(ctx.viewer).filter(state="waiting")
    if ctx.viewer.has(*APPROVERS):
        versions = StrategyVersion.objects.visible_to(ctx.viewer).filter(state__in=("in_review", "approved"))
    if not ctx.viewer.has(*DECIDERS, *APPROVERS):
        return []
    asked = calls.values_list(
        Value("call"), Cast("public_id", CharField()), "command", "asked_by_id", "asked_by__name", "asked_at"
    )
    settled = Case(When(state="approved", then=F("approved_at")), default=F("submitted_at"))
    said = versions.values_list(
        Case(When(state="approved", then=Value("adopt")), default=Value("approve")),
        Cast("number", CharField()),
        "title",
        "submitted_by_id",
        "submitted_by__name",
        settled,
    )
    known = commands.registry()
    return [
        Waiting(
            kind,
            known[about].title if about in known else about,
            by=by or "",
            since=_day(at) if at else None,
            key=key,
        )
        for kind, key, about, who, by, at in asked.union(said, all=True)
        if kind == "adopt" or who != ctx.viewer.user_id
    ]


def _day(at: datetime) -> date:
    return at.astimezone(timezone.utc).date()
