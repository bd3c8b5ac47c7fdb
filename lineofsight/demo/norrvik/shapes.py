"""The shapes of the hub and finance center KPIs: level, trend, season, noise, steps and gaps."""

from dataclasses import dataclass
from typing import Final

WINTER: Final = ("1.0", "0.9", "0.5", "0.1", "-0.4", "-0.8", "-1.0", "-0.7", "-0.2", "0.2", "0.5", "0.8")
"""High in January, low in July."""


@dataclass(frozen=True, slots=True)
class Step:
    """From `month` on the level of `unit` is `by` higher."""

    unit: str
    month: str
    by: str


@dataclass(frozen=True, slots=True)
class Gap:
    unit: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Months of one KPI: level of each unit + trend × months + season × winter + noise, then steps; gaps say nothing.

    With `pieces` the reading is a part of that many pieces for each unit, otherwise a value with `decimals`.
    """

    measure: str
    levels: dict[str, str]
    decimals: int
    trend: str = "0"
    noise: str = "0"
    season: str = "0"
    pieces: dict[str, int] | None = None
    steps: tuple[Step, ...] = ()
    gaps: tuple[Gap, ...] = ()


def _hubs(rotterdam: str, gdansk: str, gothenburg: str, porto: str) -> dict[str, str]:
    return {"rotterdam": rotterdam, "gdansk": gdansk, "gothenburg": gothenburg, "porto": porto}


def _pieces(rotterdam: int, gdansk: int, gothenburg: int, porto: int) -> dict[str, int]:
    return {"rotterdam": rotterdam, "gdansk": gdansk, "gothenburg": gothenburg, "porto": porto}


_LOADS: Final = _pieces(1556, 1094, 662, 406)
_PALLETS: Final = _pieces(8700, 6150, 3760, 2300)

SHAPES: Final = (
    Shape("dwell-time", _hubs("58", "49", "52", "47"), 0, trend="-0.3", noise="2.5", steps=(Step("rotterdam", "2026-07", "6"),)),
    Shape("pallets-scanned", _hubs("0.962", "0.978", "0.974", "0.969"), 4, trend="0.0005", noise="0.002", pieces=_PALLETS,
          steps=(Step("gothenburg", "2026-03", "0.009"),)),
    Shape("on-time-departure", _hubs("0.905", "0.934", "0.921", "0.938"), 4, trend="0.0011", noise="0.008", season="-0.012",
          pieces=_LOADS),
    Shape("lost-time-injuries", _hubs("2.40", "1.80", "1.55", "1.95"), 2, trend="-0.018", noise="0.08"),
    Shape("sick-leave", _hubs("0.062", "0.051", "0.057", "0.048"), 4, noise="0.003", season="0.014"),
    Shape("overtime-share", _hubs("0.071", "0.058", "0.062", "0.055"), 4, noise="0.006", season="0.008",
          steps=(Step("rotterdam", "2026-07", "0.035"),)),
    Shape("cold-room-uptime", _hubs("0.9962", "0.9981", "0.9978", "0.9971"), 5, trend="0.00003", noise="0.0004",
          pieces=_pieces(43800, 43800, 43800, 43800), steps=(Step("rotterdam", "2026-06", "-0.0021"),)),
    Shape("trailer-sensors", _hubs("0.931", "0.952", "0.947", "0.913"), 4, trend="0.0019", noise="0.004",
          pieces=_pieces(503, 354, 214, 131), gaps=(Gap("gdansk", "2026-03", "2026-04"),)),
    Shape("seal-checks", _hubs("0.93", "0.97", "0.96", "0.95"), 4, noise="0.02", pieces=_pieces(248, 310, 186, 124),
          steps=(Step("rotterdam", "2026-06", "-0.12"), Step("rotterdam", "2026-09", "0.15"))),
    Shape("operating-cost", _hubs("612000", "2140000", "5380000", "238000"), 2, trend="900", noise="9000", season="4000"),
    Shape("dock-doors-closed", {"rotterdam": "0.64"}, 4, noise="0.02", pieces={"rotterdam": 3100},
          steps=(Step("rotterdam", "2026-10", "0.14"),)),
    Shape("warm-pallets-nights", {"rotterdam": "31"}, 0, noise="4",
          steps=(Step("rotterdam", "2026-07", "8"), Step("rotterdam", "2026-10", "-12"))),
    Shape("days-to-close", {"nairobi": "9.0"}, 1, trend="-0.03", noise="0.4", steps=(Step("nairobi", "2025-09", "-2.5"),)),
    Shape("invoice-accuracy", {"nairobi": "0.957"}, 4, trend="0.0011", noise="0.003", pieces={"nairobi": 4180}),
    Shape("overdue-receivables", {"nairobi": "0.094"}, 4, trend="-0.0012", noise="0.004", season="0.005"),
    Shape("suppliers-paid-on-time", {"nairobi": "0.953"}, 4, trend="0.0003", noise="0.006"),
    Shape("staff-turnover", _hubs("0.148", "0.121", "0.104", "0.117"), 4, trend="-0.0004", noise="0.003"),
    Shape("shift-fill", _hubs("0.861", "0.905", "0.893", "0.912"), 4, trend="0.0012", noise="0.012", season="-0.015",
          pieces=_pieces(360, 450, 270, 180)),
    Shape("renewable-share", _hubs("0.46", "0.22", "0.88", "0.61"), 4, trend="0.004", noise="0.008", season="-0.03",
          pieces=_pieces(78859, 58284, 35625, 25700), gaps=(Gap("porto", "2026-10", "2026-10"),)),
    Shape("refrigerant-leak", _hubs("6.5", "5.2", "3.8", "2.9"), 1, trend="-0.05", noise="1.4", season="-0.9",
          gaps=(Gap("porto", "2026-08", "2026-10"),)),
)  # fmt: skip

PINNED: Final = {
    ("dock-doors-closed", "rotterdam", "2026-09"): "0.61",
    ("dock-doors-closed", "rotterdam", "2026-10"): "0.79",
    ("warm-pallets-nights", "rotterdam", "2026-07"): "41",
    ("warm-pallets-nights", "rotterdam", "2026-10"): "26",
}
"""Values that other pages tell stories about."""

QUARTERS: Final = ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
HALVES: Final = ("2024-H2", "2025-H1", "2025-H2", "2026-H1")
CUSTOMER_SCORE: Final = ("31", "33", "32", "35", "36", "38", "37", "41")
HAULIER_AUDIT: Final = ("gaps", "gaps", "sound", "sound", "sound", "gaps", "sound", "sound")
ENGAGEMENT: Final = {
    "rotterdam": ("64.1", "63.2", "62.5", "60.9"), "gdansk": ("68.0", "68.9", "69.7", "70.2"),
    "gothenburg": ("70.4", "70.1", "71.0", "71.6"), "porto": ("66.3", "67.5", "67.1", "68.8"),
}  # fmt: skip
LICENCE_FINDINGS: Final = {"rotterdam": ("1", "0"), "gdansk": ("0", "0"), "gothenburg": ("0", "0"), "porto": ("2", "1")}
YEARS: Final = ("2024", "2025")
LICENCE_GONE: Final = (Gap("porto", "2025-05", "2025-06"),)
"""Porto's certificate lapsed for two months."""
SERVICE_RATINGS: Final = (
    "good",
    "fair",
    "fair",
    "good",
    "good",
    "poor",
    "fair",
    "good",
    "good",
    "good",
    "fair",
    "good",
)
NEW_CONTRACTS: Final = (
    "1", "0", "1", "2", "1", "2", "1", "3", "1", "0", "2", "2", "1", "1",
    "2", "2", "1", "3", "2", "2", "4", "1", "2", "2",
)  # fmt: skip
