"""Freshness and quality of a KPI's data at a unit, from stored rows."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db.models import QuerySet

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.core.data_quality import Counts, Quality, data_quality
from lineofsight.core.freshness import Freshness, freshness
from lineofsight.measures.models import Dispute, Measure, MeasureVersion, Observation
from lineofsight.measures.queries.finding import card_on, seen_measure, seen_unit_of_slug
from lineofsight.organization import calendar_math
from lineofsight.organization.models import Unit
from lineofsight.organization.periods import rule_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QualityView:
    """The counts behind a KPI's data quality, and what follows from them."""

    counts: Counts
    quality: Quality


@query("measures.freshness", "/kpis/{slug}/freshness")
def freshness_of(
    ctx: Context, *, slug: str, unit: str, as_of: date | None = None, known_at: datetime | None = None
) -> Freshness:
    """Return whether the next value of a KPI at a unit is due, overdue, or the last one stale, on a day (today)."""
    measure, where = seen_measure(ctx, slug), seen_unit_of_slug(ctx, unit)
    day = as_of or ctx.as_of or clock.today()
    card = card_on(ctx, measure, day, known_at)
    rows = _known_values(ctx, measure, where, known_at).filter(period__until_on__lte=day + ONE_DAY)
    last = rows.order_by("-period__until_on").values_list("period__until_on", flat=True).first()
    return freshness_after(card, last, day)


def freshness_after(card: MeasureVersion, until: date | None, day: date) -> Freshness:
    """Return how things stand on a day, where `until` is the first day after the last period with a value.

    The next value is that of the period which then begins in the KPI's calendar, of months or of weeks.
    """
    upcoming = calendar_math.period_on(rule_of(card.calendar), card.frequency, until) if until else None
    return freshness(
        until - ONE_DAY if until else None,
        card.frequency,
        as_of=day,
        grace_days=card.grace_days,
        stale_after_days=card.stale_after_days,
        next_end=upcoming.until_on - ONE_DAY if upcoming else None,
    )


@query("measures.quality", "/kpis/{slug}/quality")
def quality_of(
    ctx: Context, *, slug: str, unit: str, as_of: date | None = None, known_at: datetime | None = None
) -> QualityView:
    """Return the quality of a KPI's data at a unit (DOMAIN §3.9).

    Expected are the periods since the first value (or the card's first day, if later) whose grace ended by the day.
    On time is a value first known, or reported by its source, within the grace. Checks are those of `checks`.
    """
    measure, where = seen_measure(ctx, slug), seen_unit_of_slug(ctx, unit)
    day = as_of or ctx.as_of or clock.today()
    card = card_on(ctx, measure, day, known_at)
    rows = list(_known_values(ctx, measure, where, known_at).select_related("period").order_by("period__start_on"))
    due = due_periods(card, rows, day)
    received = [row for row in rows if row.period.key in due]
    first_known = _first_known(measure, where)
    results = [result for row in received for result in checks(card, row)]
    counts = Counts(
        expected=len(due),
        received=len(received),
        on_time=sum(is_on_time(row, card.grace_days, first_known) for row in received),
        checks_run=len(results),
        checks_passed=sum(results),
        disputed=_disputed(ctx, measure, where, {row.period_id for row in received}),
    )
    return QualityView(counts, data_quality(counts))


def counts_from(
    card: MeasureVersion,
    rows: Sequence[Observation],
    disputed: Set[str],
    day: date,
    known_at: datetime | None = None,
) -> Counts:
    """Return the counts behind the quality of a KPI's data at a unit.

    `rows` are its values in every version, those of the earliest period first, then as they came to be known;
    `disputed` are the keys of periods whose value somebody disputes.
    """
    current = [row for row in rows if row.known_to is None or (known_at is not None and row.known_to > known_at)]
    due = due_periods(card, current, day)
    received = [row for row in current if row.period.key in due]
    first_known = {row.period_id: row.known_from for row in reversed(rows)}
    results = [result for row in received for result in checks(card, row)]
    return Counts(
        expected=len(due),
        received=len(received),
        on_time=sum(is_on_time(row, card.grace_days, first_known) for row in received),
        checks_run=len(results),
        checks_passed=sum(results),
        disputed=len(disputed & {row.period.key for row in received}),
    )


def checks(card: MeasureVersion, row: Observation) -> list[bool]:
    """Return the results of the checks that apply to a value: plausible size, both sides of a ratio, a source."""
    results = [bool(row.source or row.file_id or row.raw or row.comment or card.source_system)]
    if card.lower_bound is not None and row.value is not None:
        results.append(row.value >= card.lower_bound)
    if "ratio" in (card.time_aggregation, card.org_aggregation):
        results.append(row.numerator is not None and bool(row.denominator))
    return results


def _known_values(ctx: Context, measure: Measure, unit: Unit, known_at: datetime | None) -> QuerySet[Any]:
    rows = Observation.objects.visible_to(ctx.viewer).known(known_at or ctx.known_at)
    return rows.filter(measure=measure, unit=unit)


def due_periods(card: MeasureVersion, rows: list[Observation], day: date) -> set[str]:
    """Return the keys of the periods whose value should be there by the day."""
    if not rows:
        first = card.valid_from
    else:
        first = max(card.valid_from, rows[0].period.start_on)
    last = day - timedelta(days=card.grace_days)
    spans = calendar_math.spans(rule_of(card.calendar), card.frequency, first, last)
    return {span.key for span in spans if span.until_on <= last}


def _first_known(measure: Measure, unit: Unit) -> dict[int, datetime]:
    """Return when a value of each period was first known: a later correction does not make it late."""
    rows = Observation.objects.filter(measure=measure, unit=unit).order_by("-known_from")
    return dict(rows.values_list("period_id", "known_from"))


def is_on_time(row: Observation, grace_days: int, first_known: dict[int, datetime]) -> bool:
    came = row.reported_at or first_known[row.period_id]
    due = row.period.until_on - ONE_DAY + timedelta(days=grace_days)
    return came.astimezone(timezone.utc).date() <= due


def _disputed(ctx: Context, measure: Measure, unit: Unit, periods: set[int]) -> int:
    rows = Dispute.objects.visible_to(ctx.viewer).filter(measure=measure, unit=unit, closed_at=None)
    return len(periods & set(rows.values_list("period_id", flat=True)))
