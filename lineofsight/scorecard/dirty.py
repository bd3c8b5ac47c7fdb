"""From an event to what it touches."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.runner import system_change
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import Period, UnitVersion
from lineofsight.scorecard import structure
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.recompute import Dirty


def of_values(measure_id: int, unit_ids: Iterable[int], period_ids: Iterable[int]) -> Dirty:
    """Return what rests on values of a KPI at units in periods (none named: in all), and on KPIs derived from it."""
    periods = list(Period.objects.filter(pk__in=list(period_ids)).values_list("start_on", "until_on"))
    since = min((start for start, _ in periods), default=date.min)
    until = max((start for start, _ in periods), default=None)
    reported = set(unit_ids)
    if with_nodes(measure_id, reported):
        since = date.min  # a new node may have values of earlier periods, aggregated from the units below it
    is_summed = MeasureVersion.objects.current().filter(measure_id=measure_id).exclude(org_aggregation="none").exists()
    units = _and_above(reported) if is_summed else reported
    nodes = ScoreNode.objects.filter(kind="measure", measure_id__in={measure_id, *_derived_from(measure_id)})
    leaves = nodes.filter(unit_id__in=units).values_list("pk", flat=True)
    return Dirty(leaves=frozenset(leaves), since=since, until=until)


def of_measure(measure_id: int, since: date) -> Dirty:
    """Return every node of a KPI, and of KPIs derived from it: a target also holds for the units below."""
    with_nodes(measure_id, ())
    measures = {measure_id, *_derived_from(measure_id)}
    nodes = ScoreNode.objects.filter(kind="measure", measure_id__in=measures).values_list("pk", flat=True)
    return Dirty(leaves=frozenset(nodes), since=since)


def of_rates(period_id: int) -> Dirty:
    """Return the nodes of KPIs that units report in their own currencies: their totals are converted."""
    local = Q(unit_of_measure__kind="currency", unit_of_measure__currency__isnull=True)
    measures = set(MeasureVersion.objects.current().filter(local).values_list("measure_id", flat=True))
    measures |= {other for measure in measures for other in _derived_from(measure)}
    period = Period.objects.get(pk=period_id)
    nodes = ScoreNode.objects.filter(kind="measure", measure_id__in=measures).values_list("pk", flat=True)
    return Dirty(leaves=frozenset(nodes), since=period.start_on, until=period.start_on)


def with_nodes(measure_id: int, unit_ids: Iterable[int]) -> bool:
    """See to it that a KPI has a node at its owning unit and wherever it has values, also if it counts in nothing.

    A derived KPI has one wherever those that it reads have values. Return whether any node is new.
    """
    with_values = {measure_id, *_derived_from(measure_id)}
    owners = dict(Measure.objects.filter(pk__in=with_values).values_list("pk", "owning_unit_id"))
    wanted = {(measure, unit) for measure, owner in owners.items() for unit in (owner, *unit_ids)}
    found = ScoreNode.objects.filter(kind="measure", measure_id__in=owners).values_list("measure_id", "unit_id")
    return structure.add_measure_nodes(wanted - set(found)) > 0


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


def _derived_from(measure_id: int) -> set[int]:
    """Return the KPIs whose expression reads this one, directly or not."""
    rows = list(MeasureVersion.objects.current().exclude(expression="").values_list("measure_id", "expression"))
    if not rows:
        return set()
    key_of = dict(Measure.objects.filter(pk__in={measure_id, *(pk for pk, _ in rows)}).values_list("pk", "slug"))
    found: set[int] = set()
    fresh = {measure_id}
    while fresh:
        texts = {key_of[pk] for pk in fresh}
        fresh = {pk for pk, expression in rows if any(text in expression for text in texts)} - found - {measure_id}
        found |= fresh
    return found


def _and_above(unit_ids: Iterable[int]) -> set[int]:
    """Return units and all that were ever above them, by any belief: a closed period keeps the tree of its close."""
    reached, fresh = set(unit_ids), set(unit_ids)
    while fresh:
        rows = UnitVersion.objects.filter(unit_id__in=fresh, parent__isnull=False)
        fresh = set(rows.values_list("parent_id", flat=True)) - reached
        reached |= fresh
    return reached
