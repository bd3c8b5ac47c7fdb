"""Calendars tile the time line, and keys name what they say."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import FREQUENCIES, PATTERNS, BadKey, CalendarRule

RULES = st.builds(CalendarRule, st.integers(1, 12), st.sampled_from(sorted(PATTERNS)))
DAYS = st.dates(date(1902, 1, 1), date(2197, 12, 31))


@given(RULES, st.sampled_from(FREQUENCIES), DAYS)
def test_every_day_is_in_exactly_one_period_and_neighbors_touch(rule: CalendarRule, frequency: str, day: date) -> None:
    span = calendar_math.period_on(rule, frequency, day)

    assert span.start_on <= day < span.until_on
    assert calendar_math.period_on(rule, frequency, span.start_on) == span
    assert calendar_math.period_on(rule, frequency, span.until_on - timedelta(days=1)) == span
    assert calendar_math.following(rule, span).start_on == span.until_on


@given(RULES, st.sampled_from(FREQUENCIES), DAYS)
def test_key_names_its_own_period(rule: CalendarRule, frequency: str, day: date) -> None:
    span = calendar_math.period_on(rule, frequency, day)

    assert calendar_math.parse_key(rule, span.key) == span


@given(RULES, st.sampled_from(FREQUENCIES), st.sampled_from(FREQUENCIES), DAYS)
def test_finer_periods_of_neighbors_share_nothing_and_leave_no_gap(
    rule: CalendarRule, longer: str, finer: str, day: date
) -> None:
    if FREQUENCIES.index(finer) > FREQUENCIES.index(longer):
        return
    first = calendar_math.period_on(rule, longer, day)
    second = calendar_math.following(rule, first)

    inside = calendar_math.within(rule, first, finer) + calendar_math.within(rule, second, finer)

    assert all(one.until_on == other.start_on for one, other in pairwise(inside))


@given(RULES, st.integers(1903, 2196))
def test_year_has_its_parts(rule: CalendarRule, year: int) -> None:
    span = calendar_math.parse_key(rule, str(year))

    counts = {finer: len(calendar_math.within(rule, span, finer)) for finer in FREQUENCIES[1:]}

    weeks = counts.pop("weekly")
    assert counts == {"monthly": 12, "quarterly": 4, "semiannual": 2, "annual": 1}
    assert weeks in (52, 53)
    assert span.fiscal_year == year


@pytest.mark.parametrize(
    ("rule", "key", "start", "until"),
    [
        (CalendarRule(), "2026", date(2026, 1, 1), date(2027, 1, 1)),
        (CalendarRule(), "2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
        (CalendarRule(), "2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        (CalendarRule(), "2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        (CalendarRule(), "2026-W47", date(2026, 11, 16), date(2026, 11, 23)),
        (CalendarRule(), "2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
        (CalendarRule(), "2026-11-17", date(2026, 11, 17), date(2026, 11, 18)),
        (CalendarRule(10), "2022-Q3", date(2022, 4, 1), date(2022, 7, 1)),
        (CalendarRule(10), "2022-04", date(2022, 4, 1), date(2022, 5, 1)),
        (CalendarRule(10), "2022", date(2021, 10, 1), date(2022, 10, 1)),
        (CalendarRule(10), "2022-H1", date(2021, 10, 1), date(2022, 4, 1)),
        (CalendarRule(4), "2026", date(2025, 4, 1), date(2026, 4, 1)),
        (CalendarRule(1, "4-4-5"), "2026", date(2025, 12, 29), date(2027, 1, 4)),
        (CalendarRule(1, "4-4-5"), "2026-M01", date(2025, 12, 29), date(2026, 1, 26)),
        (CalendarRule(1, "4-4-5"), "2026-M03", date(2026, 2, 23), date(2026, 3, 30)),
        (CalendarRule(1, "4-4-5"), "2026-M12", date(2026, 11, 23), date(2027, 1, 4)),
        (CalendarRule(1, "4-4-5"), "2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
        (CalendarRule(1, "4-5-4"), "2026-M02", date(2026, 1, 26), date(2026, 3, 2)),
        (CalendarRule(1, "5-4-4"), "2026-M01", date(2025, 12, 29), date(2026, 2, 2)),
        (CalendarRule(2, "4-5-4"), "2024-M01", date(2023, 1, 30), date(2023, 2, 27)),
    ],
)
def test_key_has_these_days(rule: CalendarRule, key: str, start: date, until: date) -> None:
    span = calendar_math.parse_key(rule, key)

    assert (span.start_on, span.until_on, span.key) == (start, until, key)


def test_a_week_belongs_to_the_month_of_its_last_day() -> None:
    rule = CalendarRule(1, "months")
    april, may = (calendar_math.parse_key(rule, key) for key in ("2026-04", "2026-05"))

    weeks = [[week.until_on for week in calendar_math.within(rule, month, "weekly")] for month in (april, may)]

    assert (weeks[0][-1], weeks[1][0]) == (date(2026, 4, 27), date(2026, 5, 4))  # the one from 27 April ends in May


def test_fifty_third_week_belongs_to_the_last_month() -> None:
    rule = CalendarRule(1, "4-4-5")
    december = calendar_math.parse_key(rule, "2026-M12")

    assert calendar_math.weeks_in(rule, 2026) == 53
    assert [week.key for week in calendar_math.within(rule, december, "weekly")][-1] == "2026-W53"
    assert len(calendar_math.within(rule, december, "weekly")) == 6


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (CalendarRule(), "2026-Q5"),
        (CalendarRule(), "2026-13"),
        (CalendarRule(), "2026-M01"),
        (CalendarRule(), "2025-W53"),
        (CalendarRule(), "2026-02-30"),
        (CalendarRule(), "FY26"),
        (CalendarRule(), ""),
        (CalendarRule(), "1800"),
        (CalendarRule(), "2026-Q0"),
        (CalendarRule(1, "4-4-5"), "2026-10"),
        (CalendarRule(1, "4-4-5"), "2025-W53"),
        (CalendarRule(1, "4-4-5"), "2026-M13"),
    ],
)
def test_key_of_no_period_is_refused_with_examples(rule: CalendarRule, key: str) -> None:
    with pytest.raises(BadKey, match=r"write for example|cover"):
        calendar_math.parse_key(rule, key)


@pytest.mark.parametrize("bad", [(0, "months"), (13, "months"), (1, "4-4-4")])
def test_calendar_without_sense_is_refused(bad: tuple[int, str]) -> None:
    with pytest.raises(ValueError, match=r"fiscal year|pattern"):
        CalendarRule(*bad)
