"""Values that came after their period was closed: the frozen result stays, the number as known now stands beside it."""

from dataclasses import replace

import numpy as np

from lineofsight.core.arrays import Index
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.calculation import Plan
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.structure_arrays import MEASURE, Nodes, with_ancestors


def restated_columns(plan: Plan) -> list[Plan]:
    """Return one plan for each closed period that has later values: for the KPIs concerned and those above."""
    if not plan.is_closed.any():
        return []
    nodes = plan.loaded.nodes.chosen(plan.nodes)
    plans = []
    for column, measures in _restated_measures(plan, nodes).items():
        part = plan.columns.cut(slice(column, column + 1))
        plans.append(
            replace(
                plan,
                nodes=_concerned(nodes, measures),
                columns=plan.columns.cut(slice(0, column + 1)),
                is_closed=plan.is_closed[: column + 1],
                closed_at=plan.closed_at[: column + 1],
                first=column,
                knowledge=Knowledge(plan.closed_at[column], part),
                is_full=False,
                structure_changed=False,
            )
        )
    return plans


def _restated_measures(plan: Plan, nodes: Nodes) -> dict[int, Index]:
    """Return for each closed column the measures with a value of that period that was learned or given up after it."""
    measures = np.unique(nodes.measure[nodes.kind == MEASURE])
    columns = plan.columns.ids[plan.is_closed & (np.arange(len(plan.columns)) >= plan.first)]
    if not len(measures) or not len(columns):
        return {}
    member, ids = sql.among("o.measure_id", None if plan.is_full else measures)
    inside, period_ids = sql.among("c.period_id", columns)
    # CROSS JOIN keeps SQLite from walking all values once for every closed period; PostgreSQL does not mind.
    rows = sql.read(
        ["DISTINCT " + sql.number("c.period_id"), sql.number("o.measure_id")],
        "FROM measures_observation o CROSS JOIN organization_period q "  # noqa: S608 own SQL
        "CROSS JOIN organization_period p CROSS JOIN organization_periodclose c "
        "WHERE COALESCE(o.known_to, o.known_from) > "
        "(SELECT MIN(closed_at) FROM organization_periodclose WHERE reopened_at IS NULL) "
        "AND q.id = o.period_id AND q.until_on > p.start_on AND q.until_on <= p.until_on "
        "AND c.period_id = p.id AND c.reopened_at IS NULL "
        "AND (o.known_to > c.closed_at OR (o.known_to IS NULL AND o.known_from > c.closed_at)) "
        f"AND {member} AND {inside}",
        [*ids, *period_ids],
    )
    period, measure = sql.whole(rows[:, 0]), sql.whole(rows[:, 1])
    is_ours = np.isin(measure, measures)
    at = plan.columns.position_of(period)
    return {int(column): np.unique(measure[is_ours & (at == column)]) for column in np.unique(at[is_ours])}


def _concerned(nodes: Nodes, measures: Index) -> Index:
    """Return the KPI nodes of these measures and everything above them, within the plan."""
    concerned = nodes.id[(nodes.kind == MEASURE) & np.isin(nodes.measure, measures)]
    return np.intersect1d(with_ancestors(concerned).id, nodes.id)
