"""The sheet a calculation is done on: scores of nodes × periods, as stored before and as computed now."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lineofsight.core import status
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.leaf_scores import NO_VALUE, REASONS

FLOATS = ("unrounded", "coverage", "measured", "target")
CODES = ("status", "memory", "reason", "flags")
_CURRENT = "SELECT s.*, 0 AS is_frozen FROM scorecard_score s WHERE s.known_to IS NULL"
_FROZEN = (
    "SELECT s.*, 1 AS is_frozen FROM scorecard_score s CROSS JOIN organization_periodclose c "
    "WHERE c.period_id = s.period_id AND c.reopened_at IS NULL "
    "AND s.known_from <= c.closed_at AND s.known_to > c.closed_at"
)
SAME = 1e-10  # below the sixth decimal and above float noise


@dataclass(slots=True)
class Board:
    """Rows are nodes by id, columns are periods. `row_id` is the stored row of a cell, `NONE` where there is none."""

    nodes: Index
    columns: Axis
    row_id: Index
    unrounded: Array
    coverage: Array
    measured: Array
    target: Array
    status: Index
    memory: Index
    reason: Index
    flags: Index

    @classmethod
    def blank(cls, nodes: Index, columns: Axis) -> "Board":
        """Return a board without a score."""
        shape = (len(nodes), len(columns))
        content: dict[str, Any] = {name: np.full(shape, np.nan) for name in FLOATS}
        content |= {name: np.zeros(shape, dtype=np.int64) for name in CODES}
        content["reason"] += NO_VALUE
        return cls(nodes, columns, np.full(shape, NONE), **content)

    def copy(self) -> "Board":
        """Return a board to compute on, with this one's content."""
        parts = {name: getattr(self, name).copy() for name in (*FLOATS, *CODES)}
        return Board(self.nodes, self.columns, self.row_id, **parts)

    def replace_from(self, first: int, other: "Board") -> None:
        """Put another board of the same nodes in place of the columns from `first` on."""
        self.row_id[:, first:] = other.row_id
        for name in (*FLOATS, *CODES):
            getattr(self, name)[:, first:] = getattr(other, name)

    @property
    def is_blank(self) -> Mask:
        """Return the cells that say nothing, and need no row."""
        nothing = np.isnan(self.unrounded) & np.isnan(self.measured) & ~(self.coverage > 0)
        return nothing & (self.memory == status.NO_DATA) & (self.flags == 0)

    def differs(self, stored: "Board") -> Mask:
        """Return the cells that must be written: different from the stored row, or new and not blank."""
        is_changed = np.zeros(self.unrounded.shape, dtype=np.bool_)
        for name in FLOATS:
            one, other = getattr(self, name), getattr(stored, name)
            with np.errstate(invalid="ignore"):
                is_near = np.abs(one - other) <= SAME * np.maximum(1.0, np.abs(other))
            is_changed |= ~(is_near | (np.isnan(one) & np.isnan(other)))
        for name in CODES:
            is_changed |= getattr(self, name) != getattr(stored, name)
        has_row = self.row_id != NONE
        return np.where(has_row, is_changed, ~self.is_blank)


def load_board(nodes: Index, columns: Axis, *, closed: Mask | None = None, every_node: bool = False) -> Board:
    """Return what is stored for nodes in the columns: current rows; in `closed` columns those of the close.

    A closed period whose scores were first computed later shows those. `every_node` spares the test for nodes.
    """
    board = Board.blank(nodes, columns)
    if not len(nodes) or not len(columns):
        return board
    for rows in _read(board, _columns(), None if every_node else nodes, columns.ids > 0, closed):
        _place(board, rows)
    return board


def load_boundary(board: Board, nodes: Index, columns: Mask, is_closed: Mask) -> None:
    """Read into the board what parents need of children that are not computed here: score, coverage, flags."""
    if not len(nodes) or not columns.any():
        return
    names = [sql.number(f"s.{name}") for name in ("node_id", "period_id", "flags", "unrounded", "coverage")]
    for rows in _read(board, names, nodes, columns, columns & is_closed):
        row, column = _cells(board, rows[:, 0], rows[:, 1])
        board.flags[row, column] = sql.whole(rows[:, 2], missing=0)
        board.unrounded[row, column] = rows[:, 3]
        board.coverage[row, column] = rows[:, 4]


def _read(board: Board, names: list[str], nodes: Index | None, columns: Mask, closed: Mask | None) -> list[Array]:
    """Return the current rows of nodes (None: all) in columns, then those of the close, which hold in `closed` ones.

    The first three of `names` are node, period and flags.
    """
    member, ids = sql.among("s.node_id", nodes)
    inside, period_ids = sql.among("s.period_id", board.columns.ids[columns])
    source, bindings = f"{_CURRENT} AND {member} AND {inside}", [*ids, *period_ids]
    if closed is None or not closed.any():
        return [sql.read(names, f"FROM ({source}) s", bindings)]
    frozen, frozen_ids = sql.among("s.period_id", board.columns.ids[columns & closed])
    rows = sql.read(
        [*names, sql.number("s.is_frozen")],
        f"FROM ({source} UNION ALL {_FROZEN} AND {member} AND {frozen}) s",
        [*bindings, *ids, *frozen_ids],
    )
    is_frozen = rows[:, -1] == 1
    return [rows[~is_frozen & ~_is_restatement(board, rows[:, 1], rows[:, 2], closed)], rows[is_frozen]]


def _is_restatement(board: Board, periods: Array, bits: Array, closed: Mask) -> Mask:
    """Return which rows were written after the close of their period: what is frozen there is something else."""
    column = board.columns.position_of(sql.whole(periods))
    is_later = (sql.whole(bits, missing=0) & flag_bits.RESTATED) > 0
    return is_later & (column != NONE) & closed[column]


def _columns() -> list[str]:
    return [
        *(sql.number(f"s.{name}") for name in ("node_id", "period_id", "flags", "id", *FLOATS)),
        sql.code("s.status", status.STATUSES),
        sql.code("s.memory", status.STATUSES),
        sql.code("s.reason", REASONS),
    ]


def _place(board: Board, rows: Array) -> None:
    row, column = _cells(board, rows[:, 0], rows[:, 1])
    keep = (row != NONE) & (column != NONE)
    row, column, rows = row[keep], column[keep], rows[keep]
    board.flags[row, column] = sql.whole(rows[:, 2], missing=0)
    board.row_id[row, column] = sql.whole(rows[:, 3])
    for position, name in enumerate(FLOATS):
        getattr(board, name)[row, column] = rows[:, 4 + position]
    board.status[row, column] = sql.whole(rows[:, 8], missing=status.NO_DATA)
    board.memory[row, column] = sql.whole(rows[:, 9], missing=status.NO_DATA)
    board.reason[row, column] = sql.whole(rows[:, 10], missing=NO_VALUE)


def _cells(board: Board, nodes: Array, periods: Array) -> tuple[Index, Index]:
    return positions(sql.whole(nodes), board.nodes), board.columns.position_of(sql.whole(periods))
