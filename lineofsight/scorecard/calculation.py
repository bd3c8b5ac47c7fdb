"""One calculation: KPI nodes from stored values and targets, parents from children, status with its memory.

The same code computes everything (`full`) and what one change touches (`incremental`): nodes to compute are given,
what they need of other nodes is read from stored scores. Columns before `first` and closed ones are given, too.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from lineofsight.core import status
from lineofsight.core.arrays import Index, Mask
from lineofsight.core.errors import CycleFound
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.board import Board, load_board, load_boundary
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.leaves import evaluate_leaves
from lineofsight.scorecard.loaded import Loaded
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.rollups import families, needs_history, roll_up_level
from lineofsight.scorecard.structure_arrays import (
    MEASURE,
    Links,
    Nodes,
    Rules,
    levels,
    load_links,
    load_rules,
)


@dataclass(slots=True)
class Plan:
    """What is to be computed: nodes, periods, and from which column on."""

    nodes: Index  # ids of the nodes to compute, ascending
    columns: Axis
    is_closed: Mask
    closed_at: list[datetime | None]
    loaded: Loaded
    first: int = 0
    knowledge: Knowledge = field(default_factory=Knowledge)
    is_full: bool = False
    structure_changed: bool = True  # False: a parent is computed only where a child changed
    elsewhere: Index = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # nodes read in another rhythm


@dataclass(slots=True)
class Outcome:
    """The board as computed, the one it replaces, and the cells to write."""

    board: Board
    stored: Board
    to_write: Mask
    fingerprint: str
    n_leaves: int


def calculate(plan: Plan) -> Outcome:
    """Return the scores of the plan's nodes, and which of them differ from what is stored."""
    work = _Work(plan)
    work.leaves()
    work.parents()
    work.statuses()
    return work.outcome()


class _Work:
    """The state of one calculation, step by step."""

    def __init__(self, plan: Plan) -> None:
        known_at = plan.knowledge.known_at
        self.plan = plan
        self.links: Links = _inside(
            plan.loaded.links if known_at is None else load_links(known_at, parents=plan.nodes), plan
        )
        self.nodes: Nodes = plan.loaded.nodes.chosen(plan.nodes).joined(self.links.child)
        self.rules: Rules = load_rules(None if plan.is_full else plan.nodes, known_at)
        self.is_computed = np.isin(self.nodes.id, plan.nodes)
        self.lowest = 0 if plan.is_full or needs_history(self.rules) else max(plan.first - 1, 0)
        columns = plan.columns.cut(slice(self.lowest, None))
        self.columns, self.first = columns, plan.first - self.lowest
        self.is_closed = plan.is_closed[self.lowest :]
        computed = self.nodes.id[self.is_computed]
        stored = load_board(computed, columns, closed=self.is_closed, every_node=plan.is_full)
        if plan.knowledge.restated is not None:
            now = load_board(computed, columns.cut(slice(self.first, None)))
            stored.replace_from(self.first, now)
            self.is_closed = self.is_closed & (np.arange(len(columns)) < self.first)
        self.stored = _spread(stored, self.nodes.id, self.is_computed)
        self.board = self.stored.copy()
        self.given = np.broadcast_to(
            self.is_closed | (np.arange(len(columns)) < self.first), self.board.unrounded.shape
        )
        self.bands = {name: np.full(self.board.unrounded.shape, default) for name, default in _BANDS.items()}
        self.digest = hashlib.sha256()
        self.changed = np.zeros(self.board.unrounded.shape, dtype=np.bool_)
        self.is_read = np.zeros(self.board.unrounded.shape, dtype=np.bool_)
        self.is_read[self.is_computed] = True

    def leaves(self) -> None:
        """Compute the KPI nodes of the plan."""
        rows = np.flatnonzero(self.is_computed & (self.nodes.kind == MEASURE))
        if not len(rows):
            return
        part = evaluate_leaves(
            self.nodes.measure[rows],
            self.nodes.unit[rows],
            self.columns.cut(slice(self.first, None)),
            self.plan.knowledge,
            self.digest,
            self.plan.loaded,
        )
        new = Board.blank(self.nodes.id[rows], self.columns)
        for name, source in (
            ("unrounded", "score"),
            ("coverage", "coverage"),
            ("measured", "measured"),
            ("target", "target"),
            ("reason", "reason"),
            ("flags", "flags"),
        ):
            getattr(new, name)[:, self.first :] = getattr(part, source)
        for name in self.bands:
            self.bands[name][rows, self.first :] = getattr(part, name)
        self._settle(rows, new)

    def parents(self) -> None:
        """Compute the parents of the plan, level by level; where no order exists for all periods, period by period."""
        self._parents(np.arange(self.first, len(self.columns)))

    def _parents(self, columns: Index) -> None:
        if not len(columns) or not len(self.links.parent):
            return
        days = self.columns.last_day[columns]
        in_force = (self.links.rows_at(days) != NONE).any(axis=1)
        parent, child = positions(self.links.parent, self.nodes.id), positions(self.links.child, self.nodes.id)
        try:
            height = levels(parent[in_force], child[in_force], len(self.nodes.id))
        except CycleFound:
            if len(columns) == 1:
                raise
            half = len(columns) // 2
            self._parents(columns[:half])
            self._parents(columns[half:])
            return
        is_parent = self.is_computed & (self.nodes.kind != MEASURE)
        below = np.unique(child[in_force & is_parent[parent]])
        self._read_boundary(below, columns if self.plan.structure_changed else self._touched(columns, below))
        for level in range(int(height.max(initial=0)) + 1):
            rows = np.flatnonzero(is_parent & (height == level))
            if len(rows):
                self._level(rows, columns, parent, child)

    def _level(self, rows: Index, columns: Index, parent: Index, child: Index) -> None:
        mine = np.isin(parent, rows)
        if not self.plan.structure_changed:
            columns = self._touched(columns, child[mine])
        if not len(columns):
            return
        self._read_boundary(np.unique(child[mine]), columns)
        new = Board.blank(self.nodes.id, self.columns)
        new.unrounded, new.coverage, new.flags = (
            self.board.unrounded.copy(),
            self.board.coverage.copy(),
            self.board.flags.copy(),
        )
        family = families(rows, self.links, self.rules, self.nodes, self.columns.last_day[columns])
        roll_up_level(new, self.nodes, family, self.rules, columns)
        cells = np.zeros(self.board.unrounded.shape, dtype=np.bool_)
        cells[np.ix_(rows, columns)] = True
        self._take(new, cells)

    def _touched(self, columns: Index, children: Index) -> Index:
        """Return the columns in which any child changed; all later ones, too, where earlier scores are carried."""
        is_touched = np.asarray(self.changed[children].any(axis=0))
        if needs_history(self.rules):
            is_touched = np.maximum.accumulate(is_touched)
        return columns[is_touched[columns]]

    def _read_boundary(self, children: Index, columns: Index) -> None:
        wanted = np.zeros(len(self.columns), dtype=np.bool_)
        wanted[columns] = True
        if needs_history(self.rules):
            wanted[:] = True
        rows = children[~self.is_read[np.ix_(children, np.flatnonzero(wanted))].all(axis=1)]
        load_boundary(self.board, self.nodes.id[rows], wanted, self.is_closed)
        self.is_read[np.ix_(rows, np.flatnonzero(wanted))] = True

    def statuses(self) -> None:
        """Step the status of every computed node through the periods, each remembering the last colored one."""
        rows = np.flatnonzero(self.is_computed)
        is_parent = self.nodes.kind[rows] != MEASURE
        rule_row = self.rules.rows_at(self.nodes.id[rows], self.columns.last_day)
        for name, band in self.bands.items():
            band[rows] = np.where(is_parent[:, np.newaxis], self.rules.band(name, rule_row), band[rows])
        board = self.board
        memory = board.memory[rows, self.first - 1] if self.first else np.zeros(len(rows), dtype=np.int64)
        for column in range(self.first, len(self.columns)):
            bands = (band[rows, column] for band in self.bands.values())
            state = status.step_status(memory.astype(np.int8), board.unrounded[rows, column], *bands).astype(np.int64)
            state = np.where(self.given[rows, column], board.status[rows, column], state)
            memory = np.where(state == status.NO_DATA, memory, state)
            memory = np.where(self.given[rows, column], board.memory[rows, column], memory)
            board.status[rows, column], board.memory[rows, column] = state, memory

    def outcome(self) -> Outcome:
        """Return what was computed, over the plan's nodes and columns."""
        rows = self.is_computed
        board, stored = (_part(one, self.nodes.id, rows, self.first) for one in (self.board, self.stored))
        is_restatement = self.plan.knowledge.restated is not None
        if is_restatement:
            stored.flags &= ~flag_bits.RESTATED
        to_write = board.differs(stored) & ~self.given[rows][:, self.first :]
        if is_restatement:
            board.flags |= flag_bits.RESTATED
        self.digest.update(str(len(self.links.pair)).encode())
        for part in (self.links.weight, self.links.valid_from, self.rules.valid_from):
            self.digest.update(np.ascontiguousarray(part).tobytes())
        n_leaves = int((self.nodes.kind[rows] == MEASURE).sum())
        return Outcome(board, stored, to_write, self.digest.hexdigest(), n_leaves)

    def _settle(self, rows: Index, new: Board) -> None:
        whole = _spread(new, self.nodes.id, np.isin(np.arange(len(self.nodes.id)), rows))
        cells = np.zeros(self.board.unrounded.shape, dtype=np.bool_)
        cells[rows, self.first :] = True
        self._take(whole, cells)

    def _take(self, new: Board, cells: Mask) -> None:
        """Take computed cells over, but not those that are given, and remember which ones a parent must follow."""
        cells &= ~self.given
        for name in ("unrounded", "coverage", "measured", "target", "reason", "flags"):
            getattr(self.board, name)[cells] = getattr(new, name)[cells]
        for name in ("unrounded", "coverage", "flags"):
            one, other = getattr(self.board, name), getattr(self.stored, name)
            self.changed |= cells & ~((one == other) | (np.isnan(one) & np.isnan(other)))


_BANDS = {"green_at": status.GREEN_AT, "amber_at": status.AMBER_AT, "hysteresis": status.HYSTERESIS}


def _inside(links: Links, plan: Plan) -> Links:
    """Keep the links to parents of the plan, without children that are read in another rhythm or were not planned."""
    keep = ~np.isin(links.child, plan.elsewhere) & np.isin(links.parent, plan.nodes)
    if plan.is_full:
        keep &= np.isin(links.child, plan.nodes)
    if keep.all():
        return links
    new_pair = np.cumsum(keep) - 1
    rows = keep[links.pair] if len(links.pair) else np.zeros(0, dtype=np.bool_)
    return Links(
        parent=links.parent[keep],
        child=links.child[keep],
        pair=new_pair[links.pair[rows]],
        valid_from=links.valid_from[rows],
        valid_to=links.valid_to[rows],
        weight=links.weight[rows],
        is_applicable=links.is_applicable[rows],
        gate_min=links.gate_min[rows],
        gate_cap=links.gate_cap[rows],
    )


def _spread(board: Board, ids: Index, rows: Mask) -> Board:
    """Return the board with blank rows for further nodes."""
    out = Board.blank(ids, board.columns)
    for name in ("row_id", "unrounded", "coverage", "measured", "target", "status", "memory", "reason", "flags"):
        getattr(out, name)[rows] = getattr(board, name)
    return out


def _part(board: Board, ids: Index, rows: Mask, first: int) -> Board:
    parts = {
        name: getattr(board, name)[rows][:, first:]
        for name in ("row_id", "unrounded", "coverage", "measured", "target", "status", "memory", "reason", "flags")
    }
    return Board(ids[rows], board.columns.cut(slice(first, None)), **parts)
