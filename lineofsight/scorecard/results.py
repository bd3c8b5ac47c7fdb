"""What the pages get: every value on a scorecard page and on a KPI page, as frozen dataclasses without behavior.

A number is a float or None; None always comes with a reason or a status that says why. `status` is one of
`green amber red no_data`; `flags` are words of `lineofsight.scorecard.flags`. Ids are those of score nodes and
serve only as the key of Why? (`?why=<node id>`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from lineofsight.core.status import HYSTERESIS


@dataclass(frozen=True, slots=True)
class PeriodLabel:
    """A period: its row, its key in the calendar, and its days (`until_on` is the first day after it)."""

    id: int
    key: str
    frequency: str
    start_on: date
    until_on: date
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Test whether the period is closed, so that its numbers are shown as frozen."""
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """The score of one node in one period."""

    node_id: int
    score: float | None = None
    status: str = "no_data"
    coverage: float | None = None
    reason: str = "no_value"
    measured: float | None = None
    target: float | None = None
    flags: frozenset[str] = frozenset()
    restated: float | None = None  # the score as known now, where a closed period shows another one

    @property
    def is_disputed(self) -> bool:
        """Test whether an open dispute marks this number."""
        return "disputed" in self.flags

    @property
    def caveat(self) -> str:
        """Return the caveat a status chip shows beside the status: disputed, estimate, stale, or nothing."""
        return next((word for word in ("disputed", "estimate", "stale") if word in self.flags), "")


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One period of a series; `value` None is a gap."""

    period: PeriodLabel
    value: float | None
    target: float | None = None
    score: float | None = None
    status: str = "no_data"
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KpiFacts:
    """A KPI at a unit as a card of the scorecard shows it; `is_open` False: named as closed to this viewer."""

    node_id: int
    is_open: bool
    measure_slug: str = ""
    measure_public_id: str = ""
    name: str = ""
    short_name: str = ""
    unit_name: str = ""
    unit_slug: str = ""
    unit_of_measure: str = ""
    symbol: str = ""
    decimals: int = 2
    unit_kind: str = "number"  # kind of the unit of measure; a `share` is kept as a fraction and shown in percent
    polarity: str = "unknown"
    cell: ScoreCell | None = None
    weight: float | None = None
    weight_share: float | None = None
    red_flag: float | None = None
    is_gate: bool = False
    sparkline: tuple[SeriesPoint, ...] = ()
    has_signal: bool = False
    last_value_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveFacts:
    """An objective on the scorecard, with its primary KPI (the heaviest) and all of its KPIs."""

    node_id: int
    code: str
    slug: str
    name: str
    cell: ScoreCell
    previous: ScoreCell | None
    weight: float | None
    weight_share: float  # of its parent, 0–1
    share_of_total: float  # of the scorecard, 0–1
    sort_order: int = 0
    perspective_node_id: int | None = None
    primary: KpiFacts | None = None
    kpis: tuple[KpiFacts, ...] = ()
    children: tuple[int, ...] = ()  # contributing child objectives' node ids

    @property
    def change(self) -> float | None:
        """Return the change of the score since the previous period."""
        if self.previous is None or self.cell.score is None or self.previous.score is None:
            return None
        return self.cell.score - self.previous.score

    @property
    def has_changed_status(self) -> bool:
        """Test whether the status differs from that of the previous period."""
        return self.previous is not None and self.previous.status != self.cell.status

    @property
    def is_notable(self) -> bool:
        """Test whether the change since the previous period is more than usual variation, or stands under a caveat."""
        moved = self.change is not None and abs(self.change) > HYSTERESIS
        has_signal = self.primary is not None and self.primary.has_signal
        return bool(self.has_changed_status or self.cell.caveat or has_signal or moved)


@dataclass(frozen=True, slots=True)
class PerspectiveFacts:
    """A perspective of the scorecard, in the order the strategy gives."""

    node_id: int
    name: str
    standard: str
    cell: ScoreCell
    previous: ScoreCell | None
    weight: float | None
    weight_share: float
    objectives: tuple[ObjectiveFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """The strategy in force on the last day of the period, in one line."""

    name: str = ""
    vision: str = ""
    version_number: int | None = None
    version_title: str = ""
    adopted_on: date | None = None


@dataclass(frozen=True, slots=True)
class CausalLine:
    """An arrow of the map between two objectives of this scorecard."""

    driver_node_id: int
    outcome_node_id: int
    sign: int
    lag: int


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    """Everything on the page of a scorecard in a period."""

    public_id: str
    slug: str
    name: str
    kind: str
    unit_name: str
    unit_slug: str
    period: PeriodLabel
    previous_period: PeriodLabel | None
    next_period: PeriodLabel | None
    periods: tuple[PeriodLabel, ...]
    strategy: StrategyLine
    cell: ScoreCell
    previous: ScoreCell | None
    perspectives: tuple[PerspectiveFacts, ...]
    loose_objectives: tuple[ObjectiveFacts, ...] = ()  # top-level objectives without a perspective
    links: tuple[CausalLine, ...] = ()
    trend: tuple[SeriesPoint, ...] = ()
    known_at: datetime | None = None

    @property
    def objectives(self) -> tuple[ObjectiveFacts, ...]:
        """Return all objectives in the order of the page."""
        inside = [objective for perspective in self.perspectives for objective in perspective.objectives]
        return (*inside, *self.loose_objectives)

    @property
    def changed(self) -> tuple[ObjectiveFacts, ...]:
        """Return the objectives to list as changed: another status, a caveat, a new signal, or more than a wobble."""
        return tuple(objective for objective in self.objectives if objective.is_notable)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many objectives have each status."""
        found = dict.fromkeys(("green", "amber", "red", "no_data"), 0)
        for objective in self.objectives:
            found[objective.cell.status] += 1
        return found


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
