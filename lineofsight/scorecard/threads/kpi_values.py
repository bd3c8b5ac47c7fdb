"""Values that KPIs supply to key results and goals: the latest whose period had ended, and those before it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lineofsight.base import clock
from lineofsight.core.arrays import Array
from lineofsight.scorecard import arrays_in as sql

Pair = tuple[int, int]
ONE_DAY = timedelta(days=1)
#: How far back a history is read; nobody keeps a key result open for longer.
DAYS_READ = 800


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and the last day of its period."""

    on: date
    value: float


def latest(pairs: Iterable[Pair], day: date | None = None) -> dict[Pair, Reading]:
    """Return the latest value of KPIs at units (by row ids) as of a day; a pair without one is absent."""
    return {pair: readings[-1] for pair, readings in histories(pairs, day).items()}


def histories(pairs: Iterable[Pair], day: date | None = None) -> dict[Pair, list[Reading]]:
    """Return the values of KPIs at units, oldest first: as scored where they count somewhere, else as observed."""
    wanted = set(pairs)
    if not wanted:
        return {}
    until = day or clock.today()
    found = _grouped(_scored(wanted, until), wanted)
    rest = wanted - found.keys()
    return found | _grouped(_observed(rest, until), rest) if rest else found


def _grouped(rows: Array, wanted: set[Pair]) -> dict[Pair, list[Reading]]:
    """Return the rows by KPI and unit; of two periods with one end the longer comes first, the shorter counts."""
    found: dict[Pair, list[Reading]] = defaultdict(list)
    for measure, unit, until, _, value in sorted(rows.tolist(), key=lambda row: (row[0], row[1], row[2], row[3])):
        pair = int(measure), int(unit)
        if pair in wanted:
            found[pair].append(Reading(date.fromordinal(int(until)) - ONE_DAY, value))
    return dict(found)


def _scored(pairs: set[Pair], until: date) -> Array:
    measures, given = sql.among("n.measure_id", sorted({measure for measure, _ in pairs}))
    columns = ("n.measure_id", "n.unit_id", "s.measured")
    return sql.read(
        _columns(columns),
        "FROM scorecard_scorenode n JOIN scorecard_score s ON s.node_id = n.id AND s.known_to IS NULL "
        f"JOIN organization_period p ON p.id = s.period_id WHERE n.kind = 'measure' AND {measures} "
        "AND s.measured IS NOT NULL AND p.until_on <= %s AND p.start_on >= %s",
        [*given, until.isoformat(), (until - timedelta(days=DAYS_READ)).isoformat()],
    )


def _observed(pairs: set[Pair], until: date) -> Array:
    measures, given = sql.among("o.measure_id", sorted({measure for measure, _ in pairs}))
    return sql.read(
        _columns(("o.measure_id", "o.unit_id", "o.value")),
        "FROM measures_observation o JOIN organization_period p ON p.id = o.period_id WHERE o.known_to IS NULL "
        f"AND o.value IS NOT NULL AND {measures} AND p.until_on <= %s AND p.start_on >= %s",
        [*given, until.isoformat(), (until - timedelta(days=DAYS_READ)).isoformat()],
    )


def _columns(names: tuple[str, str, str]) -> tuple[str, ...]:
    measure, unit, value = map(sql.number, names)
    return measure, unit, sql.day("p.until_on"), sql.day("p.start_on"), value
