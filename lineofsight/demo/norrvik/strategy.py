"""Vision, versions, perspectives, objectives, cause-and-effect links and scorecards of Norrvik."""

from dataclasses import dataclass
from datetime import date
from typing import Final

VISION: Final = "Food and medicine arrive at the right temperature, every time."
MISSION: Final = (
    "We move food and medicine cold through Europe, from the maker's dock to the customer's door, and can prove it."
)
VALUES: Final = (
    "Say what is so, early",
    "The dock knows best",
    "Safe first, then fast",
    "Waste nothing that was cooled",
)
DESTINATION: Final = (
    "By the end of 2028 pharma is 40% of revenue, fewer than 3 of 1,000 pallets see a temperature excursion, "
    "and nine of ten contract customers stay."
)


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    name: str
    state: str
    """draft, in_review, approved, active or superseded."""
    adopted_on: date
    valid_from: date
    valid_to: date | None
    vision: str
    mission: str
    values: tuple[str, ...]
    destination: str
    objective_codes: tuple[str, ...]
    what_changed: str


@dataclass(frozen=True, slots=True)
class Perspective:
    key: str
    name: str
    order: int
    """1 is drawn on top."""
    weight_percent: str


@dataclass(frozen=True, slots=True)
class Theme:
    key: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Objective:
    """`weight` is the share among the objectives of its perspective, in points of the whole scorecard."""

    code: str
    name: str
    perspective: str
    weight: str
    owner: str
    themes: tuple[str, ...]
    version: int = 3


@dataclass(frozen=True, slots=True)
class CausalLink:
    """A hypothesis between the KPI values of two objectives: `expected_sign` +1 means both rise together."""

    driver: str
    outcome: str
    expected_sign: int
    lag_months: int


THEMES: Final = (
    Theme("unbroken-cold", "Unbroken cold", "linnea-sandberg"),
    Theme("pharma-growth", "Pharma growth", "karin-ekstrom"),
    Theme("lean-hubs", "Lean hubs", "linnea-sandberg"),
    Theme("people-who-stay", "People who stay", "magdalena-zielinska"),
)
PERSPECTIVES: Final = (
    Perspective("financial", "Financial", 1, "25"),
    Perspective("customer", "Customer", 2, "30"),
    Perspective("process", "Process", 3, "30"),
    Perspective("learning_growth", "Learning & growth", 4, "15"),
)
OBJECTIVES: Final = (
    Objective("F1", "Grow pharma to 40% of revenue", "financial", "9", "karin-ekstrom", ("pharma-growth",)),
    Objective("F2", "Cut cost per pallet to €11.20", "financial", "10", "linnea-sandberg", ("lean-hubs",)),
    Objective("F3", "Hold working capital under 38 days", "financial", "6", "wanjiru-kamau", ("lean-hubs",)),
    Objective("C1", "Deliver every pharma pallet in range", "customer", "12", "bram-de-groot", ("unbroken-cold", "pharma-growth")),
    Objective("C2", "Answer complaints inside 24 hours", "customer", "8", "sofia-lindgren", ("pharma-growth",)),
    Objective("C3", "Keep nine of ten contract customers", "customer", "10", "karin-ekstrom", ("pharma-growth",)),
    Objective("P1", "Keep the cold chain unbroken, dock to door", "process", "12", "linnea-sandberg", ("unbroken-cold",)),
    Objective("P2", "Load right first time", "process", "10", "ines-carvalho", ("lean-hubs",)),
    Objective("P3", "Use 20% less energy per pallet", "process", "8", "mikko-laine", ("lean-hubs",)),
    Objective("L1", "Train every hub in pharma handling", "learning_growth", "7", "magdalena-zielinska", ("people-who-stay",)),
    Objective("L2", "Grow shift leads from our own people", "learning_growth", "4", "magdalena-zielinska", ("people-who-stay",)),
    Objective("L3", "Give every hub data it trusts the same day", "learning_growth", "4", "peter-njoroge", ("lean-hubs",)),
)  # fmt: skip
LINKS: Final = (
    CausalLink("L1", "P1", -1, 3),
    CausalLink("L1", "P2", 1, 2),
    CausalLink("L2", "P2", 1, 3),
    CausalLink("L3", "P1", -1, 1),
    CausalLink("P1", "C1", -1, 0),
    CausalLink("P2", "C2", -1, 1),
    CausalLink("P2", "C3", 1, 3),
    CausalLink("P3", "C3", -1, 6),
    CausalLink("C1", "F1", 1, 3),
    CausalLink("C2", "F2", 1, 2),
    CausalLink("C3", "F1", 1, 3),
    CausalLink("C3", "F3", -1, 3),
)
_CODES: Final = tuple(objective.code for objective in OBJECTIVES)
VERSIONS: Final = (
    Version(1, "Strategy 2022–2025", "superseded", date(2022, 1, 17), date(2022, 1, 1), date(2024, 1, 1),
            "The leading cold chain of northern Europe.", "We move chilled and frozen goods safely.",
            ("Safety", "Speed", "Service"), "", ("F2", "F3", "C2", "C3", "P2", "P3"),
            "First strategy: eight pages, six objectives, no objective for people."),
    Version(2, "Strategy 2024–2026", "superseded", date(2024, 1, 22), date(2024, 1, 1), date(2026, 1, 1),
            "Food and medicine arrive at the right temperature.", MISSION, VALUES[:3], "",
            ("F1", "F2", "F3", "C1", "C2", "C3", "P1", "P2", "P3", "L1"),
            "Pharma becomes a goal of its own (F1, C1, P1); training is named for the first time (L1)."),
    Version(3, "Strategy 2026–2028", "active", date(2026, 1, 12), date(2026, 1, 1), None,
            VISION, MISSION, VALUES, DESTINATION, _CODES,
            "“Every time” joins the vision; shift leads from within (L2) and trusted data (L3) are added; process weighs as much "
            "as customer."),
)  # fmt: skip
