"""The exchange rates that money of several currencies was converted at, beside the values in Why?."""

from dataclasses import replace

import numpy as np

from lineofsight.base.models import RowChange
from lineofsight.scorecard import money
from lineofsight.scorecard.loading import Tree
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.native_series import Native
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
        base = rates.total_in(own, mine)
        code = str(codes[place[row.unit_id], on])
        key = (base, int(native.axis.ids[on]), code)
        rate = rates.table.get(key) if code != base and row.is_open else None
        number = (rate.closing if is_stock else rate.average) if rate is not None else None
        if number is not None:
            row = replace(row, rate=float(number), rate_id=rates.rows[key])
        made.append(replace(row, currency=code if row.is_open else ""))
    return _with_setters(made), base


def _with_setters(rows: list[SourceRow]) -> tuple[SourceRow, ...]:
    """Return the rows with who set their rates, and when."""
    notes = RowChange.objects.filter(
        kind="exchange_rate", operation="insert", row_id__in={row.rate_id for row in rows if row.rate_id}
    )
    set_by = {note.row_id: note.change for note in notes.select_related("change")}
    return tuple(
        replace(row, rate_set_by=change.actor_name, rate_set_at=change.at)
        if (change := set_by.get(row.rate_id)) is not None
        else row
        for row in rows
    )
