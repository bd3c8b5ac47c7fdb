"""The 1,184 people of Norrvik, their positions and whom they report to; the same on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lineofsight.demo.norrvik import names, spread
from lineofsight.demo.norrvik.cast import CAST, EMPLOYEE, Named, Role
from lineofsight.demo.norrvik.teams import TEAMS, Team

SIGN_IN_DOMAIN: Final = "norrvik.example"
_COUNTRY: Final = {
    "norrvik-ab": "SE",
    "norrvik-polska": "PL",
    "norrvik-nederland": "NL",
    "norrvik-portugal": "PT",
    "norrvik-kenya": "KE",
}
_OPENED: Final = {
    "SE": date(2004, 1, 1),
    "PL": date(2007, 9, 1),
    "NL": date(2012, 4, 2),
    "PT": date(2016, 5, 2),
    "KE": date(2018, 2, 1),
}
_LAST_HIRE: Final = date(2026, 10, 1)
_EXECUTIVE_HEAD: Final = {"commercial": "karin-ekstrom", "strategy-office": "henrik-aalto"}
_MATRIX_FUNCTION: Final = {
    "quality-lead": "bram-de-groot",
    "maintenance-lead": "mikko-laine",
    "customer-care-lead": "karin-ekstrom",
}


@dataclass(frozen=True, slots=True)
class Person:
    """`number` is the number of the HR system, `key` the address of the person's pages."""

    key: str
    number: int
    name: str
    email: str
    country: str
    language: str
    unit: str
    job: str
    hired_on: date
    roles: tuple[Role, ...]
    signs_in: bool


@dataclass(frozen=True, slots=True)
class Position:
    """A seat in a unit; each of them is held by one person from `held_from` on."""

    key: str
    unit: str
    job: str
    holder: str
    held_from: date
    is_head: bool


@dataclass(frozen=True, slots=True)
class ReportingLine:
    person: str
    manager: str
    kind: str
    """solid, dotted or project."""
    weight_percent: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class _Seat:
    team: Team
    named: Named | None
    job: str
    is_head: bool
    place: int


def _seats() -> Iterator[_Seat]:
    """Yield every seat: in each team first its head, then the people with a story, then everyone else."""
    for team in TEAMS:
        story = [named for named in CAST if named.team == team.key]
        head = next(
            (named for named in story if names.slug(named.name) == team.head or named.job == team.head_job), None
        )
        others = [named for named in story if named is not head]
        place = 0
        if team.head_job:
            yield _Seat(team, head, team.head_job if head is None else head.job, is_head=True, place=place)
            place += 1
        for named in others:
            yield _Seat(team, named, named.job, is_head=False, place=place)
            place += 1
        for rest in range(place, team.size):
            yield _Seat(team, None, team.jobs[rest % len(team.jobs)], is_head=False, place=rest)


def _people() -> Iterator[tuple[_Seat, Person]]:
    taken = {names.slug(named.name) for named in CAST}
    for number, seat in enumerate(_seats(), start=4001):
        if seat.named is not None:
            yield seat, _named_person(seat, seat.named, number)
        else:
            name = _free_name(_COUNTRY[seat.team.legal_entity], number, taken)
            yield seat, _other_person(seat, name, number)


def _free_name(country: str, number: int, taken: set[str]) -> str:
    for attempt in range(1000):
        given = spread.pick(names.GIVEN[country], "given", number, attempt)
        family = spread.pick(names.FAMILY[country], "family", number, attempt)
        name = f"{given} {names.agreeing(given, family, country)}"
        key = names.slug(name)
        if key not in taken:
            taken.add(key)
            return name
    raise LookupError(f"No free name is left for {country}.")


def _named_person(seat: _Seat, named: Named, number: int) -> Person:
    key = names.slug(named.name)
    roles = named.roles or (_usual_role(seat),)
    return Person(key, number, named.name, _email(key), named.country, names.LANGUAGE[named.country], named.team, named.job,
                  date.fromisoformat(named.hired_on), roles, named.signs_in)  # fmt: skip


def _usual_role(seat: _Seat) -> Role:
    return Role("manager" if seat.is_head else EMPLOYEE, seat.team.key)


def _other_person(seat: _Seat, name: str, number: int) -> Person:
    country = _COUNTRY[seat.team.legal_entity]
    opened = _OPENED[country]
    days = spread.digest("hired", number) % (_LAST_HIRE - opened).days
    hired_on = opened + timedelta(days=days)
    key = names.slug(name)
    return Person(key, number, name, _email(key), country, names.LANGUAGE[country], seat.team.key, seat.job, hired_on,
                  (_usual_role(seat),), signs_in=False)  # fmt: skip


def _email(key: str) -> str:
    given, _, family = key.partition("-")
    return f"{given}.{family.replace('-', '')}@{SIGN_IN_DOMAIN}"


def _positions(seated: tuple[tuple[_Seat, Person], ...]) -> Iterator[Position]:
    for seat, person in seated:
        key = f"{seat.team.key}-{seat.place + 1:02d}"
        yield Position(key, seat.team.key, person.job, person.key, person.hired_on, seat.is_head)


def _heads(seated: tuple[tuple[_Seat, Person], ...]) -> dict[str, str]:
    """Return who heads each unit; a team without a head of its own is led by the head of the unit above."""
    heads = {seat.team.key: person.key for seat, person in seated if seat.is_head}
    for team in TEAMS:
        heads.setdefault(team.key, heads.get(team.parent, "henrik-aalto"))
    return heads


def _lines(seated: tuple[tuple[_Seat, Person], ...]) -> Iterator[ReportingLine]:
    heads = _heads(seated)
    for seat, person in seated:
        if person.key != "henrik-aalto":
            yield from _lines_of(seat, person, _manager(seat, person, heads))


def _manager(seat: _Seat, person: Person, heads: dict[str, str]) -> str:
    if seat.named is not None and seat.named.manager:
        return seat.named.manager
    if not seat.is_head:
        return heads[seat.team.key]
    above = _EXECUTIVE_HEAD.get(seat.team.key) or heads.get(seat.team.parent) or "henrik-aalto"
    return above if above != person.key else "henrik-aalto"


def _lines_of(seat: _Seat, person: Person, manager: str) -> Iterator[ReportingLine]:
    other = seat.named.other_line if seat.named is not None else _matrix_line(seat)
    rest = 100 - int(other[2]) if other else 100
    yield ReportingLine(person.key, manager, "solid", str(rest), person.hired_on)
    if other:
        yield ReportingLine(person.key, other[0], other[1], other[2], person.hired_on)


def _matrix_line(seat: _Seat) -> tuple[str, str, str] | None:
    """Return the second line of the heads of quality (60/40), maintenance (60/40) and customer care (dotted) in the hubs."""
    if not seat.is_head or seat.team.kind != "team":
        return None
    manager = _MATRIX_FUNCTION.get(seat.job)
    if manager is None:
        return None
    return (manager, "dotted", "0") if seat.job == "customer-care-lead" else (manager, "project", "40")


_SEATED: Final = tuple(_people())
PEOPLE: Final[tuple[Person, ...]] = tuple(person for _, person in _SEATED)
POSITIONS: Final[tuple[Position, ...]] = tuple(_positions(_SEATED))
LINES: Final[tuple[ReportingLine, ...]] = tuple(_lines(_SEATED))
UNIT_HEADS: Final[dict[str, str]] = _heads(_SEATED)
"""The person who answers for each unit below the company."""
