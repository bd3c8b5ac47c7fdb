"""Every value on the page of a scorecard."""

from dataclasses import dataclass
from datetime import date, datetime

from lineofsight.core.status import HYSTERESIS
from lineofsight.scorecard.results.cells import PeriodLabel, ScoreCell, SeriesPoint


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
    series: tuple[SeriesPoint, ...] = ()  # the page's whole history, oldest first: what a link is tested on
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
class UnitBelow:
    """A unit below one that has no objectives of its own: what it adds to the whole."""

    node_id: int
    name: str
    scorecard_slug: str
    share: float
    cell: ScoreCell
    previous: ScoreCell | None


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
    units: tuple[UnitBelow, ...] = ()  # where no objective stands here: the units whose scores make this one
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
