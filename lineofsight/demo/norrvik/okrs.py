"""Objectives and key results of the fourth quarter of 2026: of the company, the hubs with their shifts, and functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import spread

CYCLE: Final = "2026-Q4"
CYCLE_KEY: Final = "2026-q4"
FROM: Final = date(2026, 10, 1)
UNTIL: Final = date(2026, 12, 31)
FIRST_LOOK: Final = date(2026, 10, 19)
LAST_LOOK: Final = date(2026, 11, 16)
Noted = tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A key result from `start` to `target`: with values noted by day, or read from a KPI at a unit."""

    title: str
    start: str
    target: str
    noted: Noted = ()
    measure: str = ""
    at: str = ""
    unit_of_measure: str = ""
    milestones: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Serves:
    """What an objective serves: another one by its key, or a strategic objective by its code; no share: support."""

    to: str
    share: str | None = "1"


@dataclass(frozen=True, slots=True)
class Okr:
    """An objective of a unit in the cycle."""

    key: str
    unit: str
    title: str
    owner: str
    results: tuple[Result, ...]
    serves: tuple[Serves, ...] = ()
    ambition: str = "committed"


def _weekly(first: date, values: str) -> Noted:
    """Return values noted week by week, the last of them on the day before today."""
    return tuple((first + timedelta(days=7 * place), value) for place, value in enumerate(values.split()))


_DOORS: Final = _weekly(date(2026, 8, 31), "0.61 0.60 0.64 0.65 0.68 0.69 0.73 0.72 0.76 0.78 0.79 0.82")
ROTTERDAM: Final = (
    Okr("rotterdam-dwell", "rotterdam", "Halve dwell time at the docks", "ines-carvalho",
        (Result("Minutes from unloading to the cold room", "44", "22", ((FIRST_LOOK, "41"), (LAST_LOOK, "36.75")),
                unit_of_measure="minutes-0"),), (Serves("P1"),), "aspirational"),
    Okr("rotterdam-right", "rotterdam", "Ship 98.5% right first time", "ines-carvalho",
        (Result("Orders shipped right first time", "0.945", "0.985", ((FIRST_LOOK, "0.961"), (LAST_LOOK, "0.9762")),
                unit_of_measure="percent-1"),), (Serves("P2"), Serves("C1", None))),
    Okr("rotterdam-licence", "rotterdam", "Pharma licence kept, no findings", "leila-aziz",
        (Result("Points of the inspector's list in order", "0", "100", ((FIRST_LOOK, "40"), (LAST_LOOK, "73"))),),
        (Serves("C1", "0.6"), Serves("L1", "0.4"))),
    Okr("rotterdam-warm", "rotterdam-nights", "No pallet waits in the warm", "joost-van-der-meer",
        (Result("Dock doors closed within 3 minutes", "0.61", "0.90", _DOORS, unit_of_measure="percent-0"),
         Result("Warm pallets on night shift", "41", "11", measure="warm-pallets-nights", at="rotterdam",
                unit_of_measure="count-0")),
        (Serves("rotterdam-dwell", "0.8"), Serves("P3", "0.2"))),
    Okr("rotterdam-load", "rotterdam-nights", "Load right first time", "samira-haddad",
        (Result("Pallets scanned before loading", "0.956", "0.995", ((FIRST_LOOK, "0.962"), (LAST_LOOK, "0.971")),
                unit_of_measure="percent-1"),), (Serves("rotterdam-right"), Serves("rotterdam-dwell", None))),
    Okr("rotterdam-leads", "rotterdam-training", "Every shift has a pharma-trained lead", "ines-carvalho",
        (Result("Shifts with a pharma-trained lead", "0", "20", ((FIRST_LOOK, "5"), (LAST_LOOK, "11"))),),
        (Serves("rotterdam-licence", "0.7"), Serves("L1", "0.3"))),
    Okr("rotterdam-break-room", "rotterdam-days", "Renew the break room", "mateus-silva",
        (Result("Steps of the renewal", "0", "0", milestones=(("Plan agreed", True), ("Budget found", True),
                ("Old kitchen out", False), ("New kitchen in", False), ("Opened", False))),)),
)  # fmt: skip
COMPANY: Final = (
    Okr("norrvik-chain", "norrvik", "Fewer than 4 of 1,000 pallets get warm", "linnea-sandberg",
        (Result("Temperature excursions per 1,000 pallets", "5.2", "4", measure="temperature-excursions", at="norrvik",
                unit_of_measure="per-thousand-pallets-2"),), (Serves("P1"),), "aspirational"),
    Okr("norrvik-pharma", "norrvik", "Win four new pharma customers", "karin-ekstrom",
        (Result("New pharma contracts signed", "0", "4", ((FIRST_LOOK, "1"), (LAST_LOOK, "2"))),), (Serves("F1"),)),
    Okr("norrvik-complaints", "norrvik", "Answer every complaint within a day", "sofia-lindgren",
        (Result("Hours until a complaint is answered", "48", "24", ((FIRST_LOOK, "44"), (LAST_LOOK, "37")),
                unit_of_measure="hours-1"),), (Serves("C2"),)),
    Okr("norrvik-energy", "norrvik", "Every cold room on the new schedule", "mikko-laine",
        (Result("Cold rooms on the new schedule", "0", "52", ((FIRST_LOOK, "9"), (LAST_LOOK, "30"))),), (Serves("P3"),)),
    Okr("norrvik-data", "norrvik", "All feeds in by ten", "peter-njoroge",
        (Result("Feeds moved to the new line", "0", "24", ((FIRST_LOOK, "4"), (LAST_LOOK, "10"))),), (Serves("L3"),)),
)  # fmt: skip
_HUBS: Final = {
    "gothenburg": ("Gothenburg", "oskar-hedlund"),
    "gdansk": ("Gdańsk", "tomasz-nowak"),
    "porto": ("Porto", "ana-moreira"),
}
_SHIFTS: Final = {"days": "by day", "evenings": "in the evening", "nights": "at night"}
FUNCTIONS: Final = (
    ("commercial", "Three pharma pilots under way", "karin-ekstrom", 3, "norrvik-pharma"),
    ("commercial", "Renew the ten largest contracts", "karin-ekstrom", 10, "C3"),
    ("procurement", "Buy pallets and film at 6% less", "hanna-virtanen", 6, "F2"),
    ("nairobi", "Collect overdue invoices in half the time", "faith-otieno", 20, "F3"),
    ("nairobi-ledger", "Close the books in four days", "faith-otieno", 4, "F3"),
    ("people", "Half of new shift leads from our own teams", "jolanta-mazurek", 12, "L2"),
    ("quality", "Every hub ready for the pharma audit", "bram-de-groot", 4, "L1"),
    ("energy", "Meters in every cold room", "mikko-laine", 52, "norrvik-energy"),
    ("it-data", "Readings of every trailer checked at night", "peter-njoroge", 24, "norrvik-data"),
    ("strategy-office", "Every unit knows its part of the strategy", "astrid-nyberg", 9, ""),
    ("internal-audit", "Finish the audit plan of the year", "grace-wanjala", 8, ""),
)  # fmt: skip


def okrs() -> tuple[Okr, ...]:
    """Return every objective of the cycle, those that are served before those that serve."""
    return (*COMPANY, *ROTTERDAM, *_hubs(), *_functions())


def _hubs() -> Iterator[Okr]:
    for hub, (place, head) in _HUBS.items():
        yield _counted(f"{hub}-chain", hub, f"No warm pallet at {place}'s docks", head, 30, Serves("norrvik-chain"))
        serves = (Serves("P2", "0.7"), Serves("C1", "0.3"))
        yield _counted(f"{hub}-right", hub, "Load right first time", head, 12, *serves)
        yield _counted(f"{hub}-trained", hub, "A pharma-trained lead on every shift", head, 16, Serves("L1"))
        yield _counted(f"{hub}-care", hub, "No complaint waits overnight", head, 40, Serves("norrvik-complaints"))
        yield _counted(
            f"{hub}-energy", f"{hub}-maintenance", "Seal every cold room door", head, 14, Serves("norrvik-energy")
        )
        for shift, when in _SHIFTS.items():
            serves = (Serves(f"{hub}-chain", "0.8"), Serves("P3", "0.2"))
            yield _counted(f"{hub}-{shift}-doors", f"{hub}-{shift}", f"Dock doors shut {when}", head, 90, *serves)


def _functions() -> Iterator[Okr]:
    for place, (unit, title, owner, target, to) in enumerate(FUNCTIONS):
        serves = (Serves(to),) if to else ((Serves("norrvik-data", None),) if unit == "strategy-office" else ())
        yield _counted(f"{unit}-{place}", unit, title, owner, target, *serves)


def _counted(key: str, unit: str, title: str, owner: str, target: int, *serves: Serves) -> Okr:
    """Return an objective with one count as its key result, at a pace that differs from one to the next."""
    done = Decimal("0.52") + spread.wobble("okr", key) * Decimal("0.3")
    last = min(target, int(spread.rounded(target * done, 0)))
    noted = ((FIRST_LOOK, str(last * 2 // 5)), (LAST_LOOK, str(last)))
    return Okr(key, unit, title, owner, (Result(f"{title}: done so far", "0", str(target), noted),), serves)
