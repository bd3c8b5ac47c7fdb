"""More of the same company, for measuring: regions, hubs, shifts and docks until it has as many people as asked for.

Everything comes from digests, so the same number gives the same company on every machine. No KPI rests on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lineofsight.base import clock, events
from lineofsight.demo.norrvik import company, jobs, months, names, spread
from lineofsight.demo.norrvik.people import PEOPLE
from lineofsight.demo.replay.stage import SOURCE
from lineofsight.organization import commands
from lineofsight.organization.commands.placing_lines import LineRow, PlaceLines
from lineofsight.organization.commands.placing_people import PersonRow, PlacePeople
from lineofsight.organization.commands.placing_units import PlaceUnits, UnitRow
from lineofsight.organization.operator import operator_context

GROWN_AT: Final = months.at(2026, 11, 16, 9)
FOUNDED_ON: Final = date(2019, 1, 1)
DAYS_OF_HIRING: Final = 2_800
HUBS_IN_A_REGION: Final = 20
DOCKS_IN_A_SHIFT: Final = 6
SEATS_AT_A_DOCK: Final = 22
SHIFTS: Final = (("days", "day-lead"), ("evenings", "shift-lead"), ("nights", "night-lead"))
DOCK_JOBS: Final = ("dock-operator", "dock-operator", "forklift-driver", "dock-operator", "pallet-checker")
COUNTRIES: Final = (("norrvik-ab", "SE"), ("norrvik-polska", "PL"), ("norrvik-nederland", "NL"),
                    ("norrvik-portugal", "PT"), ("norrvik-kenya", "KE"))  # fmt: skip
CHIEF: Final = "linnea-sandberg"
_JOB_NAMES: Final = {job.key: job.name for job in jobs.JOBS}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with the job of its head and how many seats it has beside; `place` keeps its order among its siblings."""

    key: str
    name: str
    kind: str
    parent: str
    entity: str
    country: str
    head_job: str
    seats: int
    place: int


def grow(people: int) -> int:
    """Add units and people until the company has that many; return how many were added. Runs in a loaded demo."""
    missing = people - len(PEOPLE)
    if missing <= 0:
        return 0
    places = list(_places(missing))
    staff = list(_staff(places))
    with clock.seeded(GROWN_AT), events.quiet():  # no score rests on these units
        ctx = operator_context(reason="The demo company is made larger to measure with.")
        commands.place_units(ctx, None, PlaceUnits(source=SOURCE, rows=[_unit_row(place) for place in places]))
        rows = [_person_row(place, number, job) for place, number, job in staff]
        commands.place_people(ctx, None, PlacePeople(source=SOURCE, rows=rows))
        commands.place_lines(ctx, None, PlaceLines(source=SOURCE, rows=list(_line_rows(staff))))
    return len(staff)


def _places(missing: int) -> Iterator[Place]:
    """Yield regions, hubs, shifts and docks, each with a head, until nobody is left to place."""
    left, hub = missing, 0
    while left > 0:
        entity, country = COUNTRIES[hub % len(COUNTRIES)]
        region = f"region-{hub // HUBS_IN_A_REGION + 1}"
        if hub % HUBS_IN_A_REGION == 0:
            name = f"Region {hub // HUBS_IN_A_REGION + 1}"
            yield Place(region, name, "function", company.ROOT_UNIT, entity, country, "hub-manager", 0, 1000 + hub)
            left -= 1
        for place in _hub(f"hub-{hub + 1}", f"Hub {hub + 1}", region, entity, country, hub):
            if left <= 0:
                return
            seats = min(place.seats, left - 1)
            yield Place(
                place.key, place.name, place.kind, place.parent, entity, country, place.head_job, seats, place.place
            )
            left -= 1 + seats
        hub += 1


def _hub(key: str, name: str, region: str, entity: str, country: str, place: int) -> Iterator[Place]:
    yield Place(key, name, "hub", region, entity, country, "hub-manager", 0, place)
    for turn, (shift, lead) in enumerate(SHIFTS):
        below = f"{key}-{shift}"
        yield Place(below, f"{name} {shift}", "shift", key, entity, country, "shift-manager", 0, turn)
        for dock in range(1, DOCKS_IN_A_SHIFT + 1):
            title = f"{name} {shift}, dock {dock}"
            yield Place(f"{below}-dock-{dock}", title, "team", below, entity, country, lead, SEATS_AT_A_DOCK - 1, dock)


def _staff(places: list[Place]) -> Iterator[tuple[Place, int, str]]:
    """Yield every seat as (place, number of the person, job); the first of a place is its head."""
    number = 10_000
    for place in places:
        for seat in range(place.seats + 1):
            number += 1
            yield place, number, DOCK_JOBS[seat % len(DOCK_JOBS)] if seat else place.head_job


def _unit_row(place: Place) -> UnitRow:
    return UnitRow(
        key=place.key,
        name=place.name,
        slug=place.key,
        kind=place.kind,
        parent=place.parent,
        legal_entity=place.entity,
        sort_order=place.place,
        from_=FOUNDED_ON,
    )


def _person_row(place: Place, number: int, job: str) -> PersonRow:
    given = spread.pick(names.GIVEN[place.country], "given", number)
    family = names.agreeing(given, spread.pick(names.FAMILY[place.country], "family", number), place.country)
    return PersonRow(
        key=f"staff-{number}",
        name=f"{given} {family}",
        sort_name=f"{family}, {given}",
        email=f"{number}@norrvik.example",
        slug=f"{names.slug(f'{given} {family}')}-{number}",
        legal_entity=place.entity,
        position=f"seat-{number}",
        title=_JOB_NAMES[job],
        unit=place.key,
        job=job,
        from_=_hired_on(number),
    )


def _hired_on(number: int) -> date:
    return FOUNDED_ON + timedelta(days=spread.digest("hired", number) % DAYS_OF_HIRING)


def _line_rows(staff: list[tuple[Place, int, str]]) -> Iterator[LineRow]:
    """Yield one line each: to the head of the unit, and for heads to the head of the unit above."""
    heads: dict[str, int] = {}
    for place, number, _ in staff:
        is_head = place.key not in heads
        heads.setdefault(place.key, number)
        above = heads.get(place.parent) if is_head else heads[place.key]
        manager = f"staff-{above}" if above else CHIEF
        yield LineRow(person=f"staff-{number}", manager=manager, from_=_hired_on(number))
