"""The nodes and links that follow from a strategy: kept equal to its adopted versions, its cascade and the unit tree.

What people decide (which KPIs measure an objective, weights, gates, rules) is never touched here.
The first adopted version also shapes the time before it: nothing else is known about those days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from lineofsight.base import bulk
from lineofsight.base.runner import MOST_TRIES, system_change
from lineofsight.measures.dependencies import dependencies
from lineofsight.measures.models import Measure, Observation
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import NodeLink, Scorecard, ScoreNode
from lineofsight.strategy.models import Adoption, CascadeLink, ObjectiveVersion, StrategicObjective

BEGINNING = date(1900, 1, 1)
Span = tuple[date, date | None]
Pair = tuple[int, int]


@dataclass(slots=True)
class Wanted:
    """The links that should hold, each over some spans of days, with the weight a new one starts with."""

    spans: dict[Pair, list[Span]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[Pair, Decimal] = field(default_factory=dict)

    def add(self, parent: int, child: int, span: Span, weight: Decimal | None = None) -> None:
        """Want a link over a span."""
        self.spans[(parent, child)].append(span)
        if weight is not None:
            self.weights[(parent, child)] = weight


def sync_strategy(strategy_id: int, now: datetime) -> set[int]:
    """Bring the scorecards of a strategy in line with it; return the parent nodes whose children changed."""
    scorecards = list(Scorecard.objects.filter(strategy_id=strategy_id).order_by("pk"))
    wanted, parents = Wanted(), set()
    adoptions = list(Adoption.objects.current().filter(strategy_id=strategy_id).order_by("valid_from"))
    for position, adoption in enumerate(adoptions):
        start = BEGINNING if position == 0 else adoption.valid_from
        rows = list(
            ObjectiveVersion.objects.filter(strategy_version_id=adoption.strategy_version_id).select_related(
                "objective"
            )
        )
        for scorecard in scorecards:
            parents |= _want_scorecard(wanted, scorecard, scorecards, rows, (start, adoption.valid_to))
    parents |= _want_cascade(wanted, strategy_id)
    return _apply(wanted, parents, now)


def sync_units(now: datetime) -> set[int]:
    """Bring the nodes of units in line with the tree: a unit counts its own scorecards, else the units below it.

    A scorecard in which nothing stands does not count: a unit that has only such a one is what the units below it are.
    """
    parents = NodeLink.objects.current().filter(parent__kind="scorecard")
    filled = set(parents.values_list("parent__scorecard_id", flat=True))
    scorecards = list(Scorecard.objects.order_by("pk").values_list("pk", "unit_id"))
    roots = {card: ensure_node("scorecard", scorecard_id=card, unit_id=unit) for card, unit in scorecards}
    counting = [(card, unit) for card, unit in scorecards if card in filled]
    owners = {unit for _, unit in counting}
    rows = list(
        UnitVersion.objects.current()
        .order_by("unit_id", "valid_from")
        .values_list("unit_id", "parent_id", "valid_from", "valid_to")
    )
    above: dict[int, set[int]] = defaultdict(set)
    for unit, parent, _, _ in rows:
        if parent is not None:
            above[unit].add(parent)
    fresh = {unit for _, unit in scorecards}
    concerned = set(fresh)
    while fresh:
        fresh = {parent for unit in fresh for parent in above[unit]} - concerned
        concerned |= fresh
    nodes = {unit: ensure_node("unit", unit_id=unit) for unit in sorted(concerned)}
    wanted = Wanted()
    for card_id, unit in counting:
        wanted.add(nodes[unit], roots[card_id], (BEGINNING, None))
    earliest = set()
    for unit, parent, start, stop in rows:
        first = BEGINNING if unit not in earliest else start
        earliest.add(unit)
        if unit in nodes and parent in nodes and parent not in owners:
            wanted.add(nodes[parent], nodes[unit], (first, stop))
    return _apply(wanted, set(nodes.values()), now)


def ensure_node(kind: str, *, unit_id: int, **rest: int) -> int:
    """Return the node of a thing, made where there is none yet."""
    key = rest if kind != "unit" else {"unit_id": unit_id}
    if kind == "measure":
        key = {**rest, "unit_id": unit_id}
    found = ScoreNode.objects.filter(kind=kind, **key).values_list("pk", flat=True).first()
    return int(found if found is not None else ScoreNode.objects.create(kind=kind, unit_id=unit_id, **rest).pk)


def add_measure_nodes(pairs: Iterable[tuple[int, int]]) -> int:
    """Make the nodes of KPIs at units that have none yet; return how many were asked for.

    Two values that come in at once may want the same node: whoever is later finds it made.
    """
    wanted = set(pairs)
    if wanted:
        with system_change("KPIs have a score wherever they have values.", command="scorecard.follow_values"):
            for tries_left in reversed(range(MOST_TRIES)):
                try:
                    with transaction.atomic():
                        _add_missing(wanted)
                    break
                except IntegrityError:  # somebody committed one of them since we looked
                    if not tries_left:
                        raise
    return len(wanted)


def _add_missing(wanted: set[tuple[int, int]]) -> None:
    measures = {measure for measure, _ in wanted}
    there = ScoreNode.objects.filter(kind="measure", measure_id__in=measures).values_list("measure_id", "unit_id")
    missing = sorted(wanted - set(there))
    ScoreNode.objects.bulk_create(
        [ScoreNode(kind="measure", measure_id=measure, unit_id=unit) for measure, unit in missing]
    )


def sync_measures() -> None:
    """Make the nodes of all KPIs at their owning units, and at all units at which they have values."""
    nodes = ScoreNode.objects.filter(kind="measure", measure_id=OuterRef("measure_id"), unit_id=OuterRef("unit_id"))
    values = Observation.objects.current().filter(~Exists(nodes)).order_by()
    own = ScoreNode.objects.filter(kind="measure", measure_id=OuterRef("pk"), unit_id=OuterRef("owning_unit_id"))
    owners = Measure.objects.filter(~Exists(own)).values_list("pk", "owning_unit_id")
    add_measure_nodes({*values.values_list("measure_id", "unit_id").distinct(), *owners})
    add_measure_nodes(_derived_pairs())


def _derived_pairs() -> set[tuple[int, int]]:
    """Return where KPIs derived from others lack a node: wherever one of those that they read has one."""
    depends = dependencies()
    read = {*depends, *(key for keys in depends.values() for key in keys)}
    ids = dict(Measure.objects.filter(slug__in=read).values_list("slug", "pk"))
    places: dict[int, set[int]] = defaultdict(set)
    rows = ScoreNode.objects.filter(kind="measure", measure_id__in=ids.values()).values_list("measure_id", "unit_id")
    for measure, unit in rows:
        places[measure].add(unit)
    found: set[tuple[int, int]] = set()
    for _ in depends:  # a KPI derived from a derived one waits for it
        for slug, keys in depends.items():
            units = {unit for key in keys for unit in places[ids.get(key, 0)]} - places[ids[slug]]
            found |= {(ids[slug], unit) for unit in units}
            places[ids[slug]] |= units
    return found


def _want_scorecard(
    wanted: Wanted, card: Scorecard, siblings: list[Scorecard], rows: list[ObjectiveVersion], span: Span
) -> set[int]:
    """Want perspectives under the scorecard and objectives under perspectives; return the parents considered."""
    root = ensure_node("scorecard", scorecard_id=card.pk, unit_id=card.unit_id)
    taken = {one.unit_id for one in siblings}
    is_main = card.unit_id == card.strategy.unit_id
    mine = [
        row for row in rows if row.objective.unit_id == card.unit_id or (is_main and row.objective.unit_id not in taken)
    ]
    parents = {root}
    serving = _served({row.objective_id for row in rows})
    placed = {row.objective_id for row in rows if row.perspective_id}
    for row in sorted(mine, key=lambda row: (row.sort_order, row.pk)):
        node = ensure_node("objective", objective_id=row.objective_id, unit_id=row.objective.unit_id)
        if row.perspective_id:
            perspective = ensure_node(
                "perspective", scorecard_id=card.pk, perspective_id=row.perspective_id, unit_id=card.unit_id
            )
            if span not in wanted.spans[(root, perspective)]:
                wanted.add(root, perspective, span)
            wanted.add(perspective, node, span)
            parents.add(perspective)
        elif row.objective_id not in serving and not _counts_already(row.objective_id, serving, placed):
            wanted.add(root, node, span)
    return parents | set(ScoreNode.objects.filter(scorecard=card, kind="perspective").values_list("pk", flat=True))


def _served(objectives: set[int]) -> dict[int, set[int]]:
    """Return for each of these objectives the ones it contributes to."""
    links = CascadeLink.objects.current().filter(child_id__in=objectives, parent_id__in=objectives, contributes=True)
    found: dict[int, set[int]] = defaultdict(set)
    for child, parent in links.values_list("child_id", "parent_id"):
        found[child].add(parent)
    return dict(found)


def _counts_already(objective: int, serving: dict[int, set[int]], placed: set[int]) -> bool:
    """Test whether what lies below an objective stands in perspectives, and so counts there."""
    return any(objective in parents and child in placed for child, parents in serving.items())


def _want_cascade(wanted: Wanted, strategy_id: int) -> set[int]:
    """Want contributing objectives under those they serve; the share is the weight."""
    rows = CascadeLink.objects.current().filter(parent__strategy_id=strategy_id) | CascadeLink.objects.current().filter(
        child__strategy_id=strategy_id
    )
    parents = set()
    units = dict(StrategicObjective.objects.values_list("pk", "unit_id"))
    for row in rows.order_by("parent_id", "child_id", "valid_from"):
        parent = ensure_node("objective", objective_id=row.parent_id, unit_id=units[row.parent_id])
        parents.add(parent)
        if row.contributes:
            child = ensure_node("objective", objective_id=row.child_id, unit_id=units[row.child_id])
            wanted.add(parent, child, (row.valid_from, row.valid_to), row.share)
    return parents


def _apply(wanted: Wanted, parents: set[int], now: datetime) -> set[int]:
    """End links that no longer follow, add those that do; weights already set stay. Return the parents concerned."""
    current: dict[Pair, list[Span]] = defaultdict(list)
    rows = NodeLink.objects.current().filter(parent_id__in=parents).exclude(child__kind="measure")
    for row in rows.order_by("valid_from").values_list("parent_id", "child_id", "valid_from", "valid_to"):
        current[(row[0], row[1])].append((row[2], row[3]))
    changed: set[int] = set()
    fresh: list[tuple[Any, ...]] = []
    for pair in sorted({*current, *wanted.spans}):
        have, want = _merged(current.get(pair, [])), _merged(wanted.spans.get(pair, []))
        if have == want:
            continue
        changed.add(pair[0])
        if not have:
            fresh += [(*pair, wanted.weights.get(pair), start, stop) for start, stop in want]
        else:
            _reshape(pair, have, want, wanted.weights.get(pair), now)
    if fresh:
        names = ["parent_id", "child_id", "weight", "valid_from", "valid_to", "known_from"]
        bulk.append_rows(NodeLink, names, ((*row, now) for row in fresh))
    return changed


def _reshape(pair: Pair, have: list[Span], want: list[Span], weight: Decimal | None, now: datetime) -> None:
    entity = {"parent_id": pair[0], "child_id": pair[1]}
    earlier = list(NodeLink.objects.current().filter(**entity).order_by("valid_from"))
    bulk.close(NodeLink, [row.pk for row in earlier], now)
    for start, stop in want:
        cursor = start
        for row in earlier:
            low, high = max(row.valid_from, start), _lower(row.valid_to, stop)
            if high is not None and low >= high:
                continue
            if low > cursor:
                _insert(entity, cursor, low, now, weight=weight)
            _insert(entity, low, high, now, **{name: getattr(row, name) for name in _CARRIED})
            cursor = high or date.max
        if cursor != date.max and (stop is None or cursor < stop):
            _insert(entity, cursor, stop, now, weight=weight)


_CARRIED = ("weight", "is_applicable", "gate_min_score", "gate_cap")


def _insert(entity: dict[str, int], start: date, stop: date | None, now: datetime, **values: Any) -> None:
    NodeLink(**entity, valid_from=start, valid_to=stop, known_from=now, **values).save()


def _merged(spans: list[Span]) -> list[Span]:
    """Return spans joined where they touch or overlap."""
    out: list[Span] = []
    for start, stop in sorted(spans, key=lambda span: span[0]):
        if out and (out[-1][1] is None or start <= out[-1][1]):
            last = out[-1][1]
            out[-1] = (out[-1][0], None if last is None or stop is None else max(last, stop))
        else:
            out.append((start, stop))
    return out


def _lower(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
