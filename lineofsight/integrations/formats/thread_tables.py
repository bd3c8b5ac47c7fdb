"""The tables of objectives, key results, goals and what serves what: columns, headings, and the words they take."""

from __future__ import annotations

from .columns import Column, TableSpec
from .thread_records import GoalLinkRecord, GoalRecord, KeyResultRecord, OkrLinkRecord, OkrRecord


def _words(*ours: str, **others: str) -> dict[str, str]:
    """Return words that mean themselves (underscores may be spaces), and others for them."""
    own = {word: word for word in ours} | {word.replace("_", " "): word for word in ours}
    return own | {word.replace("_", " "): meaning for word, meaning in others.items()}


AMBITION_WORDS = _words("committed", "aspirational", commitment="committed", moonshot="aspirational")
MODE_WORDS = _words("key_results", "children", "both")
OKR_STATE_WORDS = _words("draft", "active", "closed", "dropped")
GOAL_STATE_WORDS = _words("active", "closed", "dropped")
KEY_RESULT_WORDS = _words(
    "metric", "increase", "decrease", "milestone", "binary", "stay_above", "stay_below", yes_or_no="binary"
)
GOAL_KIND_WORDS = _words("metric", "binary", yes_or_no="binary")
CONTROL_WORDS = _words("latest", "share")
AUDIENCE_WORDS = _words("managers", "team", "everyone")
RELATION_WORDS = _words(
    "contributes", "supports", contribute="contributes", support="supports", supports_only="supports"
)
OKR_END_WORDS = _words(
    "objective", "key_result", "strategic_objective", okr="objective", strategic="strategic_objective"
)
GOAL_END_WORDS = OKR_END_WORDS | _words("measure", kpi="measure")

_STANDS = (
    Column("value", "number", aliases=("current", "actual", "current value")),
    Column("value_on", "date", aliases=("as of", "measured on", "value date")),
)
_SUPPLIED = (
    Column("unit_of_measure", aliases=("unit of measurement", "uom")),
    Column("measure", aliases=("kpi", "kpi key", "measure key")),
    Column("measure_unit", aliases=("kpi unit", "measured at")),
)

OKRS = TableSpec(
    "okrs",
    OkrRecord,
    (
        Column("key", required=True, aliases=("objective key", "okr", "okr key", "id")),
        Column("title", required=True, aliases=("objective", "objective title", "name")),
        Column("unit", required=True, aliases=("unit key", "team", "department", "org unit")),
        Column("cycle", required=True, aliases=("okr cycle", "period", "quarter")),
        Column("owner", aliases=("owner key", "responsible", "owner id")),
        Column("why", aliases=("reason", "description")),
        Column("ambition", "choice", words=AMBITION_WORDS),
        Column("mode", "choice", aliases=("progress of",), words=MODE_WORDS),
        Column("state", "choice", aliases=("status",), words=OKR_STATE_WORDS),
        Column("order", "whole", aliases=("sort order",)),
    ),
    ("key",),
)

KEY_RESULTS = TableSpec(
    "key_results",
    KeyResultRecord,
    (
        Column("key", required=True, aliases=("key result key", "kr", "id")),
        Column("objective", required=True, aliases=("objective key", "okr", "okr key")),
        Column("title", required=True, aliases=("key result", "name")),
        Column("kind", "choice", aliases=("type",), words=KEY_RESULT_WORDS),
        Column("start", "number", aliases=("baseline", "from")),
        Column("target", "number", aliases=("to",)),
        Column("control_mode", "choice", words=CONTROL_WORDS),
        Column("weight", "number"),
        *_SUPPLIED,
        Column("order", "whole", aliases=("sort order",)),
        *_STANDS,
    ),
    ("key",),
)

GOALS = TableSpec(
    "goals",
    GoalRecord,
    (
        Column("key", required=True, aliases=("goal key", "goal id", "id")),
        Column("person", required=True, aliases=("person key", "employee", "employee id", "employee number")),
        Column("title", required=True, aliases=("goal", "name", "goal title")),
        Column("weight", "percent", required=True, aliases=("weight %", "percent", "share of plan")),
        Column("start_on", "date", required=True, aliases=("start date", "starts", "starts on")),
        Column("due_on", "date", required=True, aliases=("due", "due date", "deadline")),
        Column("measured_by", aliases=("how measured",)),
        Column("kind", "choice", aliases=("type",), words=GOAL_KIND_WORDS),
        Column("start", "number", aliases=("baseline", "from")),
        Column("target", "number", aliases=("to",)),
        *_SUPPLIED,
        Column("audience", "choice", aliases=("visible to",), words=AUDIENCE_WORDS),
        Column("cycle", aliases=("okr cycle", "quarter")),
        Column("state", "choice", aliases=("status",), words=GOAL_STATE_WORDS),
        *_STANDS,
    ),
    ("key",),
)

_SHARE = (
    Column("relation", "choice", aliases=("contributes or supports",), words=RELATION_WORDS),
    Column("share", "percent", aliases=("share %", "percent")),
)
_DAYS = (
    Column("valid_from", "date", aliases=("from", "since")),
    Column("valid_to", "date", aliases=("to", "until")),
)

OKR_LINKS = TableSpec(
    "okr_links",
    OkrLinkRecord,
    (
        Column("objective", required=True, aliases=("objective key", "okr", "okr key", "child")),
        Column("serves", required=True, aliases=("parent", "linked to", "aligned to")),
        Column("serves_kind", "choice", aliases=("kind", "parent kind"), words=OKR_END_WORDS),
        *_SHARE,
        Column("weight", "number"),
        *_DAYS,
    ),
    ("objective", "serves", "serves_kind", "valid_from"),
)

GOAL_LINKS = TableSpec(
    "goal_links",
    GoalLinkRecord,
    (
        Column("goal", required=True, aliases=("goal key", "goal id")),
        Column("serves", required=True, aliases=("parent", "linked to", "aligned to")),
        Column("serves_kind", "choice", aliases=("kind", "parent kind"), words=GOAL_END_WORDS),
        *_SHARE,
        *_DAYS,
    ),
    ("goal", "serves", "serves_kind", "valid_from"),
)

THREAD_TABLES = (OKRS, KEY_RESULTS, GOALS, OKR_LINKS, GOAL_LINKS)
