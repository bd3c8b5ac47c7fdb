"""Single values: numbers, dates, periods, words; what is not understood is never guessed."""

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.integrations.formats.periods import CIVIL, Calendar, containing, read_period
from lineofsight.integrations.formats.values import (
    Missing,
    NumberRules,
    ValueProblem,
    loses_decimals,
    parse_date,
    parse_figure,
    parse_moment,
    parse_number,
    parse_yes_no,
    slug,
)

FISCAL = Calendar("us", 10, "end")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"), ("-12.50", "-12.50"), ("+3", "3"), ("1,234.5", "1234.5"), ("1,234,567", "1234567"),
        (".25", "0.25"), ("1.5E+6", "1500000"), ("1e-3", "0.001"), (" 7 ", "7"), ("\u22125", "-5"),
        ("0.1234567", "0.123457"), ("1200000000000", "1200000000000"), ("12345678901234", "12345678901234"),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "n/a", "#N/A", "#REF!", "#DIV/0!", "NaN", "null", "N/D", "—"])
def test_missing_words_are_missing_with_a_reason_and_never_zero(text):
    found = parse_number(text)

    assert isinstance(found, Missing)
    assert found.reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "not_a_number"), ("1.2.3", "not_a_number"), ("12 apples", "not_a_number"), ("0x10", "not_a_number"),
        ("1_000", "not_a_number"), ("Infinity", "not_a_number"), ("٣", "not_a_number"),
        ("12,34", "decimal_mark_unknown"),

        ("1,5", "decimal_mark_unknown"), ("1.234,5", "not_a_number"), ("85%", "unit_in_number"),
        ("$3.2M", "unit_in_number"),
        ("€5", "unit_in_number"), ("5 USD", "unit_in_number"), ("3k", "unit_in_number"), ("(12)", "unit_in_number"),
        ("12345678901234567890", "too_many_digits"), ("0.12345678901234567890", "too_many_digits"),
        ("123456789012345", "too_many_digits"), ("1e400", "too_many_digits"), ("1.234567890123456", "too_many_digits"),
    ],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused_by_name(text, code):
    with pytest.raises(ValueProblem) as caught:
        parse_number(text)

    assert caught.value.code == code
    assert text[:20] in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "rules", "number"),
    [
        ("1.234,5", NumberRules(decimal_mark=","), "1234.5"),
        ("12,5", NumberRules(decimal_mark=","), "12.5"),
        ("1 234,5", NumberRules(decimal_mark=","), "1234.5"),
        ("85%", NumberRules(percent="fraction"), "0.85"),
        ("85%", NumberRules(percent="points"), "85"),
        ("$3.2M", NumberRules(money=True, magnitudes=True), "3200000"),
        ("-€1,200.50", NumberRules(money=True), "-1200.50"),
        ("12 EUR", NumberRules(money=True), "12"),
        ("(1,234)", NumberRules(parentheses=True), "-1234"),
        ("1.5 billion", NumberRules(magnitudes=True), "1500000000"),
        ("3.25", NumberRules(scale=Decimal(1000)), "3250"),
        ("0.12345678901234567890", NumberRules(round_to=6), "0.123457"),
        ("1\u202f234", NumberRules(spaces=True), "1234"),
    ],
)
def test_what_a_mapping_says_is_followed(text, rules, number):
    assert parse_number(text, rules) == Decimal(number)


def test_missing_words_of_a_mapping_win_over_numbers():
    assert parse_number("-999", NumberRules(missing={"-999": "“-999”"})) == Missing("“-999”")


def test_a_comma_is_refused_while_nobody_names_the_decimal_mark():
    with pytest.raises(ValueProblem) as caught:
        parse_number("1,234", NumberRules(decimal_mark=None))

    assert caught.value.code == "decimal_mark_unknown"


@given(st.decimals(-99999999, 99999999, places=6, allow_nan=False))
def test_what_fits_is_kept_as_it_is(number):
    assert parse_number(format(number, "f")) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_missing_or_refused(text):
    found = None
    with contextlib.suppress(ValueProblem):
        found = parse_number(text)

    assert found is None or isinstance(found, Missing) or found == found.quantize(Decimal("0.000001"))


def test_lost_decimals_are_told():
    assert loses_decimals("0.12345678", parse_number("0.12345678"))
    assert not loses_decimals("0.12345600", parse_number("0.12345600"))


@pytest.mark.parametrize(
    ("text", "key", "start", "end"),
    [
        ("FY22Q3", "2022-Q3", "2022-04-01", "2022-07-01"),
        ("2022-Q1", "2022-Q1", "2021-10-01", "2022-01-01"),
        ("Q4 FY2022", "2022-Q4", "2022-07-01", "2022-10-01"),
        ("FY22", "2022", "2021-10-01", "2022-10-01"),
        ("2022-H2", "2022-H2", "2022-04-01", "2022-10-01"),
        ("2021-10", "2021-10", "2021-10-01", "2021-11-01"),
        ("Oct 2021", "2021-10", "2021-10-01", "2021-11-01"),
        ("December-2021", "2021-12", "2021-12-01", "2022-01-01"),
        ("2022-W05", "2022-W05", "2022-01-31", "2022-02-07"),
        ("2022-02-28", "2022-02-28", "2022-02-28", "2022-03-01"),
    ],
)
def test_periods_are_read_in_their_calendar(text, key, start, end):
    period = read_period(text, FISCAL)

    assert (period.key, period.start.isoformat(), period.end.isoformat()) == (key, start, end)


@pytest.mark.parametrize(
    "text", ["", "2022-13", "2022-Q5", "2022-W60", "Okt 2021", "soon", "22Q3", "2022-02-30", "0001"]
)
def test_unknown_periods_are_refused(text):
    with pytest.raises(ValueProblem) as caught:
        read_period(text, CIVIL)

    assert caught.value.code == "not_a_period"


def test_period_outside_the_calendar_is_named_with_its_bounds():
    bounded = Calendar("FY22", 10, "end", datetime.date(2021, 10, 1), datetime.date(2022, 9, 30))

    assert read_period("FY22Q4", bounded).key == "2022-Q4"
    with pytest.raises(ValueProblem) as caught:
        read_period("FY23Q1", bounded)
    assert caught.value.code == "period_outside_calendar"
    assert "2021-10-01 to 2022-09-30" in caught.value.sentence


@pytest.mark.parametrize("frequency", ["daily", "weekly", "monthly", "quarterly", "semiannual", "annual"])
@given(day=st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)), month=st.integers(1, 12))
def test_every_day_lies_in_the_period_that_is_said_to_hold_it(frequency, day, month):
    for named_by in ("start", "end"):
        period = containing(day, frequency, Calendar("c", month, named_by))

        assert period.start <= day < period.end
        assert period.frequency == frequency


def test_dates_need_iso_or_a_named_pattern():
    assert parse_date("2026-12-31T23:00:00+00:00") == datetime.date(2026, 12, 31)
    assert parse_date("31.12.2026", "%d.%m.%Y") == datetime.date(2026, 12, 31)
    for text in ("31.12.2026", "2026-02-30", "12/31/2026", "46022"):
        with pytest.raises(ValueProblem):
            parse_date(text)


def test_moments_are_in_utc():
    assert parse_moment("2026-01-01T02:00:00+02:00") == datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    assert parse_moment("2026-01-01") == datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    with pytest.raises(ValueProblem):
        parse_moment("yesterday")


def test_yes_and_no():
    assert parse_yes_no("Yes") is True
    assert parse_yes_no("0") is False
    with pytest.raises(ValueProblem):
        parse_yes_no("perhaps")


def test_slug_keeps_other_scripts():
    assert slug(" % Growth of Überstunden (東京) ") == "growth-of-überstunden-東京"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (" 0.333333333333333333 ", Decimal("0.333333333333333333")),
        ("about a third", None),
        ("NaN", None),
        ("1e20", None),
    ],
)
def test_published_figures_keep_all_digits_or_are_none(text, figure):
    assert parse_figure(text) == figure


def test_no_decimals_are_lost_where_a_number_was_written_with_more_than_digits():
    assert not loses_decimals("1,234,567.0", Decimal("1234567.0"))
    assert loses_decimals("0.1234567", Decimal("0.123457"))
