"""The links above some goals, KPIs or objectives, up to the strategy, in one statement on both databases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from lineofsight.base.commands import Context
from lineofsight.scorecard import arrays_in as sql

Node = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Upward:
    """A link: `share` is of the child; None for a support, or where equal parts are meant."""

    child: Node
    parent: Node
    contributes: bool
    share: float | None
    key_result: int | None = None


_START: dict[str, str] = {
    "goal": """
    SELECT 'goal', e.goal_id,
        CASE WHEN e.objective_id IS NOT NULL THEN 'okr'
             WHEN e.strategic_objective_id IS NOT NULL THEN 'objective' ELSE 'measure' END,
        COALESCE(e.objective_id, e.strategic_objective_id, e.measure_id), e.key_result_id, e.contributes,
        CAST(e.share AS double precision)
    FROM goals_goaledge e WHERE {holds_e} AND {among}""",
    "measure": """
    SELECT 'measure', k.measure_id, 'objective', o.objective_id, CAST(NULL AS bigint), (1 = 1),
        CAST(NULL AS double precision)
    FROM scorecard_scorenode k JOIN scorecard_nodelink e ON e.child_id = k.id AND {holds_e}
    JOIN scorecard_scorenode o ON o.id = e.parent_id AND o.kind = 'objective'
    WHERE k.kind = 'measure' AND {among}""",
    "okr": """
    SELECT 'okr', e.child_id, CASE WHEN e.parent_id IS NULL THEN 'objective' ELSE 'okr' END,
        COALESCE(e.parent_id, e.strategic_objective_id), e.key_result_id, e.contributes,
        CAST(e.share AS double precision)
    FROM okr_alignmentedge e WHERE {holds_e} AND {among}""",
}
_COLUMN = {"goal": "e.goal_id", "measure": "k.measure_id", "okr": "e.child_id"}
_JOINED = "\n    SELECT * FROM ({parts}) AS begun"
_ALL = """
WITH RECURSIVE up(child_kind, child_id, parent_kind, parent_id, key_result_id, contributes, share) AS ({start}
    UNION
    SELECT up.parent_kind, up.parent_id,
        CASE WHEN e.parent_id IS NOT NULL THEN 'okr' ELSE 'objective' END,
        COALESCE(e.parent_id, e.strategic_objective_id, c.parent_id, o.objective_id), e.key_result_id,
        COALESCE(e.contributes, c.contributes, (1 = 1)),
        CAST(COALESCE(e.share, c.share) AS double precision)
    FROM up
    LEFT JOIN okr_alignmentedge e ON up.parent_kind = 'okr' AND e.child_id = up.parent_id AND {holds_e}
    LEFT JOIN strategy_cascadelink c ON up.parent_kind = 'objective' AND c.child_id = up.parent_id AND {holds_c}
    LEFT JOIN scorecard_scorenode k
        ON up.parent_kind = 'measure' AND k.measure_id = up.parent_id AND k.kind = 'measure'
    LEFT JOIN scorecard_nodelink l ON l.child_id = k.id AND {holds_l}
    LEFT JOIN scorecard_scorenode o ON o.id = l.parent_id AND o.kind = 'objective'
    WHERE COALESCE(e.id, c.id, o.id) IS NOT NULL
)
SELECT child_kind, child_id, parent_kind, parent_id, key_result_id, contributes, share FROM up
ORDER BY child_kind, child_id, parent_kind, parent_id"""


def above(ctx: Context, things: Iterable[Node], day: date) -> tuple[Upward, ...]:
    """Return the links of things and all above them, true on a day and known when the context says."""
    by_kind: dict[str, set[int]] = {}
    for kind, pk in things:
        by_kind.setdefault(kind, set()).add(pk)
    holds = {f"holds_{name}": _holds(name, ctx, day) for name in "ecl"}
    starts: list[str] = []
    parameters: list[Any] = []
    for kind, text in _START.items():
        if by_kind.get(kind):
            among, given = sql.among(_COLUMN[kind], sorted(by_kind[kind]))
            starts.append(text.format(holds_e=holds["holds_e"][0], among=among))
            parameters += [*holds["holds_e"][1], *given]
    if not starts:
        return ()
    start = "    UNION ALL".join(starts) if len(starts) == 1 else _JOINED.format(parts="    UNION ALL".join(starts))
    statement = _ALL.format(start=start, **{name: text for name, (text, _) in holds.items()})
    parameters += [value for name in ("holds_e", "holds_c", "holds_l") for value in holds[name][1]]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return tuple(
        Upward((row[0], row[1]), (row[2], row[3]), bool(row[5]), row[6], row[4]) for row in dict.fromkeys(rows)
    )


def _holds(table: str, ctx: Context, day: date) -> tuple[str, list[Any]]:
    known, instants = sql.known(table, ctx.known_at)
    text = f"{known} AND {table}.valid_from <= %s AND ({table}.valid_to IS NULL OR {table}.valid_to > %s)"
    return text, [*instants, day.isoformat(), day.isoformat()]
