"""Every act of setting a target, oldest first: 2025, the three years of strategy version 3, and change 31."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from lineofsight.demo.norrvik import months
from lineofsight.demo.norrvik.measures import Path, Target

_SET_FOR_2025: Final = months.at(2024, 10, 28, 10)
_SET_FOR_2026: Final = months.at(2026, 1, 12, 15)
_START: Final = date(2024, 11, 1)
_Y2025: Final = date(2025, 1, 1)
_Y2026: Final = date(2026, 1, 1)
_APRIL: Final = date(2026, 4, 1)
_JULY: Final = date(2026, 7, 1)
_SEPTEMBER: Final = date(2026, 9, 1)
_OCTOBER: Final = date(2026, 10, 1)

CHANGE_31_AT: Final = months.at(2026, 4, 14, 16, 30)
CHANGE_31: Final = Target(
    "temperature-excursions", _APRIL, CHANGE_31_AT, "3", {"goal": "3", "red_flag": "5"}, red_flag="5", baseline="4.2",
    path=Path(date(2025, 12, 31), "4.2", date(2026, 12, 31), "3"), change=31,
    reason="2.50 assumed new trailers in March; they come in 2027. The council keeps the red flag and asks for 3.00 by December.",
)  # fmt: skip


def _set_at(valid_from: date) -> datetime:
    return _SET_FOR_2025 if valid_from < _Y2026 else _SET_FOR_2026


def _two_points(measure: str, valid_from: date, goal: str, red_flag: str, *, unit: str | None = None) -> Target:
    """Return a target scored by goal and red flag."""
    parameters = {"goal": goal, "red_flag": red_flag}
    return Target(measure, valid_from, _set_at(valid_from), goal, parameters, unit, red_flag)


def _scored(measure: str, valid_from: date, target: str | None, parameters: Mapping[str, object], *,
            unit: str | None = None, baseline: str | None = None) -> Target:  # fmt: skip
    return Target(measure, valid_from, _set_at(valid_from), target, parameters, unit, baseline=baseline)


def _points(*pairs: tuple[str, str]) -> dict[str, object]:
    return {"points": [list(pair) for pair in pairs]}


def _from_baseline(measure: str, valid_from: date, baseline: str, target: str, *, unit: str | None = None) -> Target:
    return _scored(measure, valid_from, target, {"baseline": baseline, "target": target}, unit=unit, baseline=baseline)


def _min_max(measure: str, valid_from: date, target: str, low: str, high: str, polarity: str) -> Target:
    return _scored(measure, valid_from, target, {"polarity": polarity, "min": low, "max": high})


_FINANCIAL: Final = (
    _scored("pharma-revenue-share", _START, "0.35", _points(("0.32", "0"), ("0.34", "50"), ("0.35", "70"), ("0.36", "90"), ("0.38", "100"))),
    _scored("pharma-revenue-share", _Y2026, "0.345", _points(("0.315", "0"), ("0.34", "50"), ("0.345", "70"), ("0.35", "90"), ("0.385", "100"))),
    _scored("pharma-revenue-share", _JULY, "0.36", _points(("0.33", "0"), ("0.355", "50"), ("0.36", "70"), ("0.365", "90"), ("0.4", "100"))),
    _from_baseline("cost-per-pallet", _START, "12.8", "12.1"),
    _from_baseline("cost-per-pallet", _Y2026, "12.3", "11.95"),
    replace(_from_baseline("cost-per-pallet", _JULY, "12.3", "11.6"), stretch="11.2",
            path=Path(date(2025, 12, 31), "12.08", date(2026, 12, 31), "11.6")),
    _from_baseline("cost-per-pallet", _Y2026, "13", "12.3", unit="rotterdam"),
    _from_baseline("cost-per-pallet", _Y2026, "11.3", "10.6", unit="gdansk"),
    _from_baseline("cost-per-pallet", _Y2026, "12.8", "12.1", unit="gothenburg"),
    _from_baseline("cost-per-pallet", _Y2026, "11.7", "11", unit="porto"),
    _min_max("cash-cycle-days", _START, "40", "33.6", "53.6", "minimize"),
    _min_max("cash-cycle-days", _Y2026, "38", "31.6", "51.6", "minimize"),
)  # fmt: skip
_CUSTOMER: Final = (
    _two_points("pharma-pallets-in-range", _START, "0.991", "0.985"),
    _two_points("pharma-pallets-in-range", _Y2026, "0.99", "0.985"),
    _two_points("complaint-answer-hours", _START, "48", "72"),
    _two_points("complaint-answer-hours", _Y2026, "48", "60"),
    _two_points("complaint-answer-hours", _APRIL, "36", "48"),
    _two_points("complaint-answer-hours", _JULY, "24", "36.5"),
    _two_points("contract-customers-kept", _START, "0.88", "0.86"),
    _two_points("contract-customers-kept", _Y2026, "0.88", "0.865"),
    _two_points("contract-customers-kept", _SEPTEMBER, "0.9", "0.885"),
)
_PROCESS: Final = (
    _two_points("temperature-excursions", _Y2025, "4", "5"),
    replace(_two_points("temperature-excursions", _Y2026, "2.5", "5"), baseline="4.2",
            path=Path(date(2025, 12, 31), "4.2", date(2026, 12, 31), "2.5")),
    CHANGE_31,
    _two_points("right-first-time", _START, "0.972", "0.955"),
    _two_points("right-first-time", _Y2026, "0.98", "0.96"),
    _two_points("energy-per-pallet", _START, "9.8", "11.95"),
    _two_points("energy-per-pallet", _Y2026, "9", "11.15"),
    _two_points("energy-per-pallet", _APRIL, "8.85", "11"),
    _two_points("energy-per-pallet", _JULY, "8.7", "10.85"),
    _two_points("energy-per-pallet", _OCTOBER, "8.6", "10.75"),
)  # fmt: skip
_LEARNING: Final = (
    _two_points("pharma-trained-staff", _START, "0.75", "0.6"),
    _two_points("pharma-trained-staff", _Y2026, "0.7", "0.5"),
    _two_points("leads-from-within", _START, "0.5", "0.35"),
    _two_points("leads-from-within", _Y2026, "0.6", "0.45"),
    _two_points("data-in-by-ten", _Y2025, "0.8", "0.5"),
    _two_points("data-in-by-ten", _Y2026, "0.85", "0.65"),
    _two_points("data-in-by-ten", _JULY, "0.95", "0.75"),
)
_HUB: Final = (
    _min_max("dwell-time", _START, "40", "20", "80", "minimize"),
    _scored("pallets-scanned", _START, "0.975", {"goal": "0.975", "floor": "0.95"}),
    _scored("pallets-scanned", _Y2026, "0.985", {"goal": "0.985", "floor": "0.96"}),
    _two_points("on-time-departure", _START, "0.94", "0.9"),
    _two_points("lost-time-injuries", _START, "1.5", "2.5"),
    _two_points("lost-time-injuries", _Y2026, "1.4", "2.2"),
    _scored("sick-leave", _START, "0.052", {"polarity": "minimize", "target": "0.052"}),
    _scored(
        "overtime-share", _START, None, {"low_fail": "0", "low_ok": "0.03", "high_ok": "0.08", "high_fail": "0.14"}
    ),
    _scored("cold-room-uptime", _START, "0.997", {"goal": "0.997", "floor": "0.99"}),
    _two_points("trailer-sensors", _START, "0.95", "0.9"),
    _two_points("trailer-sensors", _Y2026, "0.98", "0.94"),
    _scored("seal-checks", _START, "1", {"polarity": "maximize", "target": "1"}),
    _two_points("operating-cost", _START, "1850000", "1950000", unit="norrvik"),
    _two_points("operating-cost", _START, "620000", "660000", unit="rotterdam"),
    _two_points("operating-cost", _START, "2160000", "2300000", unit="gdansk"),
    _two_points("operating-cost", _START, "5400000", "5700000", unit="gothenburg"),
    _two_points("operating-cost", _START, "250000", "270000", unit="porto"),
    _two_points("dock-doors-closed", _START, "0.9", "0.6"),
    _two_points("warm-pallets-nights", _START, "20", "40"),
)
_DESK: Final = (
    _scored("days-to-close", _START, "5", _points(("3", "100"), ("5", "70"), ("7", "40"), ("10", "0"))),
    _min_max("invoice-accuracy", _START, "0.98", "0.94", "1", "maximize"),
    _two_points("overdue-receivables", _START, "0.06", "0.1"),
    _scored("suppliers-paid-on-time", _START, "0.96", {"polarity": "maximize", "target": "0.96"}),
    _scored("service-desk-rating", _START, "good", {"labels": {"good": "100", "fair": "50", "poor": "0"}}),
)
_WATCH: Final = (
    _scored("gdp-licence-valid", _START, "yes", {"labels": {"yes": "100", "no": "0"}}),
    _scored("pharma-licence-findings", date(2024, 1, 1), "0", {"polarity": "minimize", "target": "0"}),
    _min_max("customer-score", date(2024, 10, 1), "40", "0", "60", "maximize"),
    _scored(
        "supplier-cold-audit", date(2024, 10, 1), "sound", {"labels": {"sound": "100", "gaps": "40", "unsafe": "0"}}
    ),
    _scored("staff-turnover", _START, "0.11", {"polarity": "minimize", "target": "0.11"}),
    _scored("shift-fill", _START, "0.92", {"goal": "0.92", "floor": "0.85"}),
    _from_baseline("renewable-share", _START, "0.4", "0.7"),
    _two_points("refrigerant-leak", _START, "4", "7"),
    _two_points("refrigerant-per-pallets", _START, "7", "10"),
    _scored("new-pharma-contracts", _START, "24", {"polarity": "maximize", "target": "24"}),
    _two_points("engagement", date(2024, 7, 1), "70", "60"),
)
TARGETS: Final[tuple[Target, ...]] = tuple(
    sorted(
        _FINANCIAL + _CUSTOMER + _PROCESS + _LEARNING + _HUB + _DESK + _WATCH, key=lambda t: (t.set_at, t.valid_from)
    )
)


def in_force(measure: str, unit: str, day: date, known_at: datetime) -> Target | None:
    """Return the target of a KPI for a unit that holds on a day, as known at an instant; a unit's own goes first."""
    found = [t for t in TARGETS if t.measure == measure and t.valid_from <= day and t.set_at <= known_at]
    own = [t for t in found if t.unit == unit] or [t for t in found if t.unit is None]
    return max(own, key=lambda t: (t.valid_from, t.set_at), default=None)
