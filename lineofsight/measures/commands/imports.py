"""Many values at once, as an import has checked and staged them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import Field

from lineofsight.base import bulk, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.measures.access import can_record_many
from lineofsight.measures.models import Observation

Place = tuple[int, int, int]


class ObservationRow(NamedTuple):
    """One checked value by primary keys; a ratio's value is derived already."""

    measure_id: int
    unit_id: int
    period_id: int
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    label: str = ""
    comment: str = ""
    raw: str = ""
    file_id: int | None = None
    lines: str = ""
    pointer: str = ""
    reported_at: datetime | None = None

    @property
    def place(self) -> Place:
        """Return what the value is of."""
        return self.measure_id, self.unit_id, self.period_id

    @property
    def said(self) -> tuple[Any, ...]:
        """Return what makes two values different."""
        return self.value, self.numerator, self.denominator, self.label


class RecordObservations(Input):
    """Checked rows, one per KPI, unit and period, and the word for their source; history keeps count and digest."""

    rows: Any = Field(description="a sequence of ObservationRow")
    source: str = Field(default="", max_length=40)


@command("measures.record_observations", allow=can_record_many, audited_input=False)
def record_observations(ctx: Context, target: None, data: RecordObservations) -> dict[str, int]:
    """Store many values: equal ones stay, different ones are superseded. Return the counts new, changed, same."""
    incoming: dict[Place, ObservationRow] = {row.place: row for row in data.rows}
    current = _current(incoming)
    found = bulk.diff(current, incoming, equal=lambda earlier, row: bool(earlier == row.said))
    replaced = dict(found.changed)
    bulk.close(Observation, list(replaced.values()), ctx.now)
    rows = [incoming[place] for place in (*found.new, *replaced)]
    earlier = [replaced.get(row.place) for row in rows]
    if rows:
        bulk.append(Observation, _columns(rows, earlier, data.source, ctx.now))
        bulk.analyze(Observation)
    _publish(rows)
    return found.counts


def _current(incoming: Mapping[Place, ObservationRow]) -> dict[Place, tuple[int, tuple[Any, ...]]]:
    """Return what is known now of the places that rows come for, in one read over the KPIs' span of ids."""
    if not incoming:
        return {}
    measures = [measure for measure, _unit, _period in incoming]
    fields = ("measure_id", "unit_id", "period_id", "id", "value", "numerator", "denominator", "label")
    rows = Observation.objects.current().filter(measure__gte=min(measures), measure__lte=max(measures))
    return {
        (measure, unit, period): (pk, tuple(said))
        for measure, unit, period, pk, *said in rows.values_list(*fields).iterator(chunk_size=10_000)
        if (measure, unit, period) in incoming
    }


def _columns(
    rows: list[ObservationRow], earlier: list[int | None], source: str, now: datetime
) -> dict[str, bulk.Column]:
    named = dict(zip(ObservationRow._fields, zip(*rows, strict=True), strict=True))
    return {
        **named,
        "source": bulk.Same(source),
        "known_from": bulk.Same(now),
        "known_to": bulk.Same(None),
        "supersedes_id": earlier,
    }


def _publish(rows: list[ObservationRow]) -> None:
    touched: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for row in rows:
        units, periods = touched[row.measure_id]
        units.add(row.unit_id)
        periods.add(row.period_id)
    for measure_id, (units, periods) in touched.items():
        events.publish(
            "measures.observations_changed",
            measure_id=measure_id,
            unit_ids=sorted(units),
            period_ids=sorted(periods),
        )
