"""Nodes, the links between them and their roll-up rules, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from lineofsight.core import status
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.core.errors import CycleFound
from lineofsight.core.rollup import GATE_MISSING, METHODS, MISSING_POLICIES, GroupRules
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER
from lineofsight.scorecard.dated_index import NONE, positions, rows_at
from lineofsight.scorecard.models import NODE_KINDS

MEASURE, OBJECTIVE, PERSPECTIVE, SCORECARD, UNIT = range(len(NODE_KINDS))
CARRY_FORWARD = MISSING_POLICIES.index("carry_forward")
PROPAGATE = MISSING_POLICIES.index("propagate")
MAX_DEPTH = 64


@dataclass(slots=True)
class Nodes:
    """Score nodes in the order of their ids."""

    id: Index
    kind: Index
    unit: Index
    measure: Index
    scorecard: Index

    def chosen(self, ids: Index) -> "Nodes":
        """Return those of these nodes that have one of the ids."""
        rows = np.isin(self.id, ids)
        return Nodes(*(part[rows] for part in (self.id, self.kind, self.unit, self.measure, self.scorecard)))

    def joined(self, ids: Index) -> "Nodes":
        """Return these nodes among others of which only the id is known: children that are read, not computed."""
        every = np.union1d(self.id, ids)
        row = positions(every, self.id)
        parts = (self.kind, self.unit, self.measure, self.scorecard)
        return Nodes(every, *(np.where(row == NONE, NONE, part[row]) for part in parts))


@dataclass(slots=True)
class Links:
    """Dated links as rows (`row_*`), and the pairs of parent and child that they join, by node id."""

    parent: Index
    child: Index
    pair: Index
    valid_from: Index
    valid_to: Index
    weight: Array
    is_applicable: Mask
    gate_min: Array
    gate_cap: Array

    def rows_at(self, days: Index) -> Index:
        """Return the link row of each pair on each day."""
        return rows_at(self.pair, self.valid_from, self.valid_to, days, len(self.parent))


@dataclass(slots=True)
class Rules:
    """Dated roll-up rules; a node without one has the default."""

    node: Index
    valid_from: Index
    valid_to: Index
    method: Index
    policy: Index
    max_carry: Array
    min_coverage: Array
    fails_without_data: Mask
    green_at: Array
    amber_at: Array
    hysteresis: Array

    def rows_at(self, nodes: Index, days: Index) -> Index:
        """Return the rule row of each node on each day, `NONE` for the default."""
        keys = positions(self.node, nodes)
        is_wanted = keys != NONE
        table = rows_at(keys[is_wanted], self.valid_from[is_wanted], self.valid_to[is_wanted], days, len(nodes))
        return np.where(table == NONE, NONE, np.flatnonzero(is_wanted)[table]) if is_wanted.any() else table

    def group(self, rows: Index) -> GroupRules:
        """Return the rules of some parents in the columns of the core."""
        has, at = rows != NONE, np.maximum(rows, 0)
        if not len(self.node):
            return GroupRules.same(len(rows))
        return GroupRules(
            method=np.where(has, self.method[at], 0),
            missing_policy=np.where(has, self.policy[at], 0),
            min_coverage=np.where(has, self.min_coverage[at], np.nan),
            max_carry=np.where(has & ~np.isnan(self.max_carry[at]), self.max_carry[at], np.inf),
            fails_without_data=np.where(has, self.fails_without_data[at], True),
        )

    def band(self, name: str, rows: Index) -> Array:
        """Return a threshold (`green_at`, `amber_at`, `hysteresis`) of each cell."""
        default = {"green_at": status.GREEN_AT, "amber_at": status.AMBER_AT, "hysteresis": status.HYSTERESIS}[name]
        if not len(self.node):
            return np.full(rows.shape, default)
        found = np.where(rows == NONE, np.nan, getattr(self, name)[np.maximum(rows, 0)])
        return np.where(np.isnan(found), default, found)


def load_nodes(ids: Sequence[int] | Index | None) -> Nodes:
    """Return score nodes (None: all), by id."""
    member, bindings = sql.among("n.id", ids)
    return _nodes(f"WHERE {member}", bindings)


def _nodes(rest: str, bindings: Sequence[Any]) -> Nodes:
    names = ("id", "unit_id", "measure_id", "scorecard_id")
    rows = sql.read(
        [*(sql.number(f"n.{name}") for name in names), sql.code("n.kind", NODE_KINDS)],
        f"FROM scorecard_scorenode n {rest} ORDER BY n.id",
        bindings,
    )
    whole = [sql.whole(column) for column in rows.T]
    return Nodes(id=whole[0], unit=whole[1], measure=whole[2], scorecard=whole[3], kind=whole[4])


def load_links(known_at: datetime | None, *, parents: Sequence[int] | Index | None = None) -> Links:
    """Return links (all, or those of some parents), pairs in the order of parent and child."""
    test, bindings = sql.known("l", known_at)
    of_parent, parent_ids = sql.among("l.parent_id", parents)
    names = ("parent_id", "child_id", "weight", "gate_min_score", "gate_cap")
    rows = sql.read(
        [
            *(sql.number(f"l.{name}") for name in names),
            sql.day("l.valid_from"),
            sql.day("l.valid_to"),
            sql.number("CASE WHEN l.is_applicable THEN 1 ELSE 0 END"),
        ],
        f"FROM scorecard_nodelink l WHERE {test} AND {of_parent}",
        [*bindings, *parent_ids],
    )
    parent, child = sql.whole(rows[:, 0]), sql.whole(rows[:, 1])
    keys, pair = np.unique((parent << 32) | child, return_inverse=True)
    return Links(
        parent=keys >> 32,
        child=keys & 0xFFFFFFFF,
        pair=pair.reshape(-1),
        valid_from=sql.whole(rows[:, 5]),
        valid_to=sql.whole(rows[:, 6], missing=FOREVER),
        weight=rows[:, 2],
        is_applicable=rows[:, 7] == 1,
        gate_min=rows[:, 3],
        gate_cap=rows[:, 4],
    )


def with_ancestors(ids: Sequence[int] | Index) -> Nodes:
    """Return nodes and everything they count in, as links are or were current, in one statement."""
    member, bindings = sql.among("s.id", ids)
    climb = (
        f"WITH RECURSIVE up(id) AS (SELECT s.id FROM scorecard_scorenode s WHERE {member} UNION "  # noqa: S608 own SQL
        "SELECT l.parent_id FROM scorecard_nodelink l JOIN up ON l.child_id = up.id WHERE l.known_to IS NULL) "
        "SELECT id FROM up"
    )
    return _nodes(f"JOIN ({climb}) u ON u.id = n.id", bindings)


def load_rules(nodes: Sequence[int] | Index | None, known_at: datetime | None) -> Rules:
    """Return the roll-up rules of some nodes (None: all)."""
    test, bindings = sql.known("r", known_at)
    member, ids = sql.among("r.node_id", nodes)
    names = ("max_carry", "min_coverage", "green_at", "amber_at", "hysteresis")
    rows = sql.read(
        [
            sql.number("r.node_id"),
            sql.day("r.valid_from"),
            sql.day("r.valid_to"),
            sql.code("r.method", METHODS),
            sql.code("r.missing_policy", MISSING_POLICIES),
            sql.code("r.gate_missing", GATE_MISSING),
            *(sql.number(f"r.{name}") for name in names),
        ],
        f"FROM scorecard_rolluprule r WHERE {test} AND {member} ORDER BY r.node_id, r.valid_from, r.id",
        [*bindings, *ids],
    )
    columns = rows.T
    return Rules(
        node=sql.whole(columns[0]),
        valid_from=sql.whole(columns[1]),
        valid_to=sql.whole(columns[2], missing=FOREVER),
        method=sql.whole(columns[3], missing=0),
        policy=sql.whole(columns[4], missing=0),
        fails_without_data=sql.whole(columns[5]) != GATE_MISSING.index("ignore"),
        max_carry=columns[6],
        min_coverage=columns[7],
        green_at=columns[8],
        amber_at=columns[9],
        hysteresis=columns[10],
    )


def levels(parent: Index, child: Index, n_nodes: int) -> Index:
    """Return each node's height above what it rests on; raise CycleFound where a node rests on itself."""
    height = np.zeros(n_nodes, dtype=np.int64)
    for _ in range(MAX_DEPTH):
        raised = height.copy()
        np.maximum.at(raised, parent, height[child] + 1)
        if (raised == height).all():
            return height
        height = raised
    raise CycleFound("A scorecard counts in itself; take one of the links out.")


def below(seeds: Mask, parent: Index, child: Index) -> Mask:
    """Return the seeds and everything that counts in them."""
    return _spread(seeds, parent, child)


def above(seeds: Mask, parent: Index, child: Index) -> Mask:
    """Return the seeds and everything they count in."""
    return _spread(seeds, child, parent)


def _spread(seeds: Mask, source: Index, target: Index) -> Mask:
    reached = seeds.copy()
    while True:
        more = reached.copy()
        more[target[reached[source]]] = True
        if (more == reached).all():
            return reached
        reached = more
