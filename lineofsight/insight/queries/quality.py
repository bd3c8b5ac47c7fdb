"""Whose data fails: the quality of the KPIs that the viewer is steward of, worst first."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core.data_quality import DEFAULT_WEIGHTS, Counts, data_quality
from lineofsight.insight.queries.latest import unit_names
from lineofsight.measures.models import Dispute, MeasureVersion, Observation
from lineofsight.measures.queries.quality import counts_from
from lineofsight.organization.access import accountable_ids

#: Grades that ask for something: below B values may be used, with D they feed no ratings and no pay.
FAILING = ("C", "D")
NEEDED = (
    *("id", "measure_id", "unit_id", "period_id", "value", "numerator", "denominator", "source", "file_id", "raw"),
    *("comment", "reported_at", "known_from", "known_to", "period__key", "period__start_on", "period__until_on"),
)


@dataclass(frozen=True, slots=True)
class FailingQuality:
    """A KPI whose data fails: its grade, what costs it most and how often, and the unit where most of that is.

    `weakest` is `completeness`, `timeliness`, `validity` or `undisputed`; `missed` of `of` is what it counts.
    """

    name: str
    slug: str
    grade: str
    index: float
    weakest: str
    missed: int
    of: int
    unit: str
    unit_slug: str
    units: int


@dataclass(frozen=True, slots=True)
class DataQuality:
    """The KPIs that the viewer is steward of: how many, how many of them can be judged, and those that fail."""

    kept: int
    judged: int
    failing: tuple[FailingQuality, ...]


@query("insight.data_quality", "/data-quality")
def failing_data(ctx: Context) -> DataQuality:
    """Return the KPIs of the viewer whose data fails, worst first, in at most five statements.

    The counts of the units where a KPI is recorded are added up; what no unit recorded yet is expected at its own.
    """
    if ctx.viewer.user_id is None and not ctx.viewer.is_system:
        raise NotFound("Data quality")
    ids = set(accountable_ids(ctx.viewer, "measure", ("steward",)))
    if not ids:
        return DataQuality(0, 0, ())
    day = ctx.as_of or clock.today()
    cards = _cards(ctx, ids, day)
    counts = _counts(ctx, cards, day)
    names = unit_names(ctx)
    found = [_judged(cards[pk], by_unit, names) for pk, by_unit in counts.items()]
    known = [one for one in found if one is not None]
    failing = sorted((one for one in known if one.grade in FAILING), key=lambda one: (one.index, one.name))
    return DataQuality(len(cards), len(known), tuple(failing))


def _cards(ctx: Context, ids: Collection[UUID], day: date) -> dict[int, Any]:
    rows = MeasureVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at).filter(measure__public_id__in=ids)
    return {row.measure_id: row for row in rows.select_related("measure__owning_unit", "calendar")}


def _counts(ctx: Context, cards: dict[int, Any], day: date) -> dict[int, dict[tuple[int, str], Counts]]:
    """Return the counts of each KPI at each unit where it is recorded; derived KPIs are not recorded."""
    here = Observation.objects.visible_to(ctx.viewer).filter(measure__in=cards, period__start_on__lte=day)
    if ctx.known_at is not None:
        here = here.filter(known_from__lte=ctx.known_at)
    rows: dict[int, dict[tuple[int, str], list[Any]]] = defaultdict(lambda: defaultdict(list))
    loaded = (
        here.select_related("period", "unit").only(*NEEDED, "unit__slug").order_by("period__start_on", "known_from")
    )
    for row in loaded:
        rows[row.measure_id][row.unit_id, row.unit.slug].append(row)
    disputed: dict[tuple[int, int], set[str]] = defaultdict(set)
    open_ones = Dispute.objects.visible_to(ctx.viewer).filter(measure__in=cards, closed_at=None)
    for measure, unit, key in open_ones.values_list("measure_id", "unit_id", "period__key"):
        disputed[measure, unit].add(key or "")
    for pk, card in cards.items():
        if pk not in rows and not card.expression:
            rows[pk][card.measure.owning_unit_id, card.measure.owning_unit.slug] = []
    return {
        pk: {
            unit: counts_from(cards[pk], values, disputed[pk, unit[0]], day, ctx.known_at)
            for unit, values in by_unit.items()
        }
        for pk, by_unit in rows.items()
    }


def _judged(card: Any, by_unit: dict[tuple[int, str], Counts], names: dict[int, str]) -> FailingQuality | None:
    """Return how good a KPI's data is over its units; None where nothing was due yet."""
    total = _sum(by_unit.values())
    quality = data_quality(total)
    if quality.index is None or quality.grade is None:
        return None
    lost = {name: missed_of(name, total) for name in quality.dimensions}
    cost = {name: DEFAULT_WEIGHTS[name] * missed / of for name, (missed, of) in lost.items() if of}
    weakest = max(cost, key=lambda name: cost[name])
    (unit, slug), _ = max(by_unit.items(), key=lambda pair: (missed_of(weakest, pair[1])[0], pair[0][1]))
    return FailingQuality(
        name=card.name,
        slug=card.measure.slug,
        grade=quality.grade,
        index=quality.index,
        weakest=weakest,
        missed=lost[weakest][0],
        of=lost[weakest][1],
        unit=names.get(unit, ""),
        unit_slug=slug,
        units=sum(missed_of(weakest, counts)[0] > 0 for counts in by_unit.values()),
    )


def missed_of(dimension: str, counts: Counts) -> tuple[int, int]:
    """Return how many of how many a dimension of quality misses."""
    pairs = {
        "completeness": (counts.expected, counts.received),
        "timeliness": (counts.received, counts.on_time),
        "validity": (counts.checks_run, counts.checks_passed),
        "undisputed": (counts.received, (counts.received or 0) - (counts.disputed or 0)),
    }
    whole, good = pairs[dimension]
    return int((whole or 0) - (good or 0)), int(whole or 0)


def _sum(parts: Collection[Counts]) -> Counts:
    return Counts(**{each.name: sum(getattr(part, each.name) or 0 for part in parts) for each in fields(Counts)})
