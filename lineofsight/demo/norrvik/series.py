"""All readings in the order they came in: batches as the sources first sent them, then what was corrected or came late."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import months, series_headline, series_hub
from lineofsight.demo.norrvik.readings import Reading

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """One file of one source, read at one instant."""

    source: str
    file: str
    read_at: datetime
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A later reading for a period that had a value, or should have had one; `after_close` makes it a restatement."""

    reading: Reading
    actor: str
    reason: str
    after_close: bool


@dataclass(frozen=True, slots=True)
class _Late:
    key: _Key
    known_at: datetime
    actor: str
    reason: str
    first_off_by: str | None
    """How much too high the numerator was that the source had sent first; None when it had sent nothing."""


_LATE: Final = (
    _Late(("complaint-answer-hours", "gdansk", "2026-08"), months.at(2026, 9, 8, 14, 20), "divya-raman",
          "The hours of four complaints of 28 August stood twice in the export.", "96.0"),
    _Late(("seal-checks", "gothenburg", "2026-05"), months.at(2026, 8, 4, 10, 5), "divya-raman",
          "Night shift of dock 2 was left out in May; its paper lists were found in the audit.", "-17"),
    _Late(("seal-checks", "porto", "2026-06"), months.at(2026, 7, 24, 9, 30), "lars-holmqvist",
          "Porto sent its June list after the month was closed.", None),
)  # fmt: skip


def current() -> tuple[Reading, ...]:
    """Return every reading as it is right today, one for each KPI, unit and period."""
    return _CURRENT


def batches() -> tuple[Batch, ...]:
    """Return the files of the sources as they first came, oldest first."""
    return _BATCHES


def corrections() -> tuple[Correction, ...]:
    """Return what came after its batch, oldest first."""
    return _CORRECTIONS


def company_observations() -> dict[tuple[str, str], tuple[Reading, ...]]:
    """Return today's readings of all units, by KPI and period."""
    found: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in _CURRENT:
        found[reading.measure, reading.period].append(reading)
    return {key: tuple(readings) for key, readings in found.items()}


def _numbered(readings: Iterator[Reading]) -> Iterator[Reading]:
    """Yield the readings with the line of their file; those of the trailer log already have theirs."""
    next_line: dict[str, int] = defaultdict(lambda: 2)
    for reading in readings:
        if reading.lines == (0, 0):
            line = next_line[reading.file]
            next_line[reading.file] += 1
            reading = replace(reading, lines=(line, line))
        yield reading


def _key(reading: Reading) -> _Key:
    return reading.measure, reading.unit, reading.period


def _all() -> Iterator[Reading]:
    yield from series_headline.readings()
    yield from series_hub.readings()


def _corrections() -> tuple[Correction, ...]:
    by_key = {_key(reading): reading for reading in _CURRENT}
    found = []
    for late in _LATE:
        right = by_key[late.key]
        file = f"{right.source}-{right.period}-corrected.csv"
        closed = late.known_at > months.closed_at(right.period)
        reading = replace(right, file=file, lines=(2, 2), reported_at=late.known_at, comment=late.reason)
        found.append(Correction(reading, late.actor, late.reason, closed))
    return tuple(sorted(found, key=lambda correction: correction.reading.reported_at))


def _as_first_sent(reading: Reading) -> Reading | None:
    late = next((late for late in _LATE if late.key == _key(reading)), None)
    if late is None:
        return reading
    if late.first_off_by is None:
        return None
    return replace(reading, numerator=str(Decimal(reading.numerator or 0) + Decimal(late.first_off_by)))


def _batches() -> tuple[Batch, ...]:
    by_file: dict[tuple[datetime, str, str], list[Reading]] = defaultdict(list)
    for reading in _CURRENT:
        sent = _as_first_sent(reading)
        if sent is not None:
            by_file[sent.reported_at, sent.source, sent.file].append(sent)
    return tuple(
        Batch(source, file, when, tuple(by_file[when, source, file])) for when, source, file in sorted(by_file)
    )


_CURRENT: Final[tuple[Reading, ...]] = tuple(_numbered(_all()))
_BATCHES: Final[tuple[Batch, ...]] = _batches()
_CORRECTIONS: Final[tuple[Correction, ...]] = _corrections()
