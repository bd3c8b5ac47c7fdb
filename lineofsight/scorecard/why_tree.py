"""The answer to Why?: a number, the rule it came by, what went in, down to lines of files, and what it does above."""

from dataclasses import dataclass, field
from datetime import date, datetime

from lineofsight.scorecard.results import PeriodLabel


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One observation: what was recorded, by whom, and the lines of the file it rests on."""

    observation_id: int
    unit_id: int
    unit_name: str
    period_key: str
    value: float | None
    numerator: float | None
    denominator: float | None
    label: str
    raw: str
    file_name: str
    file_public_id: str
    lines: str  # "1204-1315,1320"
    pointer: str
    source: str
    reported_at: datetime | None
    known_from: datetime
    known_to: datetime | None
    change_id: int | None
    change_public_id: str
    recorded_by: str
    comment: str
    is_counted: bool = True  # False: shown, but an own value of the unit stands in its place
    hours_after_end: float | None = None
    weight: float | None = None  # what the unit weighs in a weighted mean over units
    is_open: bool = True  # False: a unit the viewer may not see; its numbers are not given
    currency: str = ""  # of money that the unit reports in its own currency
    rate: float | None = None  # into the currency of the total, where that is another one
    rate_id: int | None = None
    rate_set_by: str = ""
    rate_set_at: datetime | None = None

    @property
    def is_superseded(self) -> bool:
        """Test whether a later correction replaced this value."""
        return self.known_to is not None


@dataclass(frozen=True, slots=True)
class Operand:
    """A KPI that a derived one reads, with its value at the unit in the period; closed where it may not be seen."""

    key: str
    name: str
    node_id: int | None
    value: float | None
    decimals: int = 2
    symbol: str = ""
    unit_kind: str = "number"
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The target that scored the value, with the days and instants it holds for."""

    target_id: int
    unit_name: str
    scoring_type: str
    goal: float | None
    red_flag: float | None
    baseline: float | None
    parameters: dict[str, object]
    cap: str
    phasing: str
    is_phased: bool
    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    is_inherited: bool = False  # taken from a unit above


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that was applied: its name on screen, its version, and since when this node uses it."""

    name: str
    method: str
    version: str
    valid_since: date | None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Exact:
    """What recomputing needs, unrounded: never shown, used to check a tree bottom-up."""

    score: float | None
    coverage: float | None
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One input of a roll-up. A closed line names no score; one that rests on such a line may be rounded."""

    node_id: int
    name: str
    code: str
    kind: str
    weight: float
    share: float | None  # of the parent's score, 0–1; None where it does not count
    score: float | None
    coverage: float | None
    status: str
    is_open: bool = True
    is_applicable: bool = True
    is_carried: bool = False
    is_coarse: bool = False
    is_weight_stated: bool = True
    gate_min_score: float | None = None
    gate_cap: float | None = None
    last_score: float | None = None  # what is carried forward where the rule says so, and how many periods old it is
    last_age: float | None = None
    exact: "Exact | None" = None
    tree: "WhyTree | None" = None


@dataclass(frozen=True, slots=True)
class AboveStep:
    """One step up: how much of the score of the node above, and of each one up to the scorecard, this number is."""

    node_id: int
    kind: str
    name: str
    code: str
    share: float
    points: float | None
    score: float | None
    points_at_goal: float | None = None
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class WhyTree:
    """The explanation of one number in one period, as known at an instant."""

    node_id: int
    kind: str
    name: str
    code: str
    unit_name: str
    period: PeriodLabel
    known_at: datetime
    score: float | None  # as stored, six decimals
    status: str
    reason: str
    coverage: float | None
    measured: float | None
    target: float | None
    flags: frozenset[str]
    sentence: str
    rule: Rule
    arithmetic: str  # the formula with the numbers put in
    value_arithmetic: str  # the same for a KPI's value: "1,000 × 112 / 21,790 = 5.14"
    exact: Exact
    children: tuple[ChildLine, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    operands: tuple[Operand, ...] = ()  # of a derived KPI
    targets: tuple[TargetRow, ...] = ()
    above: tuple[AboveStep, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()  # (accountability code, person's name)
    run_id: int | None = None
    fingerprint: str = ""
    calculated_at: datetime | None = None
    is_frozen: bool = False
    now_score: float | None = None  # the score as known now, where it differs
    decimals: int = 2  # of the KPI's unit of measure, as its symbol and kind
    symbol: str = ""
    unit_kind: str = "number"
    measure_slug: str = ""  # of a KPI, and of the unit at which it is measured
    unit_slug: str = ""
    is_open: bool = True
    is_coarse: bool = False  # rounded for this reader: a part out of sight could be worked out from the exact number
