"""Numbers as the reader's language writes them: minus is −, a missing number is never 0, no digit is invented."""

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_decimal, format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language

MISSING = "—"
MOST_DECIMALS = 6  # values are stored with six decimals
MONEY_WITHOUT_DECIMALS = 1000
GROUPS_OF_THREE = "#,##0"
Number = int | float | Decimal


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Return the locale of a Django language code, English if there is none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def current_locale() -> Locale:
    """Return the locale of the language in which this answer is written."""
    return locale_of(get_language() or "en")


def as_decimal(value: Number | None) -> Decimal | None:
    """Return the value as a decimal with the digits it was given, None for a missing or not finite one."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return Decimal(int(value)) if value == int(value) else Decimal(repr(float(value)))
    return Decimal(int(value))


def round_half_up(value: Decimal, precision: int) -> Decimal:
    """Round to `precision` decimals, halves away from zero, without a negative zero."""
    rounded = value.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def format_number(value: Number | None, precision: int | None = None) -> str:
    """Return the number in the reader's locale; without a precision with the digits of the source, at most six.

    A missing value gives an em dash; the reason for it belongs beside it (see the `ui_number` tag).
    """
    number = as_decimal(value)
    if number is None:
        return MISSING
    shown = round_half_up(number, _own_decimals(number) if precision is None else precision)
    decimals = max(0, -int(shown.as_tuple().exponent))
    locale = current_locale()
    whole = _whole_pattern(locale)
    if whole == GROUPS_OF_THREE:  # most languages; ten times faster than the general way
        return f"{shown:,.{decimals}f}".translate(_signs(locale))
    return _minus(format_decimal(shown, format=whole + ("." + "0" * decimals if decimals else ""), locale=locale))


def format_short(value: Number) -> str:
    """Return a large number shortened for an axis, such as 12K."""
    return _minus(format_compact_decimal(value, locale=current_locale(), fraction_digits=1))


def format_money(amount_minor: int | None, currency: str) -> str:
    """Return an amount given in minor units (cents); amounts of 1,000 and more are shown without decimals."""
    if amount_minor is None:
        return MISSING
    digits = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    decimals = 0 if abs(amount) >= MONEY_WITHOUT_DECIMALS else digits
    pattern = current_locale().currency_formats["standard"].pattern
    head, dot, tail = pattern.partition(".00")
    shown = head + ("." + "0" * decimals if decimals else "") + tail if dot else pattern
    text = format_currency(
        round_half_up(amount, decimals), currency, format=shown, locale=current_locale(), currency_digits=False
    )
    return _minus(text)


def _own_decimals(number: Decimal) -> int:
    decimals = max(0, -int(number.as_tuple().exponent))
    if decimals <= MOST_DECIMALS:
        return decimals
    trimmed = round_half_up(number, MOST_DECIMALS).normalize()
    return max(0, -int(trimmed.as_tuple().exponent))


def _whole_pattern(locale: Locale) -> str:
    return str(locale.decimal_formats[None].pattern).partition(".")[0]


@lru_cache(maxsize=64)
def _signs(locale: Locale) -> dict[int, str]:
    symbols = locale.number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": "−"})


def _minus(text: str) -> str:
    return text.replace("-", "−")
