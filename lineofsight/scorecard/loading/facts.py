"""What was observed, and what of it is disputed, as far as it may be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection

from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.measures.models import Dispute
from lineofsight.organization.models import Period
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE

_COLUMNS = ("measure", "unit", "period", "value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a calculation may know: everything now, or what was known at an instant.

    For a restatement of a closed period: what was known when it was closed, but the values of that period as now.
    """

    known_at: datetime | None = None
    restated: Axis | None = None
    restated_at: datetime | None = None  # "now" for an explanation of an earlier belief


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
    columns = [*(sql.number(f"o.{name}") for name in names), sql.flag("o.label <> ''")]
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
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.measure_id, o.unit_id, o.period_id, o.label {where} AND o.label <> ''",
            bindings,
        )
        return list(cursor.fetchall())


def _periods_inside(axis: Axis) -> Index:
    """Return every period of any calendar and frequency whose last day lies in the (single) period of the axis."""
    first, last = date.fromordinal(int(axis.start[0]) + 1), date.fromordinal(int(axis.until[0]))
    inside = Period.objects.filter(until_on__gte=first, until_on__lte=last)
    return np.array(sorted(inside.values_list("pk", flat=True)), dtype=np.int64)


def _chosen(facts: Facts, mask: Mask) -> Facts:
    return Facts(labels=facts.labels, **{name: getattr(facts, name)[mask] for name in (*_COLUMNS, "label")})


def _joined(one: Facts, other: Facts) -> Facts:
    labels = (*one.labels, *other.labels)
    shifted = np.where(other.label == NONE, NONE, other.label + len(one.labels))
    joined = {name: np.concatenate((getattr(one, name), getattr(other, name))) for name in _COLUMNS}
    return Facts(label=np.concatenate((one.label, shifted)), labels=labels, **joined)


def load_disputes(measures: Index | None, known_at: datetime | None) -> list[tuple[int, int, int | None]]:
    """Return measure, unit and period (None: all) of each dispute that was open."""
    rows = sql.only(Dispute.objects.all(), "measures_dispute.measure_id", measures)
    rows = rows.filter(closed_at__isnull=True) if known_at is None else rows.filter(opened_at__lte=known_at)
    if known_at is not None:
        rows = rows.exclude(closed_at__lte=known_at)
    return list(rows.values_list("measure_id", "unit_id", "period_id").order_by("pk"))
