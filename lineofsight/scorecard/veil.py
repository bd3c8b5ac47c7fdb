"""Numbers above a part that the viewer may not see: rounded, where the part could be worked out from what is open.

A parent's score is a mean of its children's. Who knows the parent, the weights and all children but one, knows that
one, too; each open child is exact on its own page, so it is the parent that must be rounded, wherever it stands: on
pages, in lists, in Why?, in downloads and in the API; how far says `coarsening`. The same holds for a KPI's value that
units add up to: where exactly one branch of the tree is hidden, it is rounded to one digit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL

from lineofsight.base.access import Viewer
from lineofsight.measures.access import reads_all
from lineofsight.measures.models import Measure, MeasureVersion, Observation
from lineofsight.organization.access import visible_units
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.access import nodes_in_reach
from lineofsight.scorecard.coarsening import NEED, UNKNOWN, Family, steps_over
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, ScoreNode
from lineofsight.scorecard.shares import grouped
from lineofsight.strategy.access import sees_all

MEANS = ("weighted_mean", "mean")
NO_OTHERS = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a viewer may not see of what counts: scored parts, with their number of periods, and KPI nodes in part."""

    hidden: Mapping[int, int] = field(default_factory=dict)
    values: frozenset[int] = frozenset()

    @property
    def seeds(self) -> set[int]:
        """Return the nodes that what rests on them could tell."""
        return {*self.hidden, *self.values}


@dataclass(frozen=True, slots=True)
class Veil:
    """To which step the score of a node is rounded for a viewer, and whose value is rounded, too."""

    steps: Mapping[int, float] = field(default_factory=dict)
    values: frozenset[int] = frozenset()

    def covers(self, node: int) -> bool:
        """Test whether a node's numbers are rounded."""
        return node in self.steps

    def score(self, node: int, score: float | None) -> float | None:
        """Return a node's score as this viewer may know it."""
        step = self.steps.get(node)
        return score if step is None or score is None else round(score / step) * step

    def value(self, node: int, value: float | None) -> float | None:
        """Return a KPI's value as this viewer may know it."""
        return value if node not in self.values or value is None else float(f"{value:.1g}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about which periods, which begin on `since`; weights and tree are those of a day."""

    viewer: Viewer
    periods: Sequence[int]
    since: date
    day: date
    known_at: datetime | None = None


def veil_of(asked: Asked) -> Veil:
    """Return what is rounded for a viewer in some periods; a request asks the database once."""
    drawn: dict[Any, Veil] = asked.viewer.cache.setdefault("veils", {})
    key = (tuple(asked.periods), asked.since, asked.day, asked.known_at)
    if key not in drawn:
        unknown = unknown_to(asked)
        drawn[key] = drawn_over(unknown, links_above(asked, unknown.seeds) if unknown.seeds else ())
    return drawn[key]


def unknown_to(asked: Asked) -> Unknown:
    """Return the parts of visible numbers that a viewer may not see, in one query; none where the viewer sees all."""
    if reads_all(asked.viewer) and sees_all(asked.viewer):
        return Unknown()
    rows = _hidden_parts(asked)
    if not sees_all(asked.viewer):
        rows = rows.union(_mixed_values(asked))
    hidden: dict[int, int] = {}
    branches: dict[int, set[int]] = defaultdict(set)
    for is_value, node, found in rows:
        if is_value:
            branches[node].add(found)
        else:
            hidden[node] = found
    return Unknown(hidden, frozenset(node for node, several in branches.items() if len(several) == 1))


def drawn_over(unknown: Unknown, links: Iterable[Any]) -> Veil:
    """Return the veil over what rests on unknown parts; `links` are those of every visible node above them."""
    windows = dict.fromkeys(unknown.hidden, UNKNOWN) | dict.fromkeys(unknown.values, NEED)
    steps = steps_over(_families(list(links)), windows, unknown.hidden) if windows else {}
    return Veil(steps | dict.fromkeys(unknown.values, NEED), unknown.values)


OPEN = Veil()


def counted_in(nodes: Iterable[int]) -> Q:
    """Return the filter for links of every node that any of these counts in, now or at another time."""
    member, ids = sql.among("l.child_id", sorted(nodes))
    above = (
        f"WITH RECURSIVE up(id) AS (SELECT l.parent_id FROM scorecard_nodelink l WHERE {member} "  # noqa: S608 own SQL
        "UNION SELECT l.parent_id FROM scorecard_nodelink l JOIN up ON l.child_id = up.id) SELECT id FROM up"
    )
    return Q(parent_id__in=RawSQL(above, ids))  # noqa: S611 own SQL


def links_above(asked: Asked, nodes: Iterable[int], *, besides: Q = NO_OTHERS) -> Any:
    """Return the links of every node above some nodes that the viewer may see, siblings included, and others `besides`.

    Each says its parent's rule (`method`, None for the default), and whether it `is_besides`.
    """
    chosen = besides | counted_in(nodes)
    rules = RollupRule.objects.at(asked.day, asked.known_at).filter(node_id=OuterRef("parent_id")).values("method")[:1]
    rows = NodeLink.objects.visible_to(asked.viewer).at(asked.day, asked.known_at).filter(chosen)
    is_besides = Case(When(besides, then=Value(True)), default=Value(False))
    return rows.annotate(method=Subquery(rules), is_besides=is_besides).order_by("parent_id", "child_id")


def _hidden_parts(asked: Asked) -> Any:
    """Return the scored children of visible parents that the viewer may not see, and in how many periods they are."""
    seen = ScoreNode.objects.filter(nodes_in_reach(asked.viewer)).values("pk")
    scores = Score.objects.known(asked.known_at).filter(
        node_id=OuterRef("child_id"), period_id__in=list(asked.periods), unrounded__isnull=False
    )
    counted = scores.order_by().values("node_id").annotate(count=Count("pk")).values("count")
    links = NodeLink.objects.visible_to(asked.viewer).at(asked.day, asked.known_at).filter(is_applicable=True)
    rows = links.exclude(child_id__in=seen).annotate(is_value=Value(0), node=F("child_id"), found=Subquery(counted))
    return rows.filter(found__gt=0).values_list("is_value", "node", "found")


def _mixed_values(asked: Asked) -> Any:
    """Return the KPI nodes whose value is added up over units, with each hidden branch that reported a part of it."""
    seen = visible_units(asked.viewer)
    standing = UnitVersion.objects.at(asked.day, asked.known_at)
    tops = standing.filter(parent_id__in=seen).exclude(unit_id__in=seen).values("unit_id")
    cards = MeasureVersion.objects.current().exclude(org_aggregation="none").values("measure_id")
    open_ones = Measure.objects.visible_to(asked.viewer).filter(pk__in=cards).values("pk")
    branch, place = "unit__above__ancestor_id", "unit__above__ancestor__above__ancestor_id"
    nodes = ScoreNode.objects.filter(kind="measure", measure_id=OuterRef("measure_id"), unit_id=OuterRef(place))
    rows = Observation.objects.known(asked.known_at).filter(
        **{f"{branch}__in": tops, f"{place}__in": seen},
        measure_id__in=open_ones,
        period__until_on__gt=asked.since,
        period__start_on__lte=asked.day,
    )
    told = rows.annotate(is_value=Value(1), node=Subquery(nodes.values("pk")[:1]), found=F(branch))
    return told.filter(node__isnull=False).order_by().values_list("is_value", "node", "found")


def _families(rows: list[Any]) -> dict[int, Family[int]]:
    """Return the parts of every parent by the links below it, with what each weighs by the parent's rule."""
    methods = {row.parent_id: row.method or MEANS[0] for row in rows}
    return {
        parent: Family(
            [(child.child, child.share if methods[parent] == MEANS[0] else 1 / len(below)) for child in below],
            is_mean=methods[parent] in MEANS,
        )
        for parent, below in grouped(rows).items()
    }
