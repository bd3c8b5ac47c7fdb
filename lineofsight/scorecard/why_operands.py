"""The KPIs that a derived one reads, in Why?: each with its value, leading to an explanation of its own."""

import numpy as np

from lineofsight.base.commands import Context
from lineofsight.core.arrays import or_none
from lineofsight.measures.models import MeasureVersion
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.derived import Formula, Formulas, values_of
from lineofsight.scorecard.loading import Cards, Facts, Tree
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.native_series import Axes
from lineofsight.scorecard.why_ground import Ground
from lineofsight.scorecard.why_tree import Operand


def operands_of(
    ctx: Context,
    ground: Ground,
    formula: Formula,
    column: Axis,
    cards: Cards,
    facts: Facts,
    tree: Tree | None,
    formulas: Formulas,
    axes: Axes,
    rates: Rates | None,
) -> tuple[Operand, ...]:
    """Return each operand as the calculation took it, in the order of the expression; closed where out of sight."""
    ids = np.array(sorted(set(formula.operands.values())), dtype=np.int64)
    units = np.full(len(ids), ground.node.unit_id, dtype=np.int64)
    card_at = cards.row_at(ids, column.last_day)
    values = values_of(ids, units, column, cards, card_at, facts, tree, formulas, axes, rates)
    value_of = {int(pk): or_none(value) for pk, value in zip(ids, values.value[:, 0], strict=True)}
    nodes = ScoreNode.objects.visible_to(ctx.viewer).filter(kind="measure", unit_id=ground.node.unit_id)
    node_of = dict(nodes.filter(measure_id__in=ids.tolist()).values_list("measure_id", "pk"))
    rows = MeasureVersion.objects.visible_to(ctx.viewer).known(ground.instant.inputs.known_at)
    card_of = {}
    for row in rows.filter(measure_id__in=ids.tolist()).select_related("unit_of_measure").order_by("valid_from"):
        if row.measure_id not in card_of or row.valid_from <= ground.day:
            card_of[row.measure_id] = row
    made = []
    for key in formula.expression.keys:
        pk = formula.operands.get(key, 0)
        card = card_of.get(pk)
        if card is None:
            made.append(Operand(key="", name="", node_id=None, value=None, is_open=False))
            continue
        kind = card.unit_of_measure
        made.append(
            Operand(
                key=key,
                name=card.name,
                node_id=node_of.get(pk),
                value=value_of[pk],
                decimals=kind.decimals if kind else 2,
                symbol=kind.symbol if kind else "",
                unit_kind=kind.kind if kind else "number",
            )
        )
    return tuple(made)
