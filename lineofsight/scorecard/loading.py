"""The one border from tables to arrays: cards, facts, targets and the unit tree, as known at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from lineofsight.core import scoring
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.core.time_aggregation import MISSING_POLICIES as TIME_MISSING
from lineofsight.measures.models import Dispute, Target
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER, Axis, closes, load_axis, without_gaps
from lineofsight.scorecard.dated_index import NONE, positions, rows_at

POLARITY_WORDS = ("minimize", "other", "maximize")  # position − 1 is the polarity code of core.scoring
PHASINGS = ("flat", "linear", "step", "custom", "seasonal")
TARGET_NUMBERS = (
    "baseline",
    "target",
    "red_flag",
    "stretch",
    "green_at",
    "amber_at",
    "hysteresis",
    "phasing_start_value",
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a calculation may know: everything now, or what was known at an instant.

    For a restatement of a closed period: what was known when it was closed, but the values of that period as now.
    """

    known_at: datetime | None = None
    restated: Axis | None = None
    restated_at: datetime | None = None  # "now" for an explanation of an earlier belief


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


@dataclass(slots=True)
class Facts:
    """Observations of some measures, unordered."""

    measure: Index
    unit: Index
    period: Index
    value: Array
    numerator: Array
    denominator: Array
    label: Index  # position in `labels`, NONE where there is none
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class Targets:
    """Target rows as columns; `parameters` of those rows that have any."""

    id: Index
    measure: Index
    unit: Index
    valid_from: Index
    valid_to: Index
    scoring_type: Index
    cap: Index
    phasing: Index
    is_phased: Mask
    start_on: Index
    end_on: Index
    numbers: dict[str, Array]
    parameters: dict[int, dict[str, Any]] = field(default_factory=dict)


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
        rows = rows_at(self.row_unit, self.valid_from, self.valid_to, days, len(self.units), extend_back=True)
        return np.where(rows == NONE, NONE, self.row_entity[rows])

    def parents(self, days: Index) -> Index:
        """Return the position of each unit's parent on each day, `NONE` for a root or where the unit does not stand."""
        rows = rows_at(self.row_unit, self.valid_from, self.valid_to, days, len(self.units), extend_back=True)
        return np.where(rows == NONE, NONE, self.row_parent[rows])

    def stands(self, days: Index) -> Mask:
        """Return whether each unit stands in the tree on each day."""
        rows = rows_at(self.row_unit, self.valid_from, self.valid_to, days, len(self.units), extend_back=True)
        return rows != NONE


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
            sql.number(_flag("v.is_complement")),
            sql.code("v.polarity", POLARITY_WORDS),
            sql.number(_flag("v.is_estimate")),
            sql.number(_flag("v.carries_forward")),
            sql.number("v.grace_days"),
            sql.number("v.stale_after_days"),
            sql.number("CASE WHEN v.expression = '' THEN 0 ELSE 1 END"),
            sql.number(_flag("m.kind = 'currency' AND m.currency_id IS NULL")),
            sql.number(_flag("v.flow_or_stock = 'stock'")),
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


def load_facts(measures: Sequence[int] | Index | None, knowledge: Knowledge) -> Facts:
    """Return the observations of some measures (None: all) as far as they may be known."""
    facts = _facts(measures, knowledge.known_at, None)
    if knowledge.restated is None:
        return facts
    period_ids = _periods_inside(knowledge.restated)
    is_elsewhere = ~np.isin(facts.period, period_ids)
    return _joined(_chosen(facts, is_elsewhere), _facts(measures, knowledge.restated_at, period_ids))


def _facts(measures: Sequence[int] | Index | None, known_at: datetime | None, periods: Index | None) -> Facts:
    test, parameters = sql.known("o", known_at)
    member, ids = sql.among("o.measure_id", measures)
    inside, period_ids = sql.among("o.period_id", periods)
    where = f"FROM measures_observation o WHERE {test} AND {member} AND {inside}"
    names = ("measure_id", "unit_id", "period_id", "value", "numerator", "denominator")
    bindings = [*parameters, *ids, *period_ids]
    columns = [*(sql.number(f"o.{name}") for name in names), sql.number(_flag("o.label <> ''"))]
    rows = sql.read(columns, where, bindings)
    labels = _labels(where, bindings) if rows[:, 6].any() else []
    label = np.full(len(rows), NONE, dtype=np.int64)
    found = tuple(sorted({text for *_, text in labels}))
    if labels:
        place = {key: position for position, key in enumerate(map(tuple, rows[:, :3].astype(np.int64).tolist()))}
        for measure, unit, period, text in labels:
            label[place[(measure, unit, period)]] = found.index(text)
    whole = rows[:, :3].astype(np.int64).T
    return Facts(whole[0], whole[1], whole[2], rows[:, 3], rows[:, 4], rows[:, 5], label, found)


def _labels(where: str, bindings: list[Any]) -> list[tuple[int, int, int, str]]:
    from django.db import connection  # inline: the only text read here

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.measure_id, o.unit_id, o.period_id, o.label {where} AND o.label <> ''",
            bindings,
        )
        return list(cursor.fetchall())


def _periods_inside(axis: Axis) -> Index:
    """Return every period of any calendar and frequency whose last day lies in the (single) period of the axis."""
    from lineofsight.organization.models import Period  # inline: used for restatements only

    first, last = date.fromordinal(int(axis.start[0]) + 1), date.fromordinal(int(axis.until[0]))
    inside = Period.objects.filter(until_on__gte=first, until_on__lte=last)
    return np.array(sorted(inside.values_list("pk", flat=True)), dtype=np.int64)


_COLUMNS = ("measure", "unit", "period", "value", "numerator", "denominator")


def _chosen(facts: Facts, mask: Mask) -> Facts:
    return Facts(labels=facts.labels, **{name: getattr(facts, name)[mask] for name in (*_COLUMNS, "label")})


def _joined(one: Facts, other: Facts) -> Facts:
    labels = (*one.labels, *other.labels)
    shifted = np.where(other.label == NONE, NONE, other.label + len(one.labels))
    joined = {name: np.concatenate((getattr(one, name), getattr(other, name))) for name in _COLUMNS}
    return Facts(label=np.concatenate((one.label, shifted)), labels=labels, **joined)


def load_targets(measures: Sequence[int] | Index | None, known_at: datetime | None) -> Targets:
    """Return the target rows of some measures (None: all)."""
    test, bindings = sql.known("t", known_at)
    member, ids = sql.among("t.measure_id", measures)
    rows = sql.read(
        [
            *(sql.number(f"t.{name}") for name in ("id", "measure_id", "unit_id")),
            *(sql.day(f"t.{name}") for name in ("valid_from", "valid_to", "phasing_start_on")),
            sql.day("COALESCE(t.phasing_end_on, t.due_on)"),
            sql.code("t.scoring_type", scoring.SCORING_TYPES),
            sql.code("t.cap", scoring.CAPS),
            sql.code("t.phasing", PHASINGS),
            sql.number(_flag("t.is_phased_score")),
            *(sql.number(f"t.{name}") for name in TARGET_NUMBERS),
        ],
        f"FROM measures_target t WHERE {test} AND {member} ORDER BY t.measure_id, t.unit_id, t.valid_from, t.id",
        [*bindings, *ids],
    )
    columns = rows.T
    whole = [sql.whole(column) for column in columns[:11]]
    targets = Targets(
        id=whole[0],
        measure=whole[1],
        unit=whole[2],
        valid_from=whole[3],
        valid_to=sql.whole(columns[4], missing=FOREVER),
        start_on=whole[5],
        end_on=whole[6],
        scoring_type=whole[7],
        cap=whole[8],
        phasing=whole[9],
        is_phased=(columns[10] == 1) & (whole[9] > 0),
        numbers={name: columns[11 + position] for position, name in enumerate(TARGET_NUMBERS)},
    )
    plain = [scoring.SCORING_TYPES.index(name) for name in ("goal_red_flag", "baseline_target", "attainment", "binary")]
    is_rich = (~np.isin(targets.scoring_type, plain) & (targets.scoring_type >= 0)) | targets.is_phased
    ids_rich = [int(one) for one in targets.id[is_rich]]
    if ids_rich:
        member, ids = sql.among("measures_target.id", ids_rich)
        found = dict(Target.objects.extra(where=[member], params=ids).values_list("pk", "parameters"))  # noqa: S610 own SQL
        targets.parameters = {row: found[int(targets.id[row])] for row in np.flatnonzero(is_rich).tolist()}
    return targets


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


def load_disputes(measures: Index | None, known_at: datetime | None) -> list[tuple[int, int, int | None]]:
    """Return measure, unit and period (None: all) of each dispute that was open."""
    rows = Dispute.objects.all()
    if measures is not None and len(measures) < 500:
        rows = rows.filter(measure_id__in=[int(one) for one in measures])
    rows = rows.filter(closed_at__isnull=True) if known_at is None else rows.filter(opened_at__lte=known_at)
    if known_at is not None:
        rows = rows.exclude(closed_at__lte=known_at)
    return list(rows.values_list("measure_id", "unit_id", "period_id").order_by("pk"))


def native_axis(calendar_id: int, frequency: int) -> Axis:
    """Return the axis that a KPI reports on, without gaps."""
    return without_gaps(load_axis(calendar_id, FREQUENCIES[frequency]))


def _flag(expression: str) -> str:
    return f"CASE WHEN {expression} THEN 1 ELSE 0 END"


__all__ = [
    "Cards",
    "Facts",
    "Knowledge",
    "Targets",
    "Tree",
    "closes",
    "load_cards",
    "load_disputes",
    "load_facts",
    "load_targets",
    "load_tree",
    "native_axis",
]
