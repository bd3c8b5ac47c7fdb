"""The neutral records that every format yields: what a file says, in our words, with the place it was said.

Keys are the file's own; `place` and `raw` lead back to the source. None means that the file does not say.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from .findings import Place
from .thread_records import ThreadRecord


class OrganizationRecord(NamedTuple):
    """The organization a package is about."""

    key: str
    name: str
    place: Place
    currency: str | None = None
    time_zone: str | None = None


class CalendarRecord(NamedTuple):
    """A calendar: start month, how its years are named, and the days it covers (`first` to `last`)."""

    key: str
    start_month: int
    year_named_by: str
    place: Place
    first: datetime.date | None = None
    last: datetime.date | None = None
    frequency: str | None = None


class PerspectiveRecord(NamedTuple):
    """A perspective; `kind` is one of the four keys of the balanced scorecard, or None."""

    key: str
    name: str
    place: Place
    kind: str | None = None
    order: int | None = None
    weight: Decimal | None = None


class UnitRecord(NamedTuple):
    """A unit of the organization under its parent."""

    key: str
    name: str
    place: Place
    parent: str | None = None
    level: str | None = None
    legal_entity: str | None = None
    country: str | None = None
    valid_from: datetime.date | None = None


class ObjectiveRecord(NamedTuple):
    """A strategic objective. `status_reported` is the source's word, not ours."""

    key: str
    name: str
    place: Place
    kind: str | None = None
    unit: str | None = None
    parent: str | None = None
    supports: tuple[str, ...] = ()
    perspective: str | None = None
    number: str | None = None
    theme: str | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    owner: str | None = None
    weight: Decimal | None = None
    starts: datetime.date | None = None
    ends: datetime.date | None = None
    status_reported: str | None = None


class LinkRecord(NamedTuple):
    """A cause-effect link between two objectives."""

    driver: str
    outcome: str
    place: Place
    why: str = ""
    sign: str | None = None
    lag: int | None = None


class KpiRecord(NamedTuple):
    """A KPI card with its target, as far as the file states it.

    `target_rule` is `at_least`, `at_most` or `milestone` where the file says so. `scoring_type` is stated by the file
    or follows from what it states; when it is `unscored`, `unscored_reason` says why.
    """

    key: str
    name: str
    place: Place
    objective: str | None = None
    unit: str | None = None
    polarity: str = "unknown"
    target_rule: str | None = None
    unit_of_measure: str | None = None
    frequency: str | None = None
    time_aggregation: str | None = None
    org_aggregation: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    red_flag: Decimal | None = None
    stretch: Decimal | None = None
    target_due: datetime.date | None = None
    target_text: str = ""
    scoring_type: str = "unscored"
    unscored_reason: str | None = None
    factor: Decimal | None = None
    complement: bool = False
    weight: Decimal | None = None
    description: str = ""
    owner: str | None = None
    steward: str | None = None
    updater: str | None = None
    indicator_type: str | None = None


class ObservationRecord(NamedTuple):
    """One value of a KPI for a unit and a period.

    `value` is None with `missing` saying why. `lines` are all source lines behind it, as (first, last) ranges: one
    value may rest on 112 of them; when rows were summed, `parts` has the raw text of each. `row_key` makes the row
    findable when the same source comes again.
    """

    measure: str
    period: str
    frequency: str
    start: datetime.date
    end: datetime.date
    place: Place
    unit: str | None = None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    label: str | None = None
    comment: str = ""
    reported_at: datetime.datetime | None = None
    raw: str = ""
    missing: str | None = None
    row_key: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    parts: tuple[tuple[int, str], ...] = ()
    published_progress: Decimal | None = None
    published_status: str | None = None


class PersonRecord(NamedTuple):
    """A person with the position held; `manager` is a person key."""

    key: str
    name: str
    place: Place
    email: str | None = None
    unit: str | None = None
    position: str | None = None
    job: str | None = None
    job_family: str | None = None
    manager: str | None = None
    legal_entity: str | None = None
    country: str | None = None
    time_zone: str | None = None
    language: str | None = None
    fte: Decimal | None = None
    hired_on: datetime.date | None = None
    left_on: datetime.date | None = None
    row_key: str = ""


class LineRecord(NamedTuple):
    """A reporting line: `weight` in percent, solid, dotted or project."""

    person: str
    manager: str
    place: Place
    kind: str = "solid"
    weight: Decimal | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    row_key: str = ""


Record = (
    OrganizationRecord
    | CalendarRecord
    | PerspectiveRecord
    | UnitRecord
    | ObjectiveRecord
    | LinkRecord
    | KpiRecord
    | ObservationRecord
    | PersonRecord
    | LineRecord
    | ThreadRecord
)
