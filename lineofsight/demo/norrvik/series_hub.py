"""Readings of the hubs', the finance center's and the watch-list KPIs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import chain, months, shapes, spread, trailer_log
from lineofsight.demo.norrvik.readings import Reading
from lineofsight.demo.norrvik.reporting import reading
from lineofsight.demo.norrvik.shapes import Gap, Shape

LOCAL_CURRENCY: Final = {"rotterdam": "EUR", "gdansk": "PLN", "gothenburg": "SEK", "porto": "EUR"}


def readings() -> Iterator[Reading]:
    """Yield every reading of a KPI that is not a headline, as it is right today."""
    for shape in shapes.SHAPES:
        for unit in shape.levels:
            yield from _monthly(shape, unit)
    yield from _pallets()
    yield from _labels()
    yield from _surveys()


def _monthly(shape: Shape, unit: str) -> Iterator[Reading]:
    for place, month in enumerate(months.MONTHS):
        if not _in_gap(shape.gaps, unit, month):
            yield _shaped(shape, unit, month, _value(shape, unit, month, place))


def _in_gap(gaps: Sequence[Gap], unit: str, month: str) -> bool:
    return any(gap.unit == unit and gap.first <= month <= gap.last for gap in gaps)


def _value(shape: Shape, unit: str, month: str, place: int) -> Decimal:
    pinned = shapes.PINNED.get((shape.measure, unit, month))
    if pinned is not None:
        return Decimal(pinned)
    winter = Decimal(shapes.WINTER[months.month_number(month) - 1])
    noise = Decimal(shape.noise) * spread.wobble(shape.measure, unit, month)
    value = Decimal(shape.levels[unit]) + Decimal(shape.trend) * place + Decimal(shape.season) * winter + noise
    value += sum(Decimal(step.by) for step in shape.steps if step.unit == unit and month >= step.month)
    return spread.rounded(max(value, Decimal(0)), shape.decimals)


def _shaped(shape: Shape, unit: str, month: str, value: Decimal) -> Reading:
    currency = LOCAL_CURRENCY[unit] if shape.measure == "operating-cost" else ""
    if shape.pieces is None:
        return reading(shape.measure, unit, month, value=value, currency=currency)
    part = min(int(spread.rounded(value * shape.pieces[unit], 0)), shape.pieces[unit])
    return reading(shape.measure, unit, month, numerator=part, denominator=shape.pieces[unit])


def _pallets() -> Iterator[Reading]:
    for row in chain.HUB_MONTHS:
        counted = reading("pallets-handled", row.hub, row.month, value=row.pallets)
        yield _at_lines(counted, trailer_log.arrival_lines(row.hub, row.month))


def _at_lines(plain: Reading, lines: tuple[int, int]) -> Reading:
    return Reading(plain.measure, plain.unit, plain.period, plain.source, trailer_log.file_name(plain.period), lines,
                   plain.reported_at, value=plain.value)  # fmt: skip


def _labels() -> Iterator[Reading]:
    for hub in chain.HUBS:
        for month in months.MONTHS:
            gone = _in_gap(shapes.LICENCE_GONE, hub, month)
            yield reading("gdp-licence-valid", hub, month, label="no" if gone else "yes")
    for place, month in enumerate(months.MONTHS):
        label = shapes.SERVICE_RATINGS[place % len(shapes.SERVICE_RATINGS)]
        yield reading("service-desk-rating", "nairobi", month, label=label)
    for quarter, label in zip(shapes.QUARTERS, shapes.HAULIER_AUDIT, strict=True):
        yield reading("supplier-cold-audit", "norrvik", quarter, label=label)


def _surveys() -> Iterator[Reading]:
    for quarter, score in zip(shapes.QUARTERS, shapes.CUSTOMER_SCORE, strict=True):
        yield reading("customer-score", "norrvik", quarter, value=score)
    for month, count in zip(months.MONTHS, shapes.NEW_CONTRACTS, strict=True):
        yield reading("new-pharma-contracts", "norrvik", month, value=count)
    for hub, findings in shapes.LICENCE_FINDINGS.items():
        for year, count in zip(shapes.YEARS, findings, strict=True):
            yield reading("pharma-licence-findings", hub, year, value=count)
    for hub, scores in shapes.ENGAGEMENT.items():
        for half, score in zip(shapes.HALVES, scores, strict=True):
            yield reading("engagement", hub, half, value=score)
