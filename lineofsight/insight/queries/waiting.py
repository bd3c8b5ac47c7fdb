"""What waits for a reader: what is theirs to do, since when, until when. Words come from `presenting.waiting`.

Higher domains add theirs by `register`: a function of the context that returns what waits there, and for whom it is
worth asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast

from lineofsight.base import clock, commands
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.governance.access import DECIDERS, GIVERS
from lineofsight.governance.models import ContentGrant, HeldCall
from lineofsight.insight.queries.keeping import Dispute, Due, keeping
from lineofsight.organization.access import KEEPERS
from lineofsight.organization.access.standing_in import OPENERS
from lineofsight.organization.models import Look, Reorganization
from lineofsight.strategy.models import StrategyVersion

APPROVERS = ("strategy_office", "executive")
PLAN_APPROVERS = ("executive", *KEEPERS)


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
    """Return what the viewer may decide: calls, versions of strategies, plans, leave to look and leave to read.

    All in one statement: a home has little room. Nobody decides what they asked for themselves.
    """
    asked = [_looks(ctx)]
    if ctx.viewer.holds_everywhere(*DECIDERS):
        asked.append(_calls(ctx))
    if ctx.viewer.has(*APPROVERS):
        asked.append(_versions(ctx))
    if ctx.viewer.holds_everywhere(*PLAN_APPROVERS):
        asked.append(_plans(ctx))
    if ctx.viewer.holds_everywhere(*GIVERS):
        asked.append(_grants(ctx))
    every = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    known = commands.registry()
    return [
        Waiting(
            kind,
            known[about].title if kind == "call" and about in known else about,
            by=by or "",
            since=_day(at) if at else None,
            key=key if kind in ("approve", "adopt") else str(UUID(key)),  # SQLite keeps it without dashes
        )
        for kind, key, about, who, by, at in every
        if kind == "adopt" or not ctx.viewer.is_user(who)
    ]


def _looks(ctx: Context) -> Any:
    """Return requests to look as the viewer, and as a role where the viewer may agree to that."""
    whose = Q(as_user_id=ctx.viewer.user_id)
    if ctx.viewer.holds_everywhere(*OPENERS):
        whose |= Q(as_user__isnull=True)
    rows = Look.objects.visible_to(ctx.viewer).filter(whose, state="waiting")
    return _listed(rows, Value("look"), _text("public_id"), _text("role"), "looker", "asked_at")


def _calls(ctx: Context) -> Any:
    rows = HeldCall.objects.visible_to(ctx.viewer).filter(state="waiting")
    return _listed(rows, Value("call"), _text("public_id"), _text("command"), "asked_by", "asked_at")


def _versions(ctx: Context) -> Any:
    """Return versions that wait for approval, and approved ones that nobody put in force yet."""
    rows = StrategyVersion.objects.visible_to(ctx.viewer).filter(state__in=("in_review", "approved"))
    kind = Case(When(state="approved", then=Value("adopt")), default=Value("approve"))
    settled = Case(When(state="approved", then=F("approved_at")), default=F("submitted_at"))
    return _listed(rows, kind, _text("number"), _text("title"), "submitted_by", settled)


def _plans(ctx: Context) -> Any:
    rows = (
        Reorganization.objects.visible_to(ctx.viewer)
        .filter(state="in_review")
        .exclude(prepared_by_id=ctx.viewer.user_id)
    )
    return _listed(rows, Value("plan"), _text("public_id"), _text("name"), "submitted_by", "submitted_at")


def _grants(ctx: Context) -> Any:
    rows = ContentGrant.objects.visible_to(ctx.viewer).filter(state="waiting")
    return _listed(rows, Value("grant"), _text("public_id"), _text("about"), "asked_by", "asked_at")


def _listed(rows: Any, kind: Any, key: Any, about: Any, who: str, since: Any) -> Any:
    return rows.order_by().values_list(kind, key, about, f"{who}_id", f"{who}__name", since)


def _text(name: str) -> Any:
    return Cast(name, CharField())


def _day(at: datetime) -> date:
    return at.astimezone(timezone.utc).date()
