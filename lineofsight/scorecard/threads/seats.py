"""Where people sit: each with the one unit that counts, and the units above it."""

from datetime import date

import numpy as np

from lineofsight.core.arrays import Array, Index
from lineofsight.scorecard import arrays_in as sql


def seats_on(day: date, *, units: Index | None = None, people: Index | None = None) -> Array:
    """Return each person with the one unit that counts: of several positions the largest; sorted by person."""
    among, given = sql.among("s.unit_id", units)
    whom, named = sql.among("h.person_id", people)
    rows = sql.read(
        tuple(map(sql.number, ("h.person_id", "s.unit_id", "h.fte", "h.position_id"))),
        "FROM organization_holding h JOIN organization_positionversion s ON s.position_id = h.position_id "
        "AND s.known_to IS NULL AND s.valid_from <= %s AND (s.valid_to IS NULL OR s.valid_to > %s) "
        "WHERE h.known_to IS NULL AND h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s) "
        f"AND {among} AND {whom}",
        [*[day.isoformat()] * 4, *given, *named],
    )
    rows = rows[np.lexsort((rows[:, 3], -rows[:, 2], rows[:, 0]))]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = rows[1:, 0] != rows[:-1, 0]
    return rows[first]


def units_above(units: Index) -> dict[int, set[int]]:
    """Return each unit with itself and all units above it."""
    among, given = sql.among("c.descendant_id", units)
    columns = (sql.number("c.descendant_id"), sql.number("c.ancestor_id"))
    found: dict[int, set[int]] = {}
    for below, above in sql.read(columns, f"FROM organization_unitclosure c WHERE {among}", given).tolist():
        found.setdefault(int(below), set()).add(int(above))
    return found
