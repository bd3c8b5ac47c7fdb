"""Dates of fiscal calendars, without a database: which period a day falls in, and which days a key names.

Two kinds of calendar. *Months*: the fiscal year starts on the first of a month. *Weeks* (4-4-5, 4-5-4, 5-4-4): it
starts on the Monday nearest to that day, has 52 or 53 weeks, and a 53rd week belongs to its last month. A fiscal year
is named by the calendar year it ends in, where it does not start in January. Spans are half-open.

Keys: `2026` · `2026-H2` · `2026-Q4` · `2026-10` (calendar month) or `2026-M10` (tenth month of a year of weeks) ·
`2026-W47` (ISO week, or the week of the fiscal year in a calendar of weeks) · `2026-11-17`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "semiannual", "annual")
PATTERNS: dict[str, tuple[int, ...]] = {"months": (), "4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}
FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS_IN = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}
MARKS = {"quarterly": "Q", "semiannual": "H"}

_KEY = re.compile(r"(?P<year>\d{4})(?:-(?P<mark>[QHMW])(?P<part>\d{1,2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_MARKED = {"Q": ("quarterly", 4), "H": ("semiannual", 2), "M": ("monthly", 12), "W": ("weekly", 53)}


class BadKey(ValueError):
    """The text names no period of this calendar; the message says which ones it would take."""


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """How a calendar cuts time: the month its fiscal year starts in (1 to 12), and months or a pattern of weeks."""

    start_month: int = 1
    pattern: str = "months"

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise ValueError("A fiscal year starts in a month from 1 to 12.")
        if self.pattern not in PATTERNS:
            raise ValueError(f"A calendar's pattern is one of {', '.join(PATTERNS)}.")

    @property
    def of_weeks(self) -> bool:
        """Test whether months are made of whole weeks."""
        return self.pattern != "months"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One period as dates: `until_on` is the first day after it."""

    start_on: date
    until_on: date
    frequency: str
    key: str
    fiscal_year: int


def period_on(rule: CalendarRule, frequency: str, on: date) -> Span:
    """Return the period of a frequency that holds the day; BadKey for a day outside 1900 to 2199."""
    if frequency not in FREQUENCIES:
        raise BadKey(f"“{frequency}” is no frequency; say one of {', '.join(FREQUENCIES)}.")
    if not date(FIRST_YEAR, 1, 1) <= on <= date(LAST_YEAR, 12, 31):
        raise BadKey(f"{on.isoformat()} is outside of what calendars cover: {FIRST_YEAR} to {LAST_YEAR}.")
    if frequency == "daily":
        return Span(on, on + timedelta(days=1), "daily", on.isoformat(), fiscal_year_of(rule, on))
    if rule.of_weeks:
        return _of_weeks(rule, frequency, on)
    if frequency == "weekly":
        return _iso_week(rule, on - timedelta(days=on.weekday()))
    start = year_start(rule, fiscal_year_of(rule, on))
    length = MONTHS_IN[frequency]
    return _of_months(rule, frequency, (_month_number(on) - _month_number(start)) // length, start)


def parse_key(rule: CalendarRule, key: str) -> Span:
    """Return the period that a key names; BadKey with a sentence where it names none of this calendar."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise BadKey(f"“{key}” is no period; write for example {', '.join(example_keys(rule))}.")
    year = int(found["year"])
    if not FIRST_YEAR < year < LAST_YEAR:
        raise BadKey(f"“{key}” is outside of what calendars cover: {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    try:
        span = _named(rule, found, year)
    except ValueError as error:
        raise BadKey(f"“{key}” is not in this calendar; write for example {', '.join(example_keys(rule))}.") from error
    return span


def spans(rule: CalendarRule, frequency: str, start: date, until: date) -> list[Span]:
    """Return the periods that hold any day of [start, until), in order."""
    found: list[Span] = []
    day = start
    while day < until:
        span = period_on(rule, frequency, day)
        found.append(span)
        day = span.until_on
    return found


def following(rule: CalendarRule, span: Span) -> Span:
    """Return the period of the same frequency that comes next."""
    return period_on(rule, span.frequency, span.until_on)


def within(rule: CalendarRule, longer: Span, frequency: str) -> list[Span]:
    """Return the finer periods that belong to a longer one: each belongs to exactly one, the one its last day is in.

    By then its value can be there: scores, restatements and explanations take it into account in the same period.
    """
    return [span for span in spans(rule, frequency, longer.start_on, longer.until_on) if _holds(longer, span)]


def fiscal_year_of(rule: CalendarRule, on: date) -> int:
    """Return the name of the fiscal year that holds the day."""
    for year in (on.year + 1, on.year, on.year - 1):
        if year_start(rule, year) <= on:
            return year
    raise AssertionError("a fiscal year starts at most a year and a few days before its name")


def year_start(rule: CalendarRule, year: int) -> date:
    """Return the first day of the fiscal year of that name."""
    first = date(year if rule.start_month == 1 else year - 1, rule.start_month, 1)
    if not rule.of_weeks:
        return first
    middle = first + timedelta(days=3)  # the Monday nearest to the first is the one of the fourth's week
    return middle - timedelta(days=middle.weekday())


def weeks_in(rule: CalendarRule, year: int) -> int:
    """Return how many weeks the fiscal year of a calendar of weeks has: 52 or 53."""
    return (year_start(rule, year + 1) - year_start(rule, year)).days // 7


def example_keys(rule: CalendarRule) -> tuple[str, ...]:
    """Return keys of this calendar that a sentence can show."""
    return ("2026", "2026-Q4", "2026-M10" if rule.of_weeks else "2026-10", "2026-W47", "2026-11-17")


def _holds(longer: Span, finer: Span) -> bool:
    return longer.start_on < finer.until_on <= longer.until_on


def _month_number(on: date) -> int:
    return on.year * 12 + on.month - 1


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _of_months(rule: CalendarRule, frequency: str, index: int, start: date) -> Span:
    """Return the period at `index` (from 0) of the fiscal year that starts on `start`."""
    length, year = MONTHS_IN[frequency], fiscal_year_of(rule, start)
    first = _first_of(_month_number(start) + index * length)
    after = _first_of(_month_number(first) + length)
    key = f"{first:%Y-%m}" if frequency == "monthly" else _numbered(frequency, year, index)
    return Span(first, after, frequency, key, year)


def _of_weeks(rule: CalendarRule, frequency: str, on: date) -> Span:
    year = fiscal_year_of(rule, on)
    start = year_start(rule, year)
    week = (on - start).days // 7
    edges = _week_edges(rule, frequency, weeks_in(rule, year))
    index = next(place for place in range(len(edges) - 1) if week < edges[place + 1])
    first, after = (start + timedelta(weeks=edge) for edge in edges[index : index + 2])
    return Span(first, after, frequency, _numbered(frequency, year, index), year)


def _week_edges(rule: CalendarRule, frequency: str, weeks: int) -> list[int]:
    """Return the week numbers (from 0) at which the periods of a year begin, and the number of weeks at the end."""
    if frequency == "weekly":
        return list(range(weeks + 1))
    edges = [0]
    for length in PATTERNS[rule.pattern] * 4:
        edges.append(edges[-1] + length)
    edges[-1] = weeks
    return edges[:: MONTHS_IN[frequency]]


def _numbered(frequency: str, year: int, index: int) -> str:
    if frequency == "annual":
        return f"{year:04}"
    if frequency in MARKS:
        return f"{year:04}-{MARKS[frequency]}{index + 1}"
    return f"{year:04}-{'W' if frequency == 'weekly' else 'M'}{index + 1:02}"


def _iso_week(rule: CalendarRule, monday: date) -> Span:
    iso = monday.isocalendar()
    year = fiscal_year_of(rule, monday + timedelta(days=3))
    return Span(monday, monday + timedelta(days=7), "weekly", f"{iso.year:04}-W{iso.week:02}", year)


def _named(rule: CalendarRule, found: re.Match[str], year: int) -> Span:
    if found["day"]:
        return period_on(rule, "daily", date(year, int(found["month"]), int(found["day"])))
    if found["month"]:
        if rule.of_weeks:
            raise ValueError("a calendar of weeks numbers its months")
        return period_on(rule, "monthly", date(year, int(found["month"]), 1))
    if found["mark"]:
        return _marked(rule, year, found["mark"], int(found["part"]))
    return period_on(rule, "annual", year_start(rule, year))


def _marked(rule: CalendarRule, year: int, mark: str, part: int) -> Span:
    frequency, most = _MARKED[mark]
    if not 1 <= part <= most or (mark == "M" and not rule.of_weeks):
        raise ValueError("there is no such part of a year")
    if mark == "W" and not rule.of_weeks:
        return period_on(rule, "weekly", date.fromisocalendar(year, part, 1))
    start = year_start(rule, year)
    if not rule.of_weeks:
        return _of_months(rule, frequency, part - 1, start)
    edges = _week_edges(rule, frequency, weeks_in(rule, year))
    return period_on(rule, frequency, start + timedelta(weeks=_edge(edges, part)))


def _edge(edges: list[int], part: int) -> int:
    """Return the week at which the part begins; ValueError for week 53 of a year of 52."""
    if part >= len(edges):
        raise ValueError("this year has 52 weeks")
    return edges[part - 1]
