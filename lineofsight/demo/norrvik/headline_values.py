"""What the company's headline KPIs came to in each of the 24 months, and how the hubs share in them."""

from dataclasses import dataclass
from typing import Final

SHARE: Final = "share"
"""Part of a whole: what is missing from the whole is spread over the hubs."""
RATE: Final = "rate"
"""Amount per piece: the amount is spread over the hubs."""


@dataclass(frozen=True, slots=True)
class Headline:
    """`values` has one company value per month (None: none reported); `spread` weighs the hubs in the order of `HUBS`."""

    measure: str
    kind: str
    values: tuple[str | None, ...]
    spread: tuple[str, ...]
    decimals: int = 0
    """Decimals of the numerator."""
    pieces: int | None = None
    """Pieces a month, all hubs together; None: the pallets handled."""


_NONE: Final = (None, None)

HUB_HEADLINES: Final = (
    Headline("cost-per-pallet", RATE, (
        "12.62", "12.60", "12.55", "12.50", "12.46", "12.42", "12.35", "12.31", "12.27", "12.22", "12.18", "12.16", "12.12", "12.08",
        "12.07", "12.06", "12.05", "12.03", "12.02", "12.00", "11.98", "11.96", "11.937", "11.936"),
        ("1.06", "0.92", "1.04", "0.95"), decimals=2),
    Headline("pharma-pallets-in-range", SHARE, (
        "0.9923", "0.9922", "0.9924", "0.9921", "0.9918", "0.9919", "0.9915", "0.9912", "0.9913", "0.9910", "0.9907", "0.9901",
        "0.9897", "0.9892",
        "0.9885", "0.98915", "0.9888", "0.99015", "0.9908", "0.99115", "0.9915", "0.9916", "0.992135", "0.99215"),
        ("1.15", "0.80", "0.95", "1.10"), pieces=7800),
    Headline("complaint-answer-hours", RATE, (
        "62", "61", "61", "62", "60", "63", "61", "59", "60", "58", "59", "57", "58", "57",
        "56.7", "53.7", "50.7", "49.2", "44.7", "41.5", "38.5", "34", "32.5", "31"),
        ("1.20", "0.85", "0.95", "0.90"), decimals=1, pieces=126),
    Headline("right-first-time", SHARE, (
        "0.9655", "0.9660", "0.9662", "0.9668", "0.9671", "0.9669", "0.9680", "0.9684", "0.9690", "0.9697", "0.9702", "0.9711",
        "0.9718", "0.9730",
        "0.9740", "0.9755", "0.9762", "0.9775", "0.9792", "0.9800", "0.9815", "0.9828", "0.98437", "0.9844"),
        ("1.10", "0.90", "0.95", "1.05"), pieces=3700),
    Headline("energy-per-pallet", RATE, (
        "10.24", "10.31", "10.28", "10.22", "10.17", "10.06", "9.98", "9.91", "9.86", "9.78", "9.66", "9.57", "9.49", "9.42",
        "9.37", "9.339", "9.264", "9.193", "9.157", "9.082", "9.047", "8.972", "8.9365", "8.901"),
        ("0.97", "1.02", "1.03", "1.08")),
    Headline("pharma-trained-staff", SHARE, (
        "0.690", "0.695", "0.700", "0.708", "0.715", "0.722", "0.728", "0.735", "0.742", "0.748", "0.754", "0.760", "0.765", "0.770",
        "0.600", "0.618", "0.636", "0.652", "0.666", "0.680", "0.694", "0.710", "0.71875", "0.720"),
        ("0.70", "1.10", "0.90", "1.15"), pieces=800),
    Headline("data-in-by-ten", SHARE, (
        *_NONE, "0.60", "0.61", "0.62", "0.62", "0.63", "0.65", "0.65", "0.66", "0.67", "0.67", "0.68", "0.69",
        "0.70", "0.72", "0.75", "0.78", "0.80", "0.82", "0.84", "0.86", "0.88", "0.88"),
        ("0.80", "0.90", "0.70", "2.20"), pieces=1100),
)  # fmt: skip

EXACT_COUNTS: Final = {
    ("pharma-pallets-in-range", "2026-10"): (7836, 7898),
    ("pharma-pallets-in-range", "2026-09"): (7569, 7629),
    ("right-first-time", "2026-10"): (3660, 3718),
    ("complaint-answer-hours", "2026-10"): (38440, 124),
    ("complaint-answer-hours", "2026-09"): (39000, 120),
}
"""Whole and part as the sources counted them where the digits of a score rest on them; hours in tenths."""

REVENUE_SHARE: Final = (
    "0.353", "0.352", "0.352", "0.351", "0.350", "0.350", "0.349", "0.348", "0.347", "0.346", "0.345", "0.343", "0.341", "0.340",
    "0.339", "0.342", "0.345", "0.348", "0.351", "0.353", "0.356", "0.359", "0.361975", "0.362",
)  # fmt: skip
REVENUE_OF_OCTOBER: Final = 14_237_500
CASH_CYCLE_DAYS: Final = (
    "41.4", "41.2", "41.0", "40.8", "40.9", "40.5", "40.2", "40.1", "39.8", "39.5", "39.3", "39.0", "38.8", "38.5",
    "38.2", "38.0", "38.0", "37.8", "37.8", "37.8", "37.6", "37.6", "37.4", "37.4",
)  # fmt: skip
CUSTOMERS_KEPT: Final = (
    (541, 620), (542, 621), (542, 622), (544, 623), (546, 625), (547, 627), (549, 628), (550, 630), (553, 632), (555, 634),
    (557, 636), (559, 637), (562, 639), (564, 641), (568, 642), (572, 644), (573, 646), (577, 647), (579, 649), (583, 651),
    (585, 653), (590, 655), (592, 657), (601, 667),
)  # fmt: skip
LEADS_FROM_WITHIN: Final = (
    (13, 31), (13, 30), (13, 30), (14, 31), (14, 31), (14, 30), (15, 31), (15, 31), (15, 30), (15, 30), (16, 31), (16, 31),
    (16, 31), (16, 30), (17, 31), (17, 31), (17, 30), (18, 31), (18, 31), (18, 32), (18, 32),
)  # fmt: skip
"""Until July 2026; then the HR system moved and nothing arrived."""
