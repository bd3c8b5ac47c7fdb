"""Goals of people for the fourth quarter of 2026, and what jobs are there for.

Rotterdam's 31 goals of 17 people are written by hand: their effort is 0, 26, 67 and 7 of 100. Everyone else gets goals
from what their job usually has; drivers, clerks and some who work at night have none, and are served by their job.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lineofsight.demo.norrvik import okrs, people, spread
from lineofsight.demo.norrvik.okrs import Serves
from lineofsight.demo.norrvik.people import Person

MODULE_DUE: Final = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a person: its part of the plan in percent, from where to where, and where it stood last."""

    person: str
    place: int
    title: str
    weight: int
    start: str
    target: str
    now: str
    serves: tuple[Serves, ...] = ()
    unit_of_measure: str = ""
    measured_by: str = ""
    due_on: date = okrs.UNTIL

    @property
    def key(self) -> str:
        """Return the goal's key: its person's, and its place in the plan."""
        return f"{self.person}-{self.place}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What many people have as a goal."""

    title: str
    start: str
    target: str
    measured_by: str
    unit_of_measure: str = ""


DOORS: Final = Kind(
    "Close the dock door within 3 minutes", "0.61", "0.90", "Doors of my dock, door sensors", "percent-0"
)
SCAN: Final = Kind(
    "Scan every pallet before loading", "0.959", "0.995", "Pallets scanned, warehouse system", "percent-1"
)
LEAD: Final = Kind("Lead a shift by spring", "0", "4", "Shifts led with a mentor")
COACH: Final = Kind("Coach two new shift leads", "0", "10", "Coached shifts")
MODULE: Final = Kind("Finish pharma handling, module 2", "0", "4", "Lessons finished")
EXCEL: Final = Kind("Learn Excel pivot tables", "0", "6", "Lessons finished")
PHARMA: Final = Kind("Tell pharma customers within the hour", "0", "20", "Calls made within the hour")
FILES: Final = Kind("Put the licence files in order", "0", "12", "Files in order")
_TO: Final = {
    "D": (DOORS, (Serves("rotterdam-warm"),), "0.82"),
    "S": (SCAN, (Serves("rotterdam-load"),), "0.971"),
    "T": (LEAD, (Serves("rotterdam-leads"),), "2"),
    "J": (COACH, (Serves("rotterdam-warm", "0.4"), Serves("rotterdam-leads", "0.6")), "6"),
    "M": (MODULE, (Serves("L1"),), "3"),
    "X": (EXCEL, (), "4"),
    "C": (PHARMA, (Serves("C1"),), "11"),
    "G": (FILES, (Serves("rotterdam-licence"),), "8"),
}
#: Plans of the people with a story, and of ten more by the unit they sit in and their place there.
_STORY: Final = {
    "amara-okafor": "D50 S30 M20",
    "joost-van-der-meer": "D50 J50",
    "mateus-silva": "S65 X35",
    "samira-haddad": "S70 C30",
    "ines-carvalho": "C100",
    "sven-lindqvist": "C100",
    "leila-aziz": "G35",
    "sanne-vermeulen": "S90 C10",
}
_OTHERS: Final = (
    ("rotterdam-nights-dock-1", "D80 T20"),
    ("rotterdam-nights-dock-2", "D85 T15"),
    ("rotterdam-nights-dock-3", "D85 T15"),
    ("rotterdam-nights-dock-4", "D80 M20"),
    ("rotterdam-evenings-dock-1", "S90 C10"),
    ("rotterdam-evenings-dock-2", "S90 C10"),
    ("rotterdam-evenings-dock-3", "S87 C13"),
    ("rotterdam-days-dock-2", "S100"),
    ("rotterdam-evenings-dock-4", "C80 T20"),
)
WITHOUT_GOALS: Final = ("forklift-driver", "clerk", "service-agent")
_BY_JOB: Final = {
    "dock-operator": (("doors", 50), ("right", 30), ("module", 20)),
    "pallet-checker": (("right", 70), ("module", 30)),
    "shift-lead": (("doors", 60), ("trained", 40)),
    "day-lead": (("doors", 60), ("trained", 40)),
    "night-lead": (("doors", 60), ("trained", 40)),
    "shift-manager": (("doors", 50), ("trained", 30), ("mentor", 20)),
    "planner": (("right", 80), ("local", 20)),
    "dock-planner": (("right", 80), ("local", 20)),
    "quality-controller": (("trained", 50), ("range", 50)),
    "trainer": (("trained", 100),),
    "technician": (("energy", 70), ("range", 30)),
    "refrigeration-engineer": (("energy", 100),),
    "customer-adviser": (("care", 80), ("kept", 20)),
    "customer-care-lead": (("care", 70), ("kept", 30)),
    "hub-manager": (("right", 40), ("chain", 60)),
}
_GOALS: Final = {
    "doors": (DOORS, "{hub}-{shift}-doors"),
    "right": (SCAN, "{hub}-right"),
    "trained": (Kind("Train a lead for my shift", "0", "4", "Trainings held"), "{hub}-trained"),
    "module": (MODULE, "L1"),
    "mentor": (Kind("Mentor a future shift lead", "0", "6", "Talks held"), "L2"),
    "local": (Kind("Tidy the planning templates", "0", "8", "Templates tidied"), ""),
    "range": (Kind("Check each pharma door weekly", "0", "12", "Weeks checked"), "C1"),
    "energy": (Kind("Seal my cold room doors", "0", "14", "Doors sealed"), "{hub}-energy"),
    "care": (Kind("Answer before the day ends", "0", "60", "Days without a rest"), "{hub}-care"),
    "kept": (Kind("Call each contract customer once", "0", "12", "Calls made"), "C3"),
    "chain": (Kind("Walk the docks every week", "0", "12", "Walks"), "{hub}-chain"),
}
#: Everyone outside the hubs: the objective of their function, and what else they may serve.
_FUNCTIONS: Final = {
    "executive": "norrvik-chain", "strategy-office": "strategy-office-9", "commercial": "commercial-0",
    "people": "people-5", "it-data": "it-data-8", "energy": "energy-7", "quality": "quality-6",
    "procurement": "procurement-2", "internal-audit": "internal-audit-10", "nairobi": "nairobi-3",
    "nairobi-payables": "nairobi-3", "nairobi-receivables": "nairobi-3", "nairobi-ledger": "nairobi-ledger-4",
    "nairobi-treasury": "nairobi-3", "nairobi-reporting": "norrvik-data", "nairobi-service-desk": "norrvik-data",
}  # fmt: skip
_TITLES: Final = {okr.key: okr.title for okr in okrs.okrs()}


def goals() -> tuple[Goal, ...]:
    """Return every goal of the quarter."""
    return (*_rotterdam(), *(goal for person in people.PEOPLE for goal in _usual(person)))


def _rotterdam() -> Iterator[Goal]:
    plans = dict(_STORY)
    for unit, plan in _OTHERS:
        owner = next(one.key for one in people.PEOPLE if one.unit == unit and one.key not in plans)
        plans[owner] = plan
    for person, plan in plans.items():
        for place, part in enumerate(plan.split(), start=1):
            kind, serves, now = _TO[part[0]]
            due = MODULE_DUE if kind is MODULE else okrs.UNTIL
            yield Goal(person, place, kind.title, int(part[1:]), kind.start, kind.target, now, serves,
                       kind.unit_of_measure, kind.measured_by, due)  # fmt: skip


def _usual(person: Person) -> Iterator[Goal]:
    hub, _, rest = person.unit.partition("-")
    if hub == "rotterdam" or person.job in WITHOUT_GOALS or (person.unit in _FUNCTIONS and _has_none(person)):
        return
    if person.unit in _FUNCTIONS:
        yield from _of_function(person)
        return
    shift = rest.partition("-")[0]
    if shift == "nights" and spread.digest("night", person.key) % 4 == 0:
        return
    for place, (name, weight) in enumerate(_BY_JOB.get(person.job, (("right", 100),)), start=1):
        kind, to = _GOALS[name]
        key = to.format(hub=hub, shift=shift if shift in ("days", "evenings", "nights") else "days")
        yield _made(person, place, kind, weight, (Serves(key),) if key else ())


def _has_none(person: Person) -> bool:
    return spread.digest("goals", person.key) % 12 == 0


def _of_function(person: Person) -> Iterator[Goal]:
    """Yield a goal for the objective of the function, split with the data objective now and then, and one of their own."""
    to = _FUNCTIONS[person.unit]
    is_split = spread.digest("split", person.key) % 5 == 0
    serves = (Serves(to, "0.75"), Serves("L3", "0.25")) if is_split else (Serves(to),)
    yield _made(person, 1, Kind(f"My part of: {_TITLES[to].lower()}", "0", "10", "Steps done"), 70, serves)
    own = spread.digest("own", person.key) % 3
    kind = Kind("Learn one new tool", "0", "6", "Lessons finished")
    yield _made(person, 2, kind, 30, ((Serves("L2"),), (Serves("norrvik-data", None),), ())[own])


def _made(person: Person, place: int, kind: Kind, weight: int, serves: tuple[Serves, ...]) -> Goal:
    """Return a goal that is about as far as the quarter, a little more or less."""
    part = spread.digest("goal", person.key, place) % 61 + 25  # percent of the way
    start, target = float(kind.start), float(kind.target)
    decimals = 0 if target >= 1 else 3
    now = f"{start + (target - start) * part / 100:.{decimals}f}"
    return Goal(person.key, place, kind.title, weight, kind.start, kind.target, now, serves, kind.unit_of_measure,
                kind.measured_by)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What a job is there for, and the KPIs that it serves, with shares."""

    job: str
    purpose: str
    serves: tuple[tuple[str, str], ...]


PROFILES: Final = (
    Profile("dock-operator", "Moves pallets between trailer and cold room fast, so that nothing warms up.",
            (("temperature-excursions", "0.6"), ("right-first-time", "0.3"), ("energy-per-pallet", "0.1"))),
    Profile("forklift-driver", "Brings each pallet to the right door, safely and in time.",
            (("right-first-time", "0.5"), ("temperature-excursions", "0.4"), ("energy-per-pallet", "0.1"))),
    Profile("pallet-checker", "Makes sure that what leaves is what was ordered.", (("right-first-time", "1"),)),
    Profile("night-lead", "Keeps the night shift safe and on time.",
            (("temperature-excursions", "0.7"), ("right-first-time", "0.3"))),
    Profile("clerk", "Keeps the papers of each load complete.", (("right-first-time", "0.6"), ("data-in-by-ten", "0.4"))),
    Profile("service-agent", "Helps colleagues with their systems, so that data is in by ten.", (("data-in-by-ten", "1"),)),
    Profile("planner", "Plans docks and trailers so that pallets never wait.",
            (("right-first-time", "0.7"), ("temperature-excursions", "0.3"))),
    Profile("accountant", "Keeps the books right, so that customers pay in time.", (("cash-cycle-days", "1"),)),
    Profile("technician", "Keeps cold rooms cold with less energy.",
            (("energy-per-pallet", "0.6"), ("temperature-excursions", "0.4"))),
    Profile("quality-controller", "Checks that medicine stays in range.", (("pharma-pallets-in-range", "1"),)),
)  # fmt: skip
