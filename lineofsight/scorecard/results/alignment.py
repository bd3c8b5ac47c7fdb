"""Every value of the effort of a unit against its strategy, and of the picture of who serves what."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PerspectiveEffort:
    """A perspective: what the strategy gives it and what the goals give it, each 0 to 1; flags say what stands out."""

    name: str
    standard: str
    strategy: float
    effort: float | None
    is_under_half: bool = False
    is_one_sided: bool = False
    is_learning_low: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveEffort:
    """A strategic objective: its weight in the strategy, the goals that reach it, and what they give of all effort."""

    public_id: str
    code: str
    slug: str
    name: str
    perspective: str
    weight: float
    goals: int
    effort: float


@dataclass(frozen=True, slots=True)
class EffortView:
    """Effort against strategy. `to_move` is the share that would have to move to match; None where nothing is aligned.

    `is_suppressed`: it would tell the mix of fewer than `least` people, alone or beside what is shown of others, so
    nothing is shown. What is shown follows once the goals of at least so many have changed.
    """

    subject: str
    strategy: str
    people: int
    goals: int
    to_move: float | None
    orphan_share: float | None
    coverage: float | None
    index: float | None
    perspectives: tuple[PerspectiveEffort, ...]
    objectives: tuple[ObjectiveEffort, ...]
    is_suppressed: bool = False
    least: int = 5


@dataclass(frozen=True, slots=True)
class AlignmentNode:
    """A box of the picture. `column`: 0 goals, 1 units below, 2 the unit and those above, 3 strategic objectives.

    `note` names who or where; `children` counts what serves it, of which the picture may show only a part. `stops`:
    nothing of it reaches the strategy. `weight` is a strategic objective's part of the strategy. A progress that
    `is_coarse` is rounded, because a part of it is closed.
    """

    key: str
    kind: Literal["goal", "okr", "objective"]
    column: int
    name: str
    note: str = ""
    code: str = ""
    slug: str = ""
    address: str = ""
    status: str = ""
    progress: float | None = None
    weight: float | None = None
    people: int = 0
    children: int = 0
    is_expanded: bool = False
    is_open: bool = True
    stops: bool = False
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class AlignmentLine:
    """A link between two boxes; `share` is of the lower one, None for a support."""

    source: str
    target: str
    contributes: bool
    share: float | None


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that reaches no strategic objective: an objective of a unit or a goal, and where or whose it is."""

    kind: Literal["goal", "okr"]
    name: str
    note: str
    address: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """Who serves what, in a unit. Counts are of all, the boxes are those that are shown."""

    unit: str
    unit_slug: str
    direction: Literal["up", "down"]
    cycle: str
    goals: int
    objectives: int
    people: int
    served: int
    strategic: int
    served_weight: float
    nodes: tuple[AlignmentNode, ...]
    lines: tuple[AlignmentLine, ...]
    stops: tuple[Stop, ...]
    stop_count: int
    unserved: tuple[AlignmentNode, ...]
