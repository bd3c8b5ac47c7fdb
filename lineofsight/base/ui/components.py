"""What the template tags are given: frozen values that say everything a component shows.

Queries build these (or values from which a view builds them); the tags only draw. Texts are already in the reader's
language, numbers are plain numbers unless a field says "text".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | SafeString | Promise
NodeShape = Literal[
    "person", "goal", "okr", "objective", "perspective", "vision", "number", "rule", "source", "steward", "stops"
]
Tone = Literal["", "ok", "risk", "off", "none", "disputed", "estimate", "stale", "sight"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the reader may do next; at most one of a page is `main`."""

    label: Text
    url: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One step of the line of sight. `closed`: the reader may not open it, so it keeps its shape but not its name.

    `more` is how many other steps stand beside this one ("and 2 more"); `share` (0 to 1) is the width of the strand
    that leaves it on a ladder; `status` and `caveat` are shown as shape and word.
    """

    shape: NodeShape
    name: Text
    url: str = ""
    note: Text = ""
    here: bool = False
    closed: bool = False
    more: int = 0
    share: float | None = None
    status: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class PictureHead:
    """The head over one column of a picture, and how many of its 24 tracks the column takes."""

    label: Text
    tracks: int


@dataclass(frozen=True, slots=True)
class PictureStep:
    """A step with its place in a picture: a key for the strands, and a column counted from 0."""

    key: str
    column: int
    step: ThreadStep
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Strand:
    """What leads from one step of a picture to a later one.

    `share` (0 to 1) is drawn as width; `supports` is dotted and has none; `stops` ends in the dashed ring. `label` is
    written at its start where the share is not said by the step itself.
    """

    source: str
    target: str
    share: float | None = None
    kind: Literal["contributes", "supports", "stops"] = "contributes"
    focus: bool = False
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The line of sight as a picture: heads (24 tracks together), steps, strands.

    `cards` draws steps as boxes; `others` is what opens the other ladders on a phone ("Show my 2 other goals").
    """

    heads: Sequence[PictureHead]
    steps: Sequence[PictureStep]
    strands: Sequence[Strand]
    label: Text = ""
    cards: bool = False
    others: Text = ""


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung of a Why? answer, from the number down to who answers for it.

    `equation` is the arithmetic with the numbers put in; `body` is a sentence or ready HTML (a table, links).
    """

    shape: NodeShape
    title: Text
    equation: str = ""
    body: Text = ""
    note: Text = ""
    status: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process such as an import. A done step may link back."""

    name: Text
    state: Literal["done", "current", "todo"]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """One of several counts that add up. `status` puts the count's label into a status chip, `wide` gives it room."""

    count: int
    label: Text
    url: str = ""
    current: bool = False
    status: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class ViewLink:
    """One of the ways to look at a thing (map, table, trend), as a link."""

    label: Text
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Why nothing is here, and one next step."""

    title: Text
    sentence: Text
    actions: Sequence[Action] = ()
    icon: str = "table"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `key` is the word used in `?sort=`; without one the column cannot be sorted."""

    label: Text
    key: str = ""
    numeric: bool = False
    hint: Text = ""
    hidden_label: bool = False


@dataclass(frozen=True, slots=True)
class Bullet:
    """A value against its target and red flag on one short bar. All in the unit of the value."""

    value: float | None
    target: float | None
    red_flag: float | None
    low: float
    high: float
    label: Text


@dataclass(frozen=True, slots=True)
class ChartPeriod:
    """One place on the time axis. `tick` is the short label, printed where it is not empty; `year` starts a year."""

    name: str
    tick: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class LimitSegment:
    """Usual range over the periods `first..last` (both inclusive, indexes into the periods)."""

    first: int
    last: int
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ChartPath:
    """A line through (index, value) points, such as the path to a target.

    `replaced_from` is the index from which an old target no longer counted: the line is dotted after it.
    """

    points: Sequence[tuple[float, float]]
    label: str
    replaced_from: float | None = None


@dataclass(frozen=True, slots=True)
class ChartForecast:
    """Expected values after the last known one, with a band: (index, value, lower, upper) per period."""

    points: Sequence[tuple[float, float, float, float]]
    label: str


@dataclass(frozen=True, slots=True)
class ChartPin:
    """A numbered decision or change. `index` may lie between two periods (1.45 is mid-way through the second)."""

    number: int
    index: float


@dataclass(frozen=True, slots=True)
class XmrChart:
    """Everything the process behavior chart of one KPI shows.

    `values` has one entry per known period (None where there is none); `periods` may reach further, to where the
    target path ends. `signals` are indexes of points that did change. Labels are ready texts with the number in the
    reader's locale ("Upper limit 4.83"); `precision` is the number of decimals on the axis.
    """

    title: str
    description: str
    periods: Sequence[ChartPeriod]
    values: Sequence[float | None]
    precision: int = 1
    last_label: str = ""
    limits: Sequence[LimitSegment] = ()
    mean_label: str = ""
    lower_label: str = ""
    upper_label: str = ""
    signals: frozenset[int] = frozenset()
    target: ChartPath | None = None
    old_targets: Sequence[ChartPath] = ()
    red_flag: ChartPath | None = None
    forecast: ChartForecast | None = None
    pins: Sequence[ChartPin] = field(default_factory=tuple)
