"""The exchange rates that money of several currencies was converted at, beside the values in Why?."""

from dataclasses import replace

import numpy as np

from lineofsight.scorecard import money
from lineofsight.scorecard.leaf_values import Native
from lineofsight.scorecard.loading import Tree
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.why_tree import SourceRow


def with_rates(
    rows: tuple[SourceRow, ...],
    node: ScoreNode,
    native: Native,
    below: dict[int, int | None],
    tree: Tree | None,
    rates: Rates | None,
    *,
    is_stock: bool,
) -> tuple[tuple[SourceRow, ...], str]:
    """Return the rows with currency and rate, and the currency of the total; as they are where money is not local."""
    if rates is None or tree is None or not rows:
        return rows, ""
    units = np.array(sorted(below), dtype=np.int64)
    codes = money.currencies(units, tree, native.axis.last_day, rates)
    place = {int(unit): position for position, unit in enumerate(units)}
    column = {key: position for position, key in enumerate(native.axis.keys)}
    reported = {(row.unit_id, row.period_key) for row in rows if row.is_counted}
    made, base = [], ""
    for row in rows:
        on = column[row.period_key]
        mine = {str(codes[place[unit], on]) for unit, key in reported if key == row.period_key}
        own = str(codes[place[node.unit_id], on])
        base = own if mine == {own} or own in rates.bases else (min(mine) if len(mine) == 1 else rates.reporting or own)
        code = str(codes[place[row.unit_id], on])
        rate = rates.table.get((base, int(native.axis.ids[on]), code)) if code != base else None
        number = (rate.closing if is_stock else rate.average) if rate is not None else None
        made.append(replace(row, currency=code, rate=None if number is None or not row.is_open else float(number)))
    return tuple(made), base
