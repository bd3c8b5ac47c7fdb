"""Every value of a line of sight: from a person over goals and objectives to perspectives and the vision."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

StepKind = Literal["person", "goal", "job", "measure", "okr", "objective", "perspective", "vision"]
LinkKind = Literal["contributes", "supports", "stops"]


@dataclass(frozen=True, slots=True)
class SightStep:
    """A step: what it is, its name, how much of the plan passes through it, and how it stands.

    `key` is `kind:row`, by which strands name it. `share` is of the whole plan, 0 to 1; None where only supports lead
    here. `status` is a pace for goals and objectives of units (`on_track at_risk off_track not_started no_data`), a
    score's status for strategic objectives (`green amber red no_data`). A closed step has no name, code or address. A
    progress that `is_coarse` is rounded, because a part of it is closed.
    """

    key: str
    kind: StepKind
    name: str
    is_open: bool = True
    share: float | None = None
    status: str = ""
    progress: float | None = None
    code: str = ""
    slug: str = ""
    address: str = ""
    note: str = ""
    due_on: date | None = None
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class SightStrand:
    """What leads from one step to the next; `share` is of the whole plan, None for a support."""

    source: str
    target: str
    kind: LinkKind
    share: float | None = None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in a plan: how far it is, where steady work would stand today, in the unit of its measure.

    Where the KPI that supplies it is closed, not `is_supplied_openly`, it has no value, no progress and no pace.
    """

    public_id: str
    title: str
    measured_by: str
    weight: float
    share: float
    start_on: date
    due_on: date
    start: float | None
    target: float | None
    current: float | None
    current_on: date | None
    progress: float | None
    expected: float
    pace: str
    symbol: str
    unit_kind: str
    decimals: int
    aligned: float
    version: int
    is_supplied_openly: bool = True


@dataclass(frozen=True, slots=True)
class PerspectivePart:
    """What reaches a perspective, of the whole plan."""

    name: str
    standard: str
    share: float


@dataclass(frozen=True, slots=True)
class Sight:
    """A person's line of sight. `basis` says from what it is drawn: their goals, their job, or the KPIs of their unit.

    The shares of the strands out of any step add up to what enters it; `stops` is what reaches no strategic objective.
    """

    person: str
    slug: str
    unit: str
    unit_slug: str
    title: str
    basis: Literal["goals", "job", "unit", "none"]
    purpose: str
    vision: str
    strategy: str
    cycle: str
    steps: tuple[SightStep, ...]
    strands: tuple[SightStrand, ...]
    goals: tuple[GoalLine, ...]
    perspectives: tuple[PerspectivePart, ...]
    stops: float
    is_own: bool
    has_closed_goals: bool = False


@dataclass(frozen=True, slots=True)
class MovedPoint:
    """A value and the period that it is of."""

    period: str
    frequency: str
    start_on: date
    until_on: date
    value: float


@dataclass(frozen=True, slots=True)
class Moved:
    """What the people of a team moved together: a KPI with its first and last value in the span shown."""

    measure: str
    slug: str
    unit: str
    key_result: str
    objective: str
    start: float | None
    target: float | None
    symbol: str
    unit_kind: str
    decimals: int
    polarity: str
    points: tuple[MovedPoint, ...]

    @property
    def first(self) -> MovedPoint:
        """Return where it began."""
        return self.points[0]

    @property
    def last(self) -> MovedPoint:
        """Return where it is."""
        return self.points[-1]
