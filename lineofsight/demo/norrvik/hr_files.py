"""What HR sends: everyone at the start, then quarter by quarter who was hired, and whose manager came.

Until a manager is hired, the manager above stands in.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from lineofsight.demo.norrvik import months
from lineofsight.demo.norrvik.people import LINES, PEOPLE, Person, ReportingLine

START: Final = date(2024, 10, 21)
_QUARTERS: Final = tuple(date(year, month, 1) for year in (2025, 2026) for month in (1, 4, 7, 10))


@dataclass(frozen=True, slots=True)
class HrFile:
    """People hired since the last file, and the lines that begin since then; the lines of a person and day are a whole."""

    at: datetime
    people: tuple[Person, ...]
    lines: tuple[ReportingLine, ...]


def files() -> tuple[HrFile, ...]:
    """Return the files, oldest first."""
    return tuple(
        _file(since, until) for since, until in zip((None, START, *_QUARTERS), (START, *_QUARTERS), strict=False)
    )


def _file(since: date | None, until: date) -> HrFile:
    people = tuple(person for person in PEOPLE if _is_between(since, person.hired_on, until))
    lines = tuple(line for day, line in _dated_lines() if _is_between(since, day, until))
    return HrFile(months.at(until.year, until.month, until.day), people, lines)


def _is_between(since: date | None, day: date, until: date) -> bool:
    return (since is None or since < day) and day <= until


_LATE: Final = {person.key: person.hired_on for person in PEOPLE if person.hired_on > START}
_LINES_OF: Final[dict[str, list[ReportingLine]]] = defaultdict(list)
for _line in LINES:
    _LINES_OF[_line.person].append(_line)
_SOLID: Final = {line.person: line.manager for line in LINES if line.kind == "solid"}


def _dated_lines() -> Iterator[tuple[date, ReportingLine]]:
    """Yield every line anew from each day on which one of the person's managers changes."""
    for lines in _LINES_OF.values():
        hired_on = lines[0].valid_from
        arrivals = {_LATE[manager] for line in lines for manager in _late_managers(line.manager)}
        for day in sorted({hired_on, *(on for on in arrivals if on > hired_on)}):
            for line in lines:
                yield day, replace(line, manager=_present(line.manager, day), valid_from=day)


def _late_managers(manager: str) -> Iterator[str]:
    """Yield the manager and those above, as long as they were hired after the start."""
    while manager in _LATE:
        yield manager
        manager = _SOLID[manager]


def _present(manager: str, day: date) -> str:
    while manager in _LATE and _LATE[manager] > day:
        manager = _SOLID[manager]
    return manager
