"""Compare what files say of objectives, key results, goals and links with what is known, and refuse what cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lineofsight.goals.models import Goal
from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.findings import Finding
from lineofsight.integrations.reading import Reading
from lineofsight.integrations.threads import circles, known, links
from lineofsight.integrations.threads import goals as goal_rows
from lineofsight.integrations.threads import objectives as okr_rows
from lineofsight.integrations.threads.cycles import Cycles
from lineofsight.integrations.threads.links import LinkReader
from lineofsight.integrations.threads.references import References
from lineofsight.integrations.threads.telling import Teller
from lineofsight.integrations.wanted import Wishes
from lineofsight.okr.models import Objective


@dataclass(slots=True)
class Staged:
    """What was found: sentences, rows left out by table, and what applying needs to know."""

    findings: list[Finding] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    said: dict[str, Any] = field(default_factory=dict)


def stage(reading: Reading, source: str, wanted: Wishes, present: dict[str, Found], beat: Callable[[], None]) -> Staged:
    """Add to `wanted` what can be taken, and to `present` what is known of it."""
    if not reading.threads:
        return Staged()
    teller = Teller(reading.columns, beat)
    stager = _Stager(References(reading, source, wanted, teller), wanted, present)
    stager.okrs()
    stager.key_results()
    stager.goals()
    stager.okr_links()
    stager.goal_links()
    return Staged(teller.findings, teller.dropped, stager.said())


class _Stager:
    def __init__(self, refers: References, wanted: Wishes, present: dict[str, Found]) -> None:
        self.refers, self.reading = refers, refers.reading
        self.wanted, self.present = wanted, present
        self.cycles = Cycles(self.reading, refers.okr_source)

    def said(self) -> dict[str, Any]:
        refers = self.refers
        return {"okrs": refers.okr_source, "goals": refers.goal_source, "calendar": self.cycles.calendar_id}

    def _keep(self, table: str, items: list[Any]) -> None:
        if items:
            self.wanted.items[table] = items

    def okrs(self) -> None:
        if self.reading.okrs:
            self.present["okrs"] = known.okrs(self.refers.okr_source)
            self._keep("okrs", okr_rows.okrs(self.refers, self.cycles, self.present["okrs"]))

    def key_results(self) -> None:
        if not self.reading.key_results:
            return
        source = self.refers.okr_source
        self.present["key_results"] = known.key_results(source)
        units = dict(Objective.objects.values_list("key", "unit__key"))
        units |= {item.key: item.values["unit"] for item in self.wanted.items.get("okrs", ())}
        held = known.noted_of_key_results(source)
        items = okr_rows.key_results(self.refers, self.present["key_results"], held, units)
        self.refers.homes.update({item.key: item.values["objective"] for item in items})
        self._keep("key_results", items)

    def goals(self) -> None:
        if not self.reading.goals:
            return
        source = self.refers.goal_source
        self.present["goals"] = known.goals(source, [one.key for one in self.reading.goals])
        held = known.noted_of_goals(source)
        self._keep("goals", goal_rows.goals(self.refers, self.cycles, self.present["goals"], held))

    def okr_links(self) -> None:
        if not self.reading.okr_links:
            return
        starts = dict(Objective.objects.values_list("key", "cycle__period__start_on"))
        for item in self.wanted.items.get("okrs", ()):
            found = self.cycles.find(item.values["opens"] or item.values["cycle"])
            if not isinstance(found, str):
                starts[item.key] = found.start_on
        reader = LinkReader(self.refers, "okr_links", self.refers.objectives, starts)
        groups = circles.take_out(self.refers, reader, reader.groups(self.reading.okr_links))
        numbers = {group.name: self.refers.objectives.number(group.name) for group in groups}
        self._links("okr_links", groups, numbers, known.links_of_okrs(numbers.values()))

    def goal_links(self) -> None:
        if not self.reading.goal_links:
            return
        starts: dict[str, date] = dict(Goal.objects.values_list("key", "start_on"))
        for item in self.wanted.items.get("goals", ()):
            starts[item.key] = date.fromisoformat(item.values["start_on"])
        reader = LinkReader(self.refers, "goal_links", self.refers.goals, starts)
        groups = reader.groups(self.reading.goal_links)
        numbers = {group.name: self.refers.goals.number(group.name) for group in groups}
        self._links("goal_links", groups, numbers, known.links_of_goals(numbers.values()))

    def _links(
        self, table: str, groups: list[links.Group], numbers: Mapping[str, int], held: Mapping[int, known.Ends]
    ) -> None:
        items, found = [], {}
        for group in self.refers.teller.each(groups):
            item, before = links.item(group, held.get(numbers[group.name], {}))
            items.append(item)
            if before["links"]:
                found[group.name] = before
        self.present[table] = found
        self._keep(table, items)
