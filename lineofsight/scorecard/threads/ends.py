"""The upper end of the thread: strategic objectives in force, the cascade between them, KPIs that count in them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lineofsight.core.arrays import Array, Index
from lineofsight.core.graphs import sums
from lineofsight.scorecard import arrays_in as sql


@dataclass(slots=True)
class Upper:
    """Strategic objectives in force that serve no other one (`ends`), and links from others and from KPIs to them.

    Links are by row ids: `cascade_child` and `cascade_parent` of strategic objectives, `measure` to `objective`, which
    stands at `objective_unit`, so many `objective_level`s down from the top. They are sorted by measure.
    """

    ends: Index
    cascade_child: Index
    cascade_parent: Index
    cascade_share: Array
    measure: Index
    objective: Index
    objective_unit: Index
    objective_level: Index


def load(day: date) -> Upper:
    """Return the upper end as it holds on a day.

    An objective of no version in force is no end: what links to it stops. Shares that a cascade does not state are
    equal parts of what the stated ones leave.
    """
    in_force = _in_force(day)
    child, parent, share = _cascade(day, in_force)
    counted = _measures(day, in_force)
    return Upper(
        ends=np.setdiff1d(in_force, child),
        cascade_child=child,
        cascade_parent=parent,
        cascade_share=share,
        measure=counted[:, 0],
        objective=counted[:, 1],
        objective_unit=counted[:, 2],
        objective_level=counted[:, 3],
    )


def _holds(table: str) -> str:
    return (
        f"{table}.known_to IS NULL AND {table}.valid_from <= %s AND ({table}.valid_to IS NULL OR {table}.valid_to > %s)"
    )


def _in_force(day: date) -> Index:
    rows = sql.read(
        (sql.number("v.objective_id"),),
        "FROM strategy_objectiveversion v JOIN strategy_adoption a "
        f"ON a.strategy_version_id = v.strategy_version_id WHERE {_holds('a')}",
        [day.isoformat()] * 2,
    )
    return np.unique(rows[:, 0].astype(np.int64))


def _cascade(day: date, in_force: Index) -> tuple[Index, Index, Array]:
    rows = sql.read(
        (sql.number("c.child_id"), sql.number("c.parent_id"), sql.number("c.share")),
        f"FROM strategy_cascadelink c WHERE c.contributes AND {_holds('c')} ORDER BY c.id",
        [day.isoformat()] * 2,
    )
    rows = rows[np.isin(rows[:, 0], in_force) & np.isin(rows[:, 1], in_force)]
    child, parent, stated = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2]
    if not len(rows):
        return child, parent, stated
    _, place = np.unique(child, return_inverse=True)
    said = ~np.isnan(stated)
    left = np.maximum(1.0 - sums(place[said], stated[said], int(place.max()) + 1), 0.0)
    silent = np.maximum(np.bincount(place[~said], minlength=len(left)), 1)
    return child, parent, np.where(said, stated, (left / silent)[place])


def _measures(day: date, in_force: Index) -> Index:
    """Return each KPI with an objective in which it counts, the unit of that, and how far down from the top it is."""
    rows = sql.read(
        (
            sql.number("k.measure_id"),
            sql.number("o.objective_id"),
            sql.number("o.unit_id"),
            sql.number("(SELECT COUNT(*) FROM organization_unitclosure c WHERE c.descendant_id = o.unit_id)"),
        ),
        "FROM scorecard_nodelink l JOIN scorecard_scorenode k ON k.id = l.child_id AND k.kind = 'measure' "
        f"JOIN scorecard_scorenode o ON o.id = l.parent_id AND o.kind = 'objective' WHERE {_holds('l')}",
        [day.isoformat()] * 2,
    )
    return np.unique(rows[np.isin(rows[:, 1], in_force)], axis=0).astype(np.int64)
