"""From an event to what it touches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.runner import system_change
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import Period
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard import structure
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.recompute import Dirty


def of_values(measure_id: int, unit_ids: Iterable[int], period_ids: Iterable[int]) -> Dirty:
    """Return what rests on values of a KPI at units in periods (none named: in all), and on KPIs derived from it."""
    periods = list(Period.objects.filter(pk__in=list(period_ids)).values_list("start_on", flat=True))
    since, until = min(periods, default=date.min), max(periods, default=None)
    reported, resting = set(unit_ids), _resting_on(measure_id)
    nodes, is_any_new = _nodes_of(resting.owners, reported)
    if is_any_new:
        since = date.min  # a new node may have values of earlier periods, aggregated from the units below it
    leaves = (node.pk for node in nodes if node.unit in reported or (node.is_above and resting.is_summed))
    return Dirty(leaves=frozenset(leaves), since=since, until=until)


def of_measure(measure_id: int, since: date) -> Dirty:
    """Return every node of a KPI, and of KPIs derived from it: a target also holds for the units below."""
    nodes, _ = _nodes_of(_resting_on(measure_id).owners, set())
    return Dirty(leaves=frozenset(node.pk for node in nodes), since=since)


def of_rates(period_id: int) -> Dirty:
    """Return the nodes of KPIs that units report in their own currencies: their totals are converted."""
    local = Q(unit_of_measure__kind="currency", unit_of_measure__currency__isnull=True)
    measures = set(MeasureVersion.objects.current().filter(local).values_list("measure_id", flat=True))
    measures = {other for measure in measures for other in _resting_on(measure).owners}
    period = Period.objects.get(pk=period_id)
    nodes = ScoreNode.objects.filter(kind="measure", measure_id__in=measures).values_list("pk", flat=True)
    return Dirty(leaves=frozenset(nodes), since=period.start_on, until=period.start_on)


def with_nodes(measure_id: int, unit_ids: Iterable[int]) -> bool:
    """See to it that a KPI has a node at its owning unit and wherever it has values, also if it counts in nothing.

    A derived KPI has one wherever those that it reads have values. Return whether any node is new.
    """
    return _nodes_of(_resting_on(measure_id).owners, set(unit_ids))[1]


def of_nodes(node_ids: Iterable[int], since: date) -> Dirty:
    """Return nodes whose own links or rules changed; none named: everything."""
    ids = frozenset(node_ids)
    if not ids:
        return of_everything()
    measures = frozenset(ScoreNode.objects.filter(pk__in=ids, kind="measure").values_list("pk", flat=True))
    # A KPI that was just attached has no scores yet in the periods before: it is computed over all of them.
    return Dirty(leaves=measures, parents=ids - measures, since=date.min if measures else since)


def of_strategy(strategy_id: int) -> Dirty:
    """Bring the scorecards of a strategy in line with it; return the nodes whose parts changed."""
    with system_change("Scorecards follow their strategy.", command="scorecard.follow_strategy"):
        changed = structure.sync_strategy(strategy_id, clock.now()) | structure.sync_units(clock.now())
    return Dirty(parents=frozenset(changed))


def of_tree() -> Dirty:
    """Bring the nodes of units in line with the tree; return what climbs it or takes a target from above."""
    with system_change("Scorecards follow the unit tree.", command="scorecard.follow_tree"):
        changed = structure.sync_units(clock.now())
    leaves = ScoreNode.objects.filter(kind="measure").values_list("pk", flat=True)
    return Dirty(leaves=frozenset(leaves), parents=frozenset(changed))


def of_everything(period_id: int | None = None) -> Dirty:
    """Return every node, from a period on."""
    period = Period.objects.filter(pk=period_id).first() if period_id else None
    rows = list(ScoreNode.objects.values_list("pk", "kind"))
    leaves = frozenset(pk for pk, kind in rows if kind == "measure")
    since = period.start_on if period else date.min
    return Dirty(leaves=leaves, parents=frozenset(pk for pk, _ in rows) - leaves, since=since)


@dataclass(frozen=True, slots=True)
class _Resting:
    """A KPI and those whose expression reads it, directly or not, each with its owning unit."""

    owners: dict[int, int]
    is_summed: bool  # the KPI itself over units, by any of its cards


def _resting_on(measure_id: int) -> _Resting:
    """Return what rests on a KPI, in one statement."""
    cards = MeasureVersion.objects.current().filter(Q(measure_id=measure_id) | ~Q(expression=""))
    rows = list(cards.values_list("measure_id", *_OF_CARD))
    if all(pk != measure_id for pk, *_ in rows):  # a KPI without a card
        rows += [(*row, "", "none") for row in Measure.objects.filter(pk=measure_id).values_list(*_OF_MEASURE)]
    key_of, owner_of = {pk: key for pk, key, *_ in rows}, {pk: owner for pk, _, owner, *_ in rows}
    found: set[int] = set()
    fresh = {measure_id}
    while fresh:
        texts = {key_of[pk] for pk in fresh}
        found |= fresh
        fresh = {pk for pk, _, _, expression, _ in rows if any(text in expression for text in texts)} - found
    is_summed = any(pk == measure_id and way != "none" for pk, _, _, _, way in rows)
    return _Resting({pk: owner_of[pk] for pk in found}, is_summed)


_OF_MEASURE = ("pk", "slug", "owning_unit_id")
_OF_CARD = ("measure__slug", "measure__owning_unit_id", "expression", "org_aggregation")


class _Node(NamedTuple):
    """A node of a KPI at a unit; `is_above` the units asked about, at any time and by any belief."""

    pk: int
    measure: int
    unit: int
    is_above: bool  # a closed period keeps the tree of its close


def _nodes_of(owners: dict[int, int], unit_ids: set[int]) -> tuple[list[_Node], bool]:
    """Return the nodes of KPIs, made where one has none at its owner or at a unit, and whether any is new."""
    wanted = {(measure, unit) for measure, owner in owners.items() for unit in (owner, *unit_ids)}
    found = _read_nodes(owners, unit_ids)
    if not structure.add_measure_nodes(wanted - {(node.measure, node.unit) for node in found}):
        return found, False
    return _read_nodes(owners, unit_ids), True


def _read_nodes(measures: Iterable[int], unit_ids: set[int]) -> list[_Node]:
    units, unit_bindings = sql.among("u.id", sorted(unit_ids))
    member, bindings = sql.among("n.measure_id", sorted(measures))
    climb = (
        f"WITH RECURSIVE up(id) AS (SELECT u.id FROM organization_unit u WHERE {units} UNION "  # noqa: S608 own SQL
        "SELECT v.parent_id FROM organization_unitversion v JOIN up ON v.unit_id = up.id WHERE v.parent_id IS NOT NULL"
        ") SELECT id FROM up"
    )
    columns = [*(sql.number(f"n.{name}") for name in ("id", "measure_id", "unit_id")), sql.flag("a.id IS NOT NULL")]
    rows = sql.read(
        columns,
        f"FROM scorecard_scorenode n LEFT JOIN ({climb}) a ON a.id = n.unit_id WHERE n.kind = 'measure' AND {member}",
        [*unit_bindings, *bindings],
    )
    return [_Node(int(pk), int(measure), int(unit), is_above == 1) for pk, measure, unit, is_above in rows.tolist()]
