"""One value as a source reports it: for a KPI, a unit and a period, with the file and line it came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """Either a value, or numerator and denominator, or a label; numbers are decimal strings as the source gives them.

    Money is in whole units of `currency` with its two decimals. `lines` is the first and last line of the file it rests on.
    """

    measure: str
    unit: str
    period: str
    source: str
    file: str
    lines: tuple[int, int]
    reported_at: datetime
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    label: str | None = None
    currency: str = ""
    comment: str = ""
