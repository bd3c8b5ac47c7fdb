"""The tables that files can fill: their columns, what each holds, and the headings under which we recognize them."""

from __future__ import annotations

from collections.abc import Sequence

from .columns import Column, TableSpec
from .records import (
    KpiRecord,
    LineRecord,
    LinkRecord,
    ObjectiveRecord,
    ObservationRecord,
    PersonRecord,
    PerspectiveRecord,
    UnitRecord,
)
from .thread_tables import THREAD_TABLES
from .words import (
    FREQUENCY_WORDS,
    LINE_KIND_WORDS,
    PERSPECTIVE_WORDS,
    POLARITY_WORDS,
    TARGET_RULE_WORDS,
    TIME_AGGREGATION_WORDS,
)

OBSERVATIONS = TableSpec(
    "observations",
    ObservationRecord,
    (
        Column("measure", required=True, aliases=("kpi", "kpi key", "measure key", "indicator")),
        Column("period", "period", required=True, aliases=("date", "month", "quarter", "year", "week")),
        Column("unit", aliases=("unit key", "org unit", "organization unit", "site")),
        Column("value", "number", aliases=("actual", "observation", "result")),
        Column("numerator", "number"),
        Column("denominator", "number"),
        Column("label", aliases=("text value",)),
        Column("comment", aliases=("note", "remark")),
        Column("reported_at", "moment", aliases=("reported", "reported on")),
        Column("row_key", aliases=("source row id", "row id", "source id")),
        Column("published_progress", "figure"),
        Column("published_status"),
    ),
    ("measure", "unit", "period"),
)

PEOPLE = TableSpec(
    "people",
    PersonRecord,
    (
        Column("key", required=True, aliases=("person", "person key", "employee id", "employee number", "id")),
        Column("name", required=True, aliases=("full name", "person name", "employee name")),
        Column("email", aliases=("e-mail", "mail", "email address")),
        Column("unit", aliases=("unit key", "department", "org unit")),
        Column("position", aliases=("position key", "post")),
        Column("job", aliases=("job title", "title", "job key")),
        Column("job_family", aliases=("family",)),
        Column("manager", aliases=("manager key", "manager id", "reports to")),
        Column("legal_entity", aliases=("company", "employer")),
        Column("country"),
        Column("time_zone", aliases=("timezone",)),
        Column("language"),
        Column("fte", "number"),
        Column("hired_on", "date", aliases=("hire date", "start date", "hired")),
        Column("left_on", "date", aliases=("exit date", "end date", "left")),
    ),
    ("key",),
)

UNITS = TableSpec(
    "units",
    UnitRecord,
    (
        Column("key", required=True, aliases=("unit", "unit key", "code", "id")),
        Column("name", required=True, aliases=("unit name", "title")),
        Column("parent", aliases=("parent key", "parent unit", "reports to")),
        Column("level", aliases=("kind", "type")),
        Column("legal_entity", aliases=("company",)),
        Column("country"),
        Column("valid_from", "date", aliases=("from", "since")),
    ),
    ("key",),
)

LINES = TableSpec(
    "lines",
    LineRecord,
    (
        Column("person", required=True, aliases=("person key", "employee", "employee id")),
        Column("manager", required=True, aliases=("manager key", "reports to", "manager id")),
        Column("kind", "word", aliases=("line", "line kind", "type"), words=LINE_KIND_WORDS),
        Column("weight", "number", aliases=("share", "percent", "weight %")),
        Column("valid_from", "date", aliases=("from", "since")),
        Column("valid_to", "date", aliases=("to", "until")),
    ),
    ("person", "manager", "kind"),
)

PERSPECTIVES = TableSpec(
    "perspectives",
    PerspectiveRecord,
    (
        Column("key", required=True),
        Column("name", required=True),
        Column("kind", "word", words=PERSPECTIVE_WORDS),
        Column("order", "whole"),
        Column("weight", "number"),
    ),
    ("key",),
)

OBJECTIVES = TableSpec(
    "objectives",
    ObjectiveRecord,
    (
        Column("key", required=True),
        Column("name", required=True),
        Column("kind"),
        Column("unit"),
        Column("parent"),
        Column("supports", "texts"),
        Column("perspective"),
        Column("number"),
        Column("theme"),
        Column("description"),
        Column("tags", "texts"),
        Column("owner"),
        Column("weight", "number"),
        Column("starts", "date"),
        Column("ends", "date"),
        Column("status_reported"),
    ),
    ("key",),
)

LINKS = TableSpec(
    "links",
    LinkRecord,
    (
        Column("driver", required=True),
        Column("outcome", required=True),
        Column("why"),
        Column("sign"),
        Column("lag", "whole"),
    ),
    ("driver", "outcome"),
)

KPIS = TableSpec(
    "kpis",
    KpiRecord,
    (
        Column("key", required=True),
        Column("name", required=True),
        Column("objective"),
        Column("unit"),
        Column("polarity", "word", words=POLARITY_WORDS),
        Column("target_rule", "word", words=TARGET_RULE_WORDS),
        Column("unit_of_measure"),
        Column("frequency", "word", words=FREQUENCY_WORDS),
        Column("time_aggregation", "word", words=TIME_AGGREGATION_WORDS),
        Column("org_aggregation"),
        Column("scoring_type"),
        Column("baseline", "number"),
        Column("target", "number"),
        Column("red_flag", "number"),
        Column("stretch", "number"),
        Column("target_due", "date"),
        Column("target_text"),
        Column("factor", "number"),
        Column("complement", "yes_no"),
        Column("weight", "number"),
        Column("description"),
        Column("owner"),
        Column("steward"),
        Column("updater"),
        Column("indicator_type"),
    ),
    ("key",),
)

_OF_STRATEGY = (PERSPECTIVES, UNITS, OBJECTIVES, LINKS, KPIS, OBSERVATIONS, PEOPLE, LINES)
TABLES = {spec.name: spec for spec in (*_OF_STRATEGY, *THREAD_TABLES)}
PLAIN_TABLES = (OBSERVATIONS, LINES, PEOPLE, UNITS, *THREAD_TABLES)
"""Tables that a file may bring under our own headings, without a mapping."""


def heading_word(heading: str) -> str:
    """Return a heading as it is compared: small letters, underscores and hyphens as spaces."""
    return " ".join(heading.replace("_", " ").replace("-", " ").casefold().split())


def match_headings(spec: TableSpec, header: Sequence[str]) -> dict[str, str]:
    """Return our column → the file's heading, by name first and by alias then; each heading serves one column."""
    headings = {heading_word(heading): heading for heading in reversed(header) if heading}
    found: dict[str, str] = {}
    for column in spec.columns:
        if (heading := headings.pop(heading_word(column.name), None)) is not None:
            found[column.name] = heading
    for column in spec.columns:
        for alias in () if column.name in found else column.aliases:
            if (heading := headings.pop(heading_word(alias), None)) is not None:
                found[column.name] = heading
                break
    return found


def recognize(header: Sequence[str]) -> list[TableSpec]:
    """Return the tables whose required columns the header has, as far as they fit equally well: best one is the aim."""
    fitting: dict[int, list[TableSpec]] = {}
    for spec in PLAIN_TABLES:
        found = match_headings(spec, header)
        holds_value = spec is not OBSERVATIONS or {"value", "numerator", "label"} & found.keys()
        if holds_value and all(name in found for name in spec.required):
            fitting.setdefault(len(found), []).append(spec)
    return fitting[max(fitting)] if fitting else []
