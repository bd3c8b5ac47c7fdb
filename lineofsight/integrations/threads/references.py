"""What rows refer to: things that the same files bring, and things that are known, by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Model

from lineofsight.goals.models import Goal
from lineofsight.integrations.current import source_of
from lineofsight.integrations.reading import Reading
from lineofsight.integrations.threads.telling import Teller
from lineofsight.integrations.wanted import Wishes, stored_key
from lineofsight.measures.models import Measure
from lineofsight.measures.supplying import restricted_ids
from lineofsight.okr.models import KeyResult, Objective
from lineofsight.okr.placing import Strategic
from lineofsight.organization.models import Person, Unit
from lineofsight.organization.placing import Keys
from lineofsight.strategy.models import StrategicObjective

MISSING = "Bring it first, add it to the files, or correct the key."


class Finder:
    """Things of one kind by key, address, or a key that one source alone uses; those that the files bring, first.

    `refused` names keys of the files that are not taken, with their line.
    """

    def __init__(self, what: str, model: type[Model], keys: Any, fresh: Iterable[str] = ()) -> None:
        self.what, self._model, self._keys = what, model, keys
        self.fresh = set(fresh)
        self.refused: dict[str, int | None] = {}
        self._placeholders: dict[str, int] = {}

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(self._model._default_manager.values_list("pk", "key"))

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {key.casefold(): key for key in [*self._names.values(), *self.fresh]}

    def known(self, key: str) -> int | None:
        """Return the row id of a key that is known already."""
        found: int | None = self._keys.find(key) or self._keys.find(stored_key(key))
        return found

    def name(self, key: str) -> str | None:
        """Return the thing's own key, however it was named; None where there is no such thing."""
        if key in self.refused:
            return None
        if stored_key(key) in self.fresh:
            return stored_key(key)
        found = self.known(key)
        return None if found is None else self._names[found]

    def number(self, key: str) -> int:
        """Return a number for the thing: its row id, or a placeholder for one that the files bring."""
        found = self.known(key)
        return found or self._placeholders.setdefault(stored_key(key), -len(self._placeholders) - 1)

    def title(self, number: int) -> str:
        """Return the key that a number stands for."""
        return self._names.get(number, "…")

    def problem(self, key: str) -> str:
        """Return the sentence for a key that cannot be used."""
        line = self.refused.get(key)
        if line is not None:
            return f"the {self.what} “{key}” of line {line} is refused itself."
        near = self._folded.get(key.casefold())
        hint = f"; did you mean “{near}”? Capital letters count" if near is not None and near != key else ""
        return f"there is no {self.what} “{key[:80]}”{hint}."


class References:
    """The finders of one import; each is made when a row first asks."""

    def __init__(self, reading: Reading, source: str, wanted: Wishes, teller: Teller) -> None:
        self.reading, self.source, self.teller = reading, source, teller
        self._wanted = wanted
        self.okr_source = self._source_of_okrs()
        self.goal_source = self._source_of_goals()

    def _source_of_okrs(self) -> str:
        """A table without a source finds the objectives that it named before, whatever else stands beside it."""
        if self.reading.source:
            return self.source
        named = [one.key for one in self.reading.okrs]
        named = named or [one.objective for one in self.reading.key_results]
        named = named or [one.objective for one in self.reading.okr_links]
        return source_of(Objective, named, self.source) if named else self.source

    def _source_of_goals(self) -> str:
        if self.reading.source:
            return self.source
        named = [one.key for one in self.reading.goals] or [one.goal for one in self.reading.goal_links]
        return source_of(Goal, named, self.source) if named else self.source

    def _fresh(self, table: str) -> list[str]:
        return [item.key for item in self._wanted.items.get(table, ())]

    @cached_property
    def units(self) -> Finder:
        """Return the finder of units."""
        return Finder("unit", Unit, Keys(Unit, self.source), self._fresh("units"))

    @cached_property
    def people(self) -> Finder:
        """Return the finder of people."""
        return Finder("person", Person, Keys(Person, self.source), self._fresh("people"))

    @cached_property
    def measures(self) -> Finder:
        """Return the finder of KPIs."""
        return Finder("KPI", Measure, Keys(Measure, self.source), self._fresh("kpis"))

    @cached_property
    def restricted(self) -> frozenset[int]:
        """Return the ids of KPIs that may supply nothing."""
        return restricted_ids()

    @cached_property
    def strategic(self) -> Finder:
        """Return the finder of strategic objectives, which are known by their code as well."""
        keys = Strategic(self.source)
        return Finder("strategic objective", StrategicObjective, keys, self._fresh("objectives"))

    @cached_property
    def objectives(self) -> Finder:
        """Return the finder of objectives of units."""
        return Finder("objective", Objective, Keys(Objective, self.okr_source))

    @cached_property
    def key_results(self) -> Finder:
        """Return the finder of key results."""
        return Finder("key result", KeyResult, Keys(KeyResult, self.okr_source))

    @cached_property
    def goals(self) -> Finder:
        """Return the finder of goals."""
        return Finder("goal", Goal, Keys(Goal, self.goal_source))

    @cached_property
    def homes(self) -> dict[str, str]:
        """Return the objective of each key result, by key; those of the own source last, so that they count."""
        rows = KeyResult.objects.values_list("source", "key", "objective__key")
        return {key: home for source, key, home in sorted(rows, key=lambda row: row[0] == self.okr_source)}

    def home(self, end: tuple[str, str]) -> str | None:
        """Return the objective that a link leads to, itself or by one of its key results."""
        kind, name = end
        return name if kind == "objective" else self.homes.get(name) if kind == "key_result" else None

    def says(self, table: str, record: Any, name: str) -> bool:
        """Test whether the file of a row says anything about a field at all."""
        return name in self.reading.stated.get((record.place.file, table), ())

    def said(self, table: str, record: Any, name: str, earlier: Any, otherwise: Any) -> Any:
        """Return what a row says; what its file leaves out altogether stays, and is `otherwise` for something new."""
        if earlier is not None and not self.says(table, record, name):
            return earlier["sort_order" if name == "order" else name]
        value = getattr(record, name)
        return otherwise if value is None else value

    def resolve(self, record: Any, field: str, key: str, finder: Finder) -> str | None:
        """Return the own key of what a cell names; refuse the row where there is no such thing."""
        found = finder.name(key)
        if found is None:
            code = f"{finder.what.replace(' ', '_').lower()}_unknown"
            self.teller.refuse(record, field, code, finder.problem(key), MISSING, key)
        return found

    def refuse_long(self, record: Any, lengths: Sequence[tuple[str, int]]) -> None:
        """Refuse texts that are longer than we keep."""
        for name, length in lengths:
            text = getattr(record, name) or ""
            if len(text) > length:
                sentence = f"it has {len(text)} characters; at most {length} are kept."
                self.teller.refuse(record, name, "text_too_long", sentence, "Shorten it.", text)
