"""Plans of people: on no day may the goals of one person add up to more than 100 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lineofsight.goals.models import Goal
from lineofsight.integrations.formats.findings import remark
from lineofsight.integrations.formats.thread_records import GoalRecord
from lineofsight.integrations.threads.references import References
from lineofsight.integrations.wanted import Item

WHOLE = Decimal(100)
MOST_SHOWN = 5
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A goal in a plan; `record` is None for one that is known and not in the files."""

    key: str
    start_on: date
    due_on: date
    weight: Decimal
    record: GoalRecord | None = None


class Plans:
    """The plans of everybody whose goals come in: with those that are known and not in the files."""

    def __init__(self, refers: References, taken: Sequence[tuple[GoalRecord, Item]]) -> None:
        self.refers = refers
        self.keys = {item.key for _, item in taken}
        self.plans: dict[str, list[Part]] = defaultdict(list)
        for one, item in taken:
            if item.values["state"] == "active":
                part = Part(item.key, one.start_on, one.due_on, one.weight, one)
                self.plans[item.values["person"]].append(part)
        self._add_known({one.person for one, _ in taken})

    def _add_known(self, people: set[str]) -> None:
        ids = sorted({pk for key in people if (pk := self.refers.people.known(key)) is not None})
        for first in range(0, len(ids), CHUNK):
            rows = Goal.objects.filter(person__in=ids[first : first + CHUNK], state="active")
            named = rows.values_list("person__key", "source", "key", "start_on", "due_on", "weight")
            for person, source, key, start_on, due_on, weight in named.iterator():
                if source != self.refers.goal_source or key not in self.keys:
                    self.plans[person].append(Part(key, start_on, due_on, weight))

    def beyond_the_whole(self) -> set[str]:
        """Return the keys of goals in the files whose plan would be more than 100 %, each with its sentence said."""
        beyond: set[str] = set()
        below: list[tuple[str, Decimal]] = []
        for person, parts in self.plans.items():
            most, day, holding = max((self._on(parts, one.start_on) for one in parts), key=lambda found: found[0])
            if most > WHOLE:
                beyond |= self._refuse(person, most, day, holding)
            elif most < WHOLE:
                below.append((person, most))
        self._note(below)
        return beyond

    def _on(self, parts: Sequence[Part], day: date) -> tuple[Decimal, date, list[Part]]:
        holding = [one for one in parts if one.start_on <= day <= one.due_on]
        return sum((one.weight for one in holding), Decimal(0)), day, holding

    def _refuse(self, person: str, total: Decimal, day: date, holding: Sequence[Part]) -> set[str]:
        rows = [one for one in holding if one.record is not None]
        sums = " + ".join(f"{one.weight.normalize():f}" for one in holding)
        lines = ", ".join(str(one.record.place.line) for one in rows if one.record)
        held = len(holding) - len(rows)
        known = f", and {held} known already" if held else ""
        sentence = (
            f"the goals of {person} would add up to {total.normalize():f} % on {day} ({sums}; lines {lines}{known})."
        )
        for one in rows:
            step = "A plan has 100 % at most: correct the weights, or end a goal."
            self.refers.teller.refuse(one.record, "weight", "weights_beyond_whole", sentence, step, one.weight)
        return {one.key for one in rows}

    def _note(self, below: list[tuple[str, Decimal]]) -> None:
        """Say once whose goals are less than a whole plan, which is allowed and often a slip."""
        if not below:
            return
        shown = ", ".join(f"{person} ({total.normalize():f} %)" for person, total in below[:MOST_SHOWN])
        more = f" and {len(below) - MOST_SHOWN:,} more" if len(below) > MOST_SHOWN else ""
        place = self.refers.reading.goals[0].place._replace(line=None, column=None)
        sentence = f"The goals of {shown}{more} add up to less than 100 % of their plan; they are taken as they are."
        self.refers.teller.findings.append(remark("plan_below_whole", sentence, place))
