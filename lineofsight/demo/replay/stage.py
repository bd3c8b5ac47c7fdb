"""What every act needs: who acts, and the things that keys of the content stand for."""

from datetime import date
from functools import cached_property
from typing import Any

from lineofsight.accounts.models import User
from lineofsight.base import clock, runner
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import company
from lineofsight.demo.norrvik.changes import OPERATOR
from lineofsight.measures.models import Measure
from lineofsight.organization import operator, periods
from lineofsight.organization.models import Calendar, Period, Person, Unit
from lineofsight.organization.viewers import viewer_of
from lineofsight.strategy.models import StrategicObjective, Strategy

SOURCE = "norrvik"
"""The external source of everything in the example company."""


class Stage:
    """The example company as far as it has been replayed: lookups are read on first use and kept."""

    def __init__(self) -> None:
        self._viewers: dict[str, Viewer] = {}
        self._periods: dict[str, Period] = {}

    def context(self, actor: str, reason: str = "", *, from_file: bool = False) -> Context:
        """Return the context in which a person (by key) or the operator acts now, at a page or by loading a file."""
        if actor not in self._viewers:
            user = operator.operator_user() if actor == OPERATOR else User.objects.get(person__key=actor)
            self._viewers[actor] = viewer_of(user)
        via = "import" if from_file or actor == OPERATOR else "web"
        return Context(viewer=self._viewers[actor], now=clock.now(), via=via, reason=reason)

    def forget_rights(self) -> None:
        """Read viewers anew, after roles or responsibilities changed."""
        self._viewers.clear()

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of months."""
        found: Calendar = Calendar.objects.get(source=SOURCE, key=company.CALENDARS[0].key)
        return found

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every unit by its key."""
        return _by_key(Unit)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everyone who was there at the start, by key."""
        return _by_key(Person)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every KPI by its key."""
        return _by_key(Measure)

    def strategy(self, unit: str) -> Strategy:
        """Return the strategy of a unit."""
        found: Strategy = Strategy.objects.get(source=SOURCE, key=unit)
        return found

    def objective(self, key: str) -> StrategicObjective:
        """Return the objective of a key."""
        found: StrategicObjective = StrategicObjective.objects.get(source=SOURCE, key=key)
        return found

    def period(self, key: str) -> Period:
        """Return the period of a key, made on first use."""
        if key not in self._periods:
            span = periods.parse_key(self.calendar, key)
            with runner.system_change("Values of a new period come in.", command="organization.begin_period"):
                self._periods[key] = periods.period_for(self.calendar, span.frequency, key)
        return self._periods[key]


def _by_key(model: Any) -> dict[str, Any]:
    return {row.key: row for row in model.objects.filter(source=SOURCE)}


def day_of(context: Context) -> date:
    """Return the day on which an act happens."""
    return context.now.date()
