"""Scorecards: the company's, those of the four hubs and of the finance center; which KPI counts for which objective."""

from dataclasses import dataclass
from typing import Final

from lineofsight.demo.norrvik.strategy import OBJECTIVES


@dataclass(frozen=True, slots=True)
class MeasureLink:
    measure: str
    weight: str = "1"


@dataclass(frozen=True, slots=True)
class Gate:
    """If the KPI's score is below `min_score`, the objective gets at most `cap`."""

    measure: str
    min_score: str
    cap: str


@dataclass(frozen=True, slots=True)
class ScorecardObjective:
    """An objective on one scorecard; `parent` is the company objective it serves, `mode` how (cascade)."""

    key: str
    code: str
    name: str
    perspective: str
    weight: str
    owner: str
    measures: tuple[MeasureLink, ...]
    parent: str | None = None
    mode: str = "unique"
    contributes: bool = True
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    key: str
    name: str
    unit: str
    kind: str
    owner: str
    objectives: tuple[ScorecardObjective, ...]
    missing_policy: str = "renormalize"
    green_at: str = "66.666666666667"
    amber_at: str = "33.333333333333"
    hysteresis: str = "2"


FIRST_PERSPECTIVE_WEIGHTS: Final = {"financial": "25", "customer": "35", "process": "25", "learning_growth": "15"}
FIRST_OBJECTIVE_WEIGHTS: Final = {
    "F1": "9", "F2": "10", "F3": "6", "C1": "14", "C2": "9", "C3": "12", "P1": "10", "P2": "8", "P3": "7", "L1": "15",
}  # fmt: skip
"""Weights of the company's scorecard under version 2 of the strategy, until the end of 2025."""
_HEADLINE: Final = {
    "F1": "pharma-revenue-share", "F2": "cost-per-pallet", "F3": "cash-cycle-days", "C1": "pharma-pallets-in-range",
    "C2": "complaint-answer-hours", "C3": "contract-customers-kept", "P1": "temperature-excursions", "P2": "right-first-time",
    "P3": "energy-per-pallet", "L1": "pharma-trained-staff", "L2": "leads-from-within", "L3": "data-in-by-ten",
}  # fmt: skip
_HUB_OWNERS: Final = {
    "rotterdam": "ines-carvalho", "gdansk": "tomasz-nowak", "gothenburg": "oskar-hedlund", "porto": "ana-moreira",
}  # fmt: skip
_HUB_NAMES: Final = {"rotterdam": "Rotterdam", "gdansk": "Gdańsk", "gothenburg": "Gothenburg", "porto": "Porto"}
_SHARED_CODES: Final = ("F2", "C1", "C2", "P1", "P2", "P3", "L1", "L3")
_COMPANY: Final = {objective.code: objective for objective in OBJECTIVES}


def _links(*pairs: tuple[str, str]) -> tuple[MeasureLink, ...]:
    return tuple(MeasureLink(measure, weight) for measure, weight in pairs)


def _company() -> Scorecard:
    objectives = tuple(
        ScorecardObjective(o.code, o.code, o.name, o.perspective, o.weight, o.owner, (MeasureLink(_HEADLINE[o.code]),))
        for o in OBJECTIVES
    )
    return Scorecard("norrvik", "Norrvik scorecard", "norrvik", "corporate", "henrik-aalto", objectives)


def _shared(hub: str, code: str) -> ScorecardObjective:
    parent = _COMPANY[code]
    return ScorecardObjective(f"{hub}-{code}", code, parent.name, parent.perspective, parent.weight, _HUB_OWNERS[hub],
                              (MeasureLink(_HEADLINE[code]),), parent=code, mode="identical")  # fmt: skip


def _hub_own(hub: str) -> tuple[ScorecardObjective, ...]:
    owner = _HUB_OWNERS[hub]
    return (
        ScorecardObjective(f"{hub}-H1", "H1", "Run the docks without waiting", "process", "8", owner,
                           _links(("dwell-time", "2"), ("pallets-scanned", "1"), ("on-time-departure", "1")),
                           parent="P1", mode="contributory"),
        ScorecardObjective(f"{hub}-H2", "H2", "Everyone goes home well", "learning_growth", "5", owner,
                           _links(("lost-time-injuries", "2"), ("sick-leave", "1"), ("overtime-share", "1")),
                           gates=(Gate("lost-time-injuries", "33.3", "50"),)),
        ScorecardObjective(f"{hub}-H3", "H3", "Keep rooms and trailers cold and ready", "process", "6", owner,
                           _links(("cold-room-uptime", "1"), ("trailer-sensors", "1"), ("seal-checks", "1")),
                           parent="P1", mode="contributory"),
        ScorecardObjective(f"{hub}-H4", "H4", "Stay inside the budget of the hub", "financial", "6", owner,
                           _links(("operating-cost", "1")), parent="F2", mode="contributory", contributes=False),
        ScorecardObjective(f"{hub}-H6", "H6", "Keep the pharma licence, no findings", "customer", "6", owner,
                           _links(("gdp-licence-valid", "1"), ("pharma-licence-findings", "1")), parent="C1", mode="contributory"),
    )  # fmt: skip


def _rotterdam_own() -> tuple[ScorecardObjective, ...]:
    return (
        ScorecardObjective("rotterdam-H5", "H5", "No pallet waits in the warm", "process", "8", "joost-van-der-meer",
                           _links(("dock-doors-closed", "1"), ("warm-pallets-nights", "1")), parent="P1", mode="contributory"),
    )  # fmt: skip


def _hub(hub: str) -> Scorecard:
    objectives = tuple(_shared(hub, code) for code in _SHARED_CODES) + _hub_own(hub)
    if hub == "rotterdam":
        objectives += _rotterdam_own()
    return Scorecard(f"{hub}-hub", f"{_HUB_NAMES[hub]} scorecard", hub, "business_unit", _HUB_OWNERS[hub], objectives)


def _nairobi() -> Scorecard:
    owner = "faith-otieno"
    objectives = (
        ScorecardObjective("nairobi-N1", "N1", "Close the books in five days", "process", "40", owner,
                           _links(("days-to-close", "1"), ("invoice-accuracy", "1")), parent="F3", mode="contributory"),
        ScorecardObjective("nairobi-N2", "N2", "Collect on the day it is due", "financial", "35", owner,
                           _links(("overdue-receivables", "2"), ("suppliers-paid-on-time", "1")), parent="F3", mode="contributory"),
        ScorecardObjective("nairobi-N3", "N3", "Answer the hubs the same day", "customer", "25", owner,
                           _links(("service-desk-rating", "1")), parent="L3", mode="shared"),
    )  # fmt: skip
    return Scorecard("nairobi-center", "Nairobi scorecard", "nairobi", "support_unit", owner, objectives)


COMPANY_SCORECARD: Final = _company()
SCORECARDS: Final[tuple[Scorecard, ...]] = (COMPANY_SCORECARD, *(_hub(hub) for hub in _HUB_OWNERS), _nairobi())
