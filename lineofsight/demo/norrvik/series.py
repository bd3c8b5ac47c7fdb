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


def _key(reading: Reading) -> _Key:
    return reading.measure, reading.unit, reading.period


def _right() -> tuple[Reading, ...]:
    return (*series_headline.readings(), *series_hub.readings())


def _first_sent(readings: tuple[Reading, ...]) -> Iterator[Reading]:
    """Yield what the sources sent first, with the line of its file; the trailer log's have theirs already."""
    next_line: dict[str, int] = defaultdict(lambda: 2)
    late_by_key = {late.key: late for late in _LATE}
    for reading in readings:
        late = late_by_key.get(_key(reading))
        if late is not None and late.first_off_by is None:
            continue
        if late is not None:
            reading = replace(reading, numerator=_off_by(reading, late.first_off_by))
        if reading.lines == (0, 0):
            line = next_line[reading.file]
            next_line[reading.file] += 1
            reading = replace(reading, lines=(line, line))
        yield reading


def _off_by(reading: Reading, difference: str | None) -> str:
    return str(Decimal(reading.numerator or 0) + Decimal(difference or 0))


def _corrected(readings: tuple[Reading, ...]) -> Iterator[Correction]:
    by_key = {_key(reading): reading for reading in readings}
    for late in sorted(_LATE, key=lambda late: late.known_at):
        right = by_key[late.key]
        file = f"{right.source}-{right.period}-corrected.csv"
        reading = replace(right, file=file, lines=(2, 2), reported_at=late.known_at, comment=late.reason)
        yield Correction(reading, late.actor, late.reason, after_close=late.known_at > months.closed_at(right.period))


def _in_files(readings: tuple[Reading, ...]) -> Iterator[Batch]:
    by_file: dict[tuple[datetime, str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        by_file[reading.reported_at, reading.source, reading.file].append(reading)
    for when, source, file in sorted(by_file):
        yield Batch(source, file, when, tuple(by_file[when, source, file]))


def _as_known_today() -> tuple[Reading, ...]:
    known = {_key(reading): reading for reading in _FIRST_SENT}
    known |= {_key(correction.reading): correction.reading for correction in _CORRECTIONS}
    return tuple(known.values())


_RIGHT: Final[tuple[Reading, ...]] = _right()
_FIRST_SENT: Final[tuple[Reading, ...]] = tuple(_first_sent(_RIGHT))
_CORRECTIONS: Final[tuple[Correction, ...]] = tuple(_corrected(_RIGHT))
_BATCHES: Final[tuple[Batch, ...]] = tuple(_in_files(_FIRST_SENT))
_CURRENT: Final[tuple[Reading, ...]] = _as_known_today()
