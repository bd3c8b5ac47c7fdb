"""Every value on the page of a KPI at a unit."""

from dataclasses import dataclass, field
from datetime import date, datetime

from lineofsight.scorecard.results.cells import PeriodLabel, ScoreCell, SeriesPoint


@dataclass(frozen=True, slots=True)
class Limits:
    """The usual range of a series (XmR), and how far to trust it."""

    state: str  # provisional | firm
    mean: float
    lower: float
    upper: float
    mean_range: float
    range_limit: float
    baseline_from: PeriodLabel
    baseline_until: PeriodLabel


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """Positions in the series that stand out, by Wheeler's rules, and the sentence for the latest one."""

    outside: tuple[int, ...] = ()
    runs: tuple[tuple[int, int], ...] = ()
    three_of_four: tuple[int, ...] = ()
    range_outside: tuple[int, ...] = ()
    outside_in_a_row: int = 0  # how many of the last periods lie outside the limits, on one side
    side: str = ""  # above | below
    is_seasonal: bool = False

    @property
    def positions(self) -> frozenset[int]:
        """Return every position to mark with a diamond."""
        runs = {position for first, last in self.runs for position in range(first, last + 1)}
        return frozenset({*self.outside, *self.three_of_four, *self.range_outside} | runs)


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target row: in force, or replaced (then `known_to` says since when)."""

    row_id: int
    target: float | None
    red_flag: float | None
    baseline: float | None
    stretch: float | None
    scoring_type: str
    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    phasing: str = "flat"
    text: str = ""
    due_on: date | None = None
    change_id: int | None = None
    set_by: str = ""
    agreed_by: str = ""
    reason: str = ""
    unscored_reason: str = ""
    phasing_start_on: date | None = None
    phasing_start_value: float | None = None
    phasing_end_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the value should be by now on the way to the final target; a fact of its own, never the status."""

    expected: float | None
    state: str  # ahead | on | behind | not_started | none
    final_target: float | None = None
    final_on: date | None = None


@dataclass(frozen=True, slots=True)
class ForecastFacts:
    """Where the KPI will stand at the end of its year, with method, number of points, and band."""

    method: str
    value: float | None
    low: float | None
    high: float | None
    n_known: int
    n_remaining: int
    gap: float | None
    required_per_period: float | None
    at_end_of: PeriodLabel | None


@dataclass(frozen=True, slots=True)
class FreshnessFacts:
    """How old the last value is against what was promised."""

    status: str  # fresh | overdue | stale | no_data
    last_period: PeriodLabel | None
    last_known_from: datetime | None
    due_on: date | None
    days_overdue: int | None


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """An open or closed dispute of a value."""

    id: int
    claim: str
    opened_at: datetime
    due_on: date
    closed_at: datetime | None
    outcome: str
    period_key: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that happened to this KPI at this unit: a numbered pin on the chart."""

    at: datetime
    kind: str  # target | correction | dispute | card
    sentence: str
    actor: str = ""
    reason: str = ""
    change_id: int | None = None
    period_key: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's part of the value, in the table by unit."""

    node_id: int | None
    unit_name: str
    unit_slug: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    cell: ScoreCell | None = None
    depth: int = 0
    is_total: bool = False
    symbol: str = ""  # of the unit's own currency, where each has its own
    is_overridden: bool = False


@dataclass(frozen=True, slots=True)
class AboveLine:
    """What the KPI's score does in a node above it."""

    node_id: int
    kind: str
    name: str
    code: str
    slug: str
    share: float  # of that node's score, 0–1
    points: float | None  # score × share
    cell: ScoreCell


@dataclass(frozen=True, slots=True)
class Card:
    """The KPI's card, as in force on the last day of the period."""

    name: str
    question: str = ""
    formula: str = ""
    expression: str = ""
    unit_of_measure: str = ""
    symbol: str = ""
    decimals: int = 2
    unit_kind: str = "number"  # kind of the unit of measure; a `share` is kept as a fraction and shown in percent
    polarity: str = "unknown"
    lead_lag: str = ""
    frequency: str = "monthly"
    time_aggregation: str = "last"
    org_aggregation: str = "none"
    factor: float = 1.0
    is_complement: bool = False
    flow_or_stock: str = "flow"
    is_seasonal: bool = False
    is_estimate: bool = False
    collection: str = ""
    source_system: str = ""
    gaming_risks: str = ""
    is_mandatory: bool = False
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """Everything on the page of a KPI at a unit in a period."""

    public_id: str
    slug: str
    version: int
    unit_name: str
    unit_slug: str
    unit_public_id: str
    node_id: int | None
    card: Card
    period: PeriodLabel
    previous_period: PeriodLabel | None
    cell: ScoreCell
    previous: ScoreCell | None
    series: tuple[SeriesPoint, ...]
    limits: Limits | None
    signals: SignalFacts
    assurance: str | None
    targets: tuple[TargetLine, ...]
    target_path: tuple[SeriesPoint, ...]  # periods up to the due day; value = where the path stands
    pace: Pace
    forecast: ForecastFacts | None
    freshness: FreshnessFacts
    quality_dimensions: dict[str, float | None] = field(default_factory=dict)
    quality_index: float | None = None
    quality_grade: str | None = None
    disputes: tuple[DisputeLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    by_unit: tuple[UnitRow, ...] = ()
    above: tuple[AboveLine, ...] = ()
    published: tuple[tuple[str, float | None, str], ...] = ()  # kind, value, raw text
    known_at: datetime | None = None

    @property
    def open_disputes(self) -> tuple[DisputeLine, ...]:
        """Return the disputes still under examination."""
        return tuple(dispute for dispute in self.disputes if dispute.closed_at is None)
