"""What a steward or updater keeps: which values are due, late or stale, and which are disputed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from typing import Any
from uuid import UUID

from django.db.models import Max

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.core.freshness import OVERDUE, STALE
from lineofsight.insight.queries.latest import unit_names
from lineofsight.measures import models as measures
from lineofsight.measures.commands.observations import is_ratio
from lineofsight.measures.queries.quality import freshness_after
from lineofsight.organization import calendar_math
from lineofsight.organization.access import accountable_ids
from lineofsight.organization.models import PeriodClose
from lineofsight.organization.periods import rule_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The next value of a KPI at a unit: its period, when it is due, and what the form for it needs."""

    slug: str
    name: str
    unit: str
    unit_slug: str
    unit_public_id: str
    period_key: str
    frequency: str
    period_start: date
    period_until: date
    due_on: date
    status: str
    days_late: int
    symbol: str
    is_ratio: bool
    is_text: bool
    is_closed: bool = False

    @property
    def is_late(self) -> bool:
        """Test whether the value should be there by now."""
        return self.status in (OVERDUE, STALE)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A value under examination; `is_mine` where the viewer may say what came out of it."""

    public_id: str
    version: int
    slug: str
    name: str
    unit: str
    period_key: str
    claim: str
    by: str
    opened_on: date
    due_on: date
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the viewer keeps right: how many KPIs, of how many as steward, the next value of each, disputes."""

    measures: int = 0
    stewarded: int = 0
    due: tuple[Due, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def late(self) -> tuple[Due, ...]:
        """Return the values that should be there by now, the latest one first."""
        return tuple(due for due in self.due if due.is_late)

    @property
    def soon(self) -> tuple[Due, ...]:
        """Return the values that are due next."""
        return tuple(due for due in self.due if not due.is_late)


def keeping(ctx: Context) -> Keeping:
    """Return what the viewer keeps as updater or steward, remembered for the request; at most six statements.

    A KPI is expected at the units that ever had a value of it. Whoever owns a KPI does not record it.
    """
    remembered = ctx.viewer.cache.get("keeping")
    if remembered is None:
        remembered = ctx.viewer.cache["keeping"] = _keeping(ctx)
    found: Keeping = remembered
    return found


def _keeping(ctx: Context) -> Keeping:
    kept = set(accountable_ids(ctx.viewer, "measure", ("updater", "steward")))
    if not kept:
        return Keeping()
    stewarded = set(accountable_ids(ctx.viewer, "measure", ("steward",)))
    owned = set(accountable_ids(ctx.viewer, "measure", ("owner",)))
    cards = _cards(kept)
    disputes = _disputes(ctx, stewarded)
    names = unit_names(ctx)
    rows = _last_values(ctx, kept - owned)
    today = clock.today()
    due = [
        _due(cards[measure], unit, names.get(unit[0], ""), last, today)
        for measure, unit, last in rows
        if measure in cards
    ]
    closed = _closed({one.period_key for one in due if one.is_late})
    due = [replace(one, is_closed=one.period_key in closed) for one in due]
    due.sort(key=lambda one: (one.due_on, one.name, one.unit))
    return Keeping(len(cards), len(stewarded), tuple(due), tuple(_dispute(ctx, row, cards, names) for row in disputes))


def _cards(public_ids: set[UUID]) -> dict[int, Any]:
    rows = measures.MeasureVersion.objects.at(clock.today()).filter(measure__public_id__in=public_ids)
    return {row.measure_id: row for row in rows.select_related("measure", "calendar", "unit_of_measure")}


def _last_values(ctx: Context, public_ids: set[UUID]) -> list[tuple[int, tuple[int, str, str], date]]:
    """Return (KPI, unit, first day after the last period with a value) for every unit that ever had one."""
    rows: Any = (
        measures.Observation.objects.visible_to(ctx.viewer)
        .current()
        .filter(measure__public_id__in=public_ids, period__until_on__lte=clock.today() + ONE_DAY)
        .values_list("measure_id", "unit_id", "unit__slug", "unit__public_id")
        .annotate(last=Max("period__until_on"))
    )
    return [(measure, (unit, slug, str(public_id)), last) for measure, unit, slug, public_id, last in rows]


def _closed(keys: set[str]) -> set[str]:
    """Return which of these periods are closed in any calendar: a value for one is kept as a restatement."""
    if not keys:
        return set()
    return set(PeriodClose.objects.filter(reopened_at=None, period__key__in=keys).values_list("period__key", flat=True))


def _due(card: Any, unit: tuple[int, str, str], name: str, last: date, today: date) -> Due:
    """Return the value that comes after the last one: the period that begins where its period ended."""
    state = freshness_after(card, last, today)
    span = calendar_math.period_on(rule_of(card.calendar), card.frequency, last)
    unit_of_measure = card.unit_of_measure
    return Due(
        slug=card.measure.slug,
        name=card.name,
        unit=name,
        unit_slug=unit[1],
        unit_public_id=unit[2],
        period_key=span.key,
        frequency=card.frequency,
        period_start=span.start_on,
        period_until=span.until_on,
        due_on=span.until_on - ONE_DAY + timedelta(days=card.grace_days),
        status=state.status,
        days_late=state.days_overdue or 0,
        symbol=unit_of_measure.symbol if unit_of_measure else "",
        is_ratio=is_ratio(card),
        is_text=bool(unit_of_measure and unit_of_measure.kind == "text"),
    )


def _disputes(ctx: Context, public_ids: set[UUID]) -> list[Any]:
    if not public_ids:
        return []
    rows = measures.Dispute.objects.visible_to(ctx.viewer).filter(closed_at=None, measure__public_id__in=public_ids)
    return list(rows.select_related("measure", "period", "opened_by").order_by("due_on", "id"))


def _dispute(ctx: Context, row: Any, cards: dict[int, Any], names: dict[int, str]) -> Dispute:
    card = cards.get(row.measure_id)
    return Dispute(
        public_id=str(row.public_id),
        version=row.version,
        slug=row.measure.slug,
        name=card.name if card else row.measure.slug,
        unit=names.get(row.unit_id, ""),
        period_key=row.period.key if row.period else "",
        claim=row.claim,
        by=str(row.opened_by) if row.opened_by else "",
        opened_on=row.opened_at.astimezone(timezone.utc).date(),
        due_on=row.due_on,
        is_mine=row.opened_by_id is None or row.opened_by_id != ctx.viewer.user_id,
    )
