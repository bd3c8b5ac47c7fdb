"""What files say about objectives of units, key results, goals of people, and what each of them serves.

Weights of goals and shares are in percent, as files write them.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from .findings import Place


class OkrRecord(NamedTuple):
    """An objective of a unit in a cycle (`2026-Q4`)."""

    key: str
    title: str
    unit: str
    cycle: str
    place: Place
    owner: str | None = None
    why: str | None = None
    ambition: str | None = None
    mode: str | None = None
    state: str | None = None
    order: int | None = None


class KeyResultRecord(NamedTuple):
    """A key result of an objective, perhaps with where it stood on a day."""

    key: str
    objective: str
    title: str
    place: Place
    kind: str | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    control_mode: str | None = None
    weight: Decimal | None = None
    unit_of_measure: str | None = None
    measure: str | None = None
    measure_unit: str | None = None
    order: int | None = None
    value: Decimal | None = None
    value_on: datetime.date | None = None


class GoalRecord(NamedTuple):
    """A goal of a person, perhaps with where it stood on a day."""

    key: str
    person: str
    title: str
    weight: Decimal
    start_on: datetime.date
    due_on: datetime.date
    place: Place
    measured_by: str | None = None
    kind: str | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    unit_of_measure: str | None = None
    measure: str | None = None
    measure_unit: str | None = None
    audience: str | None = None
    cycle: str | None = None
    state: str | None = None
    value: Decimal | None = None
    value_on: datetime.date | None = None


class OkrLinkRecord(NamedTuple):
    """An objective serves another one, a key result of one, or a strategic objective."""

    objective: str
    serves: str
    place: Place
    serves_kind: str | None = None
    relation: str | None = None
    share: Decimal | None = None
    weight: Decimal | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None

    @property
    def child(self) -> str:
        """Return the key of what serves."""
        return self.objective


class GoalLinkRecord(NamedTuple):
    """A goal serves an objective, a key result, a strategic objective or a KPI."""

    goal: str
    serves: str
    place: Place
    serves_kind: str | None = None
    relation: str | None = None
    share: Decimal | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    weight: Decimal | None = None

    @property
    def child(self) -> str:
        """Return the key of what serves."""
        return self.goal


ThreadRecord = OkrRecord | KeyResultRecord | GoalRecord | OkrLinkRecord | GoalLinkRecord
