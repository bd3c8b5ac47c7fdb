"""KPI cards as they hold over time."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.core.time_aggregation import MISSING_POLICIES as TIME_MISSING
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER
from lineofsight.scorecard.dated_index import NONE, positions, rows_at

POLARITY_WORDS = ("minimize", "other", "maximize")  # position − 1 is the polarity code of core.scoring


@dataclass(slots=True)
class Cards:
    """KPI cards as columns; `row_at` finds the one in force."""

    measure: Index
    valid_from: Index
    valid_to: Index
    calendar: Index
    frequency: Index
    time_aggregation: Index
    window: Index
    time_missing: Index
    org_aggregation: Index
    min_coverage: Array
    factor: Array
    is_complement: Mask
    polarity: Index
    is_estimate: Mask
    carries: Mask
    grace: Index
    stale_after: Index
    has_expression: Mask
    is_local_money: Mask  # in the currency of each unit
    is_stock: Mask

    def row_at(self, measures: Index, days: Index) -> Index:
        """Return the card of each measure (sorted) on each day; the earliest one also holds before its day."""
        keys = positions(self.measure, measures)
        return rows_at(keys, self.valid_from, self.valid_to, days, len(measures), extend_back=True)

    def chosen(self, measures: Index) -> "Cards":
        """Return the cards of some measures."""
        rows = np.isin(self.measure, measures)
        return Cards(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def load_cards(measures: Sequence[int] | Index | None, known_at: datetime | None) -> Cards:
    """Return the cards of some measures (None: all)."""
    test, parameters = sql.known("v", known_at)
    member, ids = sql.among("v.measure_id", measures)
    rows = sql.read(
        [
            sql.number("v.measure_id"),
            sql.day("v.valid_from"),
            sql.day("v.valid_to"),
            sql.number("v.calendar_id"),
            sql.code("v.frequency", FREQUENCIES),
            sql.code("v.time_aggregation", TIME_AGGREGATIONS),
            sql.number("v.rolling_window"),
            sql.code("v.time_missing", TIME_MISSING),
            sql.code("v.org_aggregation", ORG_AGGREGATIONS),
            sql.number("v.min_coverage"),
            sql.number("v.factor"),
            sql.flag("v.is_complement"),
            sql.code("v.polarity", POLARITY_WORDS),
            sql.flag("v.is_estimate"),
            sql.flag("v.carries_forward"),
            sql.number("v.grace_days"),
            sql.number("v.stale_after_days"),
            sql.flag("v.expression <> ''"),
            sql.flag("m.kind = 'currency' AND m.currency_id IS NULL"),
            sql.flag("v.flow_or_stock = 'stock'"),
        ],
        "FROM measures_measureversion v LEFT JOIN measures_unitofmeasure m ON m.id = v.unit_of_measure_id "
        f"WHERE {test} AND {member} ORDER BY v.measure_id, v.valid_from, v.id",
        [*parameters, *ids],
    )
    columns = rows.T
    whole = [sql.whole(column) for column in columns]
    return Cards(
        measure=whole[0],
        valid_from=whole[1],
        valid_to=sql.whole(columns[2], missing=FOREVER),
        calendar=whole[3],
        frequency=whole[4],
        time_aggregation=whole[5],
        window=whole[6],
        time_missing=whole[7],
        org_aggregation=whole[8],
        min_coverage=columns[9],
        factor=columns[10],
        is_complement=columns[11] == 1,
        polarity=np.where(whole[12] == NONE, 1, whole[12]) - 1,
        is_estimate=columns[13] == 1,
        carries=columns[14] == 1,
        grace=whole[15],
        stale_after=whole[16],
        has_expression=columns[17] == 1,
        is_local_money=columns[18] == 1,
        is_stock=columns[19] == 1,
    )
