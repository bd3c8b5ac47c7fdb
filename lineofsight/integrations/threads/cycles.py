"""The cycle that a cell names: one that is open, or a period of a calendar in which one is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lineofsight.integrations.reading import Reading
from lineofsight.okr.models import Cycle
from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import BadKey, CalendarRule
from lineofsight.organization.models import Calendar

STEP = "Open the cycle first, or name the calendar in a mapping."


@dataclass(frozen=True, slots=True)
class Named:
    """A cycle: its address, its first day, and the period by which it is opened where it is not open yet."""

    slug: str
    start_on: date
    opens: str = ""


class Cycles:
    """Finds cycles by address (`2026-q4`) or period (`2026-Q4`); `calendar_id` 0: the calendar is founded first."""

    def __init__(self, reading: Reading, source: str) -> None:
        rows = Cycle.objects.select_related("period").order_by("pk")
        self._open = {row.slug: Named(row.slug, row.period.start_on) for row in rows}
        self._of_period = {(row.period.calendar_id, row.period.key): row.slug for row in rows}
        self._own = {row.key.lower(): row.slug for row in rows if row.source == source}
        self.calendar_id, self._rule = self._calendar(reading, source)
        self._found: dict[str, Named | str] = {}

    def _calendar(self, reading: Reading, source: str) -> tuple[int | None, CalendarRule]:
        """Return the calendar that the files state, else the only one, else that of all cycles; None: which one?"""
        rules = {row.pk: CalendarRule(row.start_month, row.pattern) for row in Calendar.objects.order_by("pk")}
        if reading.calendar is not None:
            month = reading.calendar.start_month
            own = Calendar.objects.filter(source=source, key=reading.calendar.key).first()
            alike = own or Calendar.objects.filter(start_month=month, pattern="months").order_by("pk").first()
            return (alike.pk, rules[alike.pk]) if alike else (0, CalendarRule(month))
        if not rules:
            return 0, CalendarRule(1)
        used = {calendar for calendar, _ in self._of_period} or rules.keys()
        chosen = next(iter(used)) if len(used) == 1 else None
        return chosen, rules[chosen] if chosen else CalendarRule(1)

    def find(self, text: str) -> Named | str:
        """Return the cycle, or the sentence why there is none."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Named | str:
        word = " ".join(text.split())
        slug = self._own.get(word.lower(), word.lower())
        if slug in self._open:
            return self._open[slug]
        if self.calendar_id is None:
            return f"there is no cycle “{word}”, and there are several calendars in which it could lie."
        try:
            span = calendar_math.parse_key(self._rule, word)
        except BadKey as error:
            sentence = str(error)
            return f"there is no cycle “{word}”; {sentence[0].lower()}{sentence[1:]}"
        held = self._of_period.get((self.calendar_id, span.key))
        return self._open[held] if held else Named(span.key.lower(), span.start_on, span.key)
