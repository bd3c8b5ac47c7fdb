"""Numbers in the reader's locale."""

from decimal import Decimal

import pytest
from django.utils import translation

from lineofsight.base.ui import numbers
from lineofsight.base.ui.html import number


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (1204.5, 2, "1,204.50"),
        (Decimal("5.139972"), 2, "5.14"),
        (Decimal("64.55"), 1, "64.6"),
        (-64.55, 1, "−64.6"),
        (2.5, 0, "3"),
        (-0.04, 1, "0.0"),
        (Decimal("5.10"), None, "5.10"),
        (0.1 + 0.2, None, "0.3"),
        (21790, None, "21,790"),
        (21790, 1, "21,790.0"),
        (0, None, "0"),
    ],
)
def test_number_as_text(value, precision, shown):
    assert numbers.format_number(value, precision) == shown


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), Decimal("NaN"), True])
def test_missing_is_never_a_number(value):
    assert numbers.format_number(value, 2) == "—"


@pytest.mark.parametrize(
    ("language", "shown"), [("de", "1.204,50"), ("fr", "1\u202f204,50"), ("pt-br", "1.204,50"), ("ar", "1,204.50")]
)
def test_number_follows_the_language(language, shown):
    with translation.override(language):
        assert numbers.format_number(1204.5, 2) == shown


def test_number_is_grouped_as_the_language_groups():
    with translation.override("hi"):
        assert numbers.format_number(-12345678, 1) == "−1,23,45,678.0"


def test_unknown_language_writes_english_numbers():
    assert numbers.locale_of("xx-yy").language == "en"


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(1194, "EUR", "€11.94"), (4_600_000, "EUR", "€46,000"), (-100_050, "EUR", "−€1,001"), (1500, "JPY", "¥1,500")],
)
def test_money_from_minor_units(minor, currency, shown):
    assert numbers.format_money(minor, currency) == shown


def test_missing_money():
    assert numbers.format_money(None, "EUR") == "—"


def test_unit_stands_after_the_number_and_percent_at_it():
    assert number.number(Decimal("8.9"), "kWh") == '<span class="ls-n">8.9 <span class="ls-unit">kWh</span></span>'
    assert number.number(Decimal("36.2"), "%") == '<span class="ls-n">36.2%</span>'


def test_missing_number_says_why():
    shown = number.number(None, reason="No value since <July>")

    assert '<span class="ls-vh">No value since &lt;July&gt;</span>' in shown
    assert '<span aria-hidden="true">—</span>' in shown


def test_why_is_a_link_named_after_its_number():
    shown = number.why("62.7", "?why=7", label="overall", is_open=True)

    assert 'href="?why=7"' in shown
    assert 'aria-label="Why 62.7, overall?"' in shown
    assert 'aria-expanded="true"' in shown
