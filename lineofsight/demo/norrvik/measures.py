"""What a KPI card, a dated target, a source and a unit of measure look like, and all of Norrvik's in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    key: str
    name: str
    symbol: str
    scale: str = "1"
    """Stored value times scale is what is shown: a percentage is stored as a fraction and has 100."""


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    name: str
    method: str
    """sql, file or manual."""
    schedule: str
    time_zone: str = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Card:
    """A KPI card, complete in the sense of DOMAIN 3.1; people are named by key, numbers are decimal strings."""

    key: str
    name: str
    label: str
    """The few words on a scorecard tile."""
    question: str
    formula: str
    expression: str
    unit: str
    decimals: int
    polarity: str
    frequency: str
    time_aggregation: str
    org_aggregation: str
    scoring_type: str
    source: str
    owner: str
    steward: str
    updater: str
    units: tuple[str, ...]
    """Keys of the units that report values."""
    owning_unit: str
    factor: str = "1"
    complement: bool = False
    currency: str = ""
    lag_kind: str = "lag"
    qualitative: bool = False
    sensitivity: str = "internal"
    mandatory: bool = False
    gaming_risk: str = ""
    collection: str = "automatic"
    min_coverage: str = "0.7"
    grace_days: int = 10
    stale_after_days: int = 14
    lower_bound: str = "0"
    seasonal: bool = False
    derived: str = ""
    """An expression over the keys of other cards: then no value is reported, each is computed."""
    valid_from: date = date(2024, 11, 1)


@dataclass(frozen=True, slots=True)
class Path:
    """The expected way to the target (pace), never the target that scores."""

    start_on: date
    start_value: str
    end_on: date
    end_value: str
    profile: str = "linear"


@dataclass(frozen=True, slots=True)
class Target:
    """One act of setting a target from a day on; `parameters` are those of the card's scoring type, as `kpi_score` names them.

    A later act replaces what was said before from its own `valid_from` on; nothing here is closed by hand.
    """

    measure: str
    valid_from: date
    set_at: datetime
    target: str | None
    parameters: Mapping[str, object] = field(default_factory=dict)
    unit: str | None = None
    """None: every unit that reports the KPI, and the company."""
    red_flag: str | None = None
    baseline: str | None = None
    stretch: str | None = None
    path: Path | None = None
    change: int | None = None
    reason: str = ""
