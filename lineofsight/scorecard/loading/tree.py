"""The tree of units over time."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from lineofsight.core.arrays import Index, Mask
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER
from lineofsight.scorecard.dated_index import NONE, positions, rows_at


@dataclass(slots=True)
class Tree:
    """The unit tree over time: for each unit its parent on each day."""

    units: Index
    row_unit: Index
    row_parent: Index
    valid_from: Index
    valid_to: Index
    row_entity: Index  # legal entities

    def entities(self, days: Index) -> Index:
        """Return the legal entity of each unit on each day, `NONE` where it has none of its own."""
        rows = self._rows(days)
        return np.where(rows == NONE, NONE, self.row_entity[rows])

    def parents(self, days: Index) -> Index:
        """Return the position of each unit's parent on each day, `NONE` for a root or where the unit does not stand."""
        rows = self._rows(days)
        return np.where(rows == NONE, NONE, self.row_parent[rows])

    def stands(self, days: Index) -> Mask:
        """Return whether each unit stands in the tree on each day."""
        return self._rows(days) != NONE

    def _rows(self, days: Index) -> Index:
        """Return the row that holds for each unit on each day; the earliest one also holds before its day."""
        return rows_at(self.row_unit, self.valid_from, self.valid_to, days, len(self.units), extend_back=True)


def load_tree(known_at: datetime | None) -> Tree:
    """Return the unit tree over time."""
    test, bindings = sql.known("u", known_at)
    rows = sql.read(
        [
            *(sql.number(f"u.{name}") for name in ("unit_id", "parent_id", "legal_entity_id")),
            *(sql.day(f"u.{name}") for name in ("valid_from", "valid_to")),
        ],
        f"FROM organization_unitversion u WHERE {test} ORDER BY u.unit_id, u.valid_from, u.id",
        bindings,
    )
    units = np.unique(rows[:, 0]).astype(np.int64)
    return Tree(
        units=units,
        row_unit=positions(sql.whole(rows[:, 0]), units),
        row_parent=positions(sql.whole(rows[:, 1]), units),
        row_entity=sql.whole(rows[:, 2]),
        valid_from=sql.whole(rows[:, 3]),
        valid_to=sql.whole(rows[:, 4], missing=FOREVER),
    )
