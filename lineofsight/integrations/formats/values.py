"""Read single values from text: numbers, dates, words. What is not understood is refused with a reason."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from .words import MISSING_WORDS, YES_NO_WORDS

MOST_DIGITS = 15
DECIMAL_PLACES = 6
WHOLE_DIGITS = 14
STEP = Decimal(1).scaleb(-DECIMAL_PLACES)

PLAIN = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?").fullmatch
"""Numbers that are safe as they are: at most 15 digits, at most 6 decimals."""
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?").fullmatch
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?").fullmatch
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
MAGNITUDES = {
    "k": 1_000,
    "m": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
CURRENCY = re.compile(r"^([+-]?)\s*(?:[$€£¥]|[A-Z]{3}(?=[\s\d]))\s*|\s*(?:[$€£¥]|(?<=[\d\s])[A-Z]{3})$")
MAGNITUDE = re.compile(r"\s*(k|m|b|bn|thousand|million|billion)$", re.IGNORECASE)


class Missing(NamedTuple):
    """No value, and why: never zero."""

    reason: str


class ValueProblem(Exception):
    """Raise when a text cannot be read as the value its column needs."""

    def __init__(self, code: str, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.next_step = code, sentence, next_step


@dataclass(frozen=True, slots=True)
class NumberRules:
    """How numbers are written in a file; everything beyond plain numbers must be said by a mapping.

    `decimal_mark` None means: the file does not say, a comma is refused. `percent` is `fraction` (85% → 0.85) or
    `points` (85% → 85). `money` allows a currency sign, `magnitudes` words like k, M, billion. `scale` multiplies
    (thousands → 1000), `round_to` shortens numbers that have more decimals than are kept.
    """

    decimal_mark: str | None = "."
    percent: str | None = None
    money: bool = False
    magnitudes: bool = False
    parentheses: bool = False
    spaces: bool = False
    scale: Decimal = Decimal(1)
    round_to: int | None = None
    missing: dict[str, str] = field(default_factory=lambda: MISSING_WORDS)


PLAIN_NUMBERS = NumberRules()


def parse_number(text: str, rules: NumberRules = PLAIN_NUMBERS) -> Decimal | Missing:
    """Return the number, at most 15 significant digits and 6 decimals, or why there is none.

    Raises ValueProblem when the text is no number, has more digits, or needs a rule that nobody stated.
    """
    if rules.scale == 1 and rules.decimal_mark != "," and PLAIN(text) and text not in rules.missing:
        return Decimal(text)
    cleaned = text.translate(SPACES).strip().replace("\u2212", "-")
    reason = rules.missing.get(cleaned.casefold())
    if reason is not None:
        return Missing(reason)
    bare, factor = _without_units(cleaned, rules)
    return kept(Decimal(_in_our_notation(bare, text, rules)), text, rules.round_to, factor * rules.scale)


def kept(number: Decimal, text: str, round_to: int | None = None, factor: Decimal = Decimal(1)) -> Decimal:
    """Return the number as it is stored, or raise by name when it has more digits than are kept."""
    if round_to is not None:
        number = number.quantize(Decimal(1).scaleb(-round_to), ROUND_HALF_UP) if number.adjusted() < 20 else number
    digits = significant_digits(number)
    if digits > MOST_DIGITS or number.adjusted() >= WHOLE_DIGITS:
        shown = max(digits, number.adjusted() + 1)
        raise ValueProblem(
            "too_many_digits",
            f"“{_short(text)}” has {shown} digits; at most {MOST_DIGITS} significant digits"
            f" and {WHOLE_DIGITS} before the decimal point are kept.",
            "Round it in the source, or name a rounding or a larger unit in the mapping.",
        )
    if factor != 1:
        return kept(number * factor, text, DECIMAL_PLACES)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMAL_PLACES:
        return number.quantize(STEP, ROUND_HALF_UP)
    return number if isinstance(exponent, int) and exponent <= 0 else number.quantize(Decimal(1))


def parse_figure(text: str) -> Decimal | None:
    """Return a published figure with all its digits; None for what is no number or beyond 14 digits either side."""
    try:
        figure = Decimal(text.strip())
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and abs(figure.adjusted()) <= WHOLE_DIGITS else None


def loses_decimals(text: str, number: Decimal) -> bool:
    """Test whether a plainly written number lost decimals when it was read (a remark is due)."""
    if len(text) <= DECIMAL_PLACES + 2:
        return False
    try:
        return "%" not in text and Decimal(text.strip()) != number
    except InvalidOperation:
        return False


def significant_digits(number: Decimal) -> int:
    """Return how many digits carry the number: 1200 has two, 0.050 has one, 120.5 has four."""
    digits = number.as_tuple().digits
    text = "".join(map(str, digits)).strip("0")
    return max(len(text), 1)


def _without_units(text: str, rules: NumberRules) -> tuple[str, Decimal]:
    """Return the text without the signs the rules allow, and the factor they stand for."""
    factor = Decimal(1)
    if text.startswith("(") and text.endswith(")"):
        if not rules.parentheses:
            raise _unit_problem(text, "parentheses for negative numbers", '"parentheses": true')
        text, factor = text[1:-1].strip(), Decimal(-1)
    if text.endswith("%"):
        if rules.percent is None:
            raise _unit_problem(text, "a percent sign", '"percent": "fraction" or "points"')
        text = text[:-1].strip()
        factor *= Decimal("0.01") if rules.percent == "fraction" else Decimal(1)
    if match := MAGNITUDE.search(text):
        if not rules.magnitudes and text[: match.start()][-1:].isdigit():
            raise _unit_problem(text, f"the word “{match[1]}”", '"magnitudes": true')
        text, factor = text[: match.start()], factor * MAGNITUDES[match[1].casefold()]
    bare = CURRENCY.sub(r"\1", text)
    if bare != text:
        if not rules.money and any(letter.isdigit() for letter in text):
            raise _unit_problem(text, "a currency", '"money": true')
        text = bare
    return text, factor


def _unit_problem(text: str, what: str, how: str) -> ValueProblem:
    return ValueProblem(
        "unit_in_number", f"“{_short(text)}” is a number with {what}.", f"Say what it means in the mapping: {how}."
    )


def _in_our_notation(text: str, raw: str, rules: NumberRules) -> str:
    """Return the number with a decimal point and no grouping."""
    if rules.spaces or rules.decimal_mark == ",":
        text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)
    if rules.decimal_mark == ",":
        text = text.translate({ord(","): ".", ord("."): ","})
    if NUMBER(text) and (rules.decimal_mark is not None or "," not in text):
        return text
    if GROUPED(text):
        if rules.decimal_mark is None:
            raise ValueProblem(
                "decimal_mark_unknown",
                f"“{_short(raw)}” holds a comma: it may part thousands or decimals.",
                'Name the decimal mark in the mapping: "decimal_mark": "." or ",".',
            )
        return text.replace(",", "")
    if "," in text and NUMBER(text.replace(",", ".")):
        raise ValueProblem(
            "decimal_mark_unknown",
            f"“{_short(raw)}” is not written with a decimal point.",
            'If the comma is the decimal mark, name it in the mapping: "decimal_mark": ",".',
        )
    raise ValueProblem("not_a_number", f"“{_short(raw)}” is not a number.", "Correct it, or list it as a missing word.")


def parse_date(text: str, pattern: str | None = None) -> datetime.date:
    """Return the date: ISO (a time of day is dropped) or the pattern that a mapping names (strptime letters)."""
    cleaned = text.strip()
    try:
        if pattern is not None:
            return _date_of_pattern(cleaned, pattern)
        if len(cleaned) >= 10 and cleaned[4:5] == "-":
            return datetime.datetime.fromisoformat(cleaned).date() if len(cleaned) > 10 else _iso_date(cleaned)
    except ValueError as error:
        detail = str(error) if "day" in str(error) or "month" in str(error) else "it does not exist"
        raise ValueProblem(
            "not_a_date", f"“{_short(text)}” is not a date ({detail}).", "Write it as 2026-12-31."
        ) from None
    raise ValueProblem(
        "not_a_date",
        f"“{_short(text)}” is not a date as 2026-12-31.",
        'Write it so, or name the pattern in the mapping: "date_format": "%d/%m/%Y".',
    )


def _date_of_pattern(text: str, pattern: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, pattern).replace(tzinfo=datetime.UTC).date()
    except ValueError:
        example = datetime.date(2026, 12, 31).strftime(pattern)
        raise ValueProblem(
            "not_a_date",
            f"“{_short(text)}” is not a date as the mapping says ({pattern}).",
            f"Write it as {example}, or correct “date_format” in the mapping.",
        ) from None


def _iso_date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def parse_moment(text: str, pattern: str | None = None) -> datetime.datetime:
    """Return the instant in UTC; a time without a zone is taken as UTC, a bare date as its midnight."""
    cleaned = text.strip()
    try:
        if pattern is None:
            moment = datetime.datetime.fromisoformat(cleaned)
        else:
            moment = datetime.datetime.strptime(cleaned, pattern)  # noqa: DTZ007 - the zone is settled below
    except ValueError:
        raise ValueProblem(
            "not_a_time", f"“{_short(text)}” is not a date and time.", "Write it as 2026-12-31T17:00:00Z."
        ) from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC)


def parse_yes_no(text: str) -> bool:
    """Return the truth of a yes/no word."""
    answer = YES_NO_WORDS.get(text.strip().casefold())
    if answer is None:
        raise ValueProblem("not_yes_no", f"“{_short(text)}” is neither yes nor no.", "Write yes or no.")
    return answer


def slug(text: str) -> str:
    """Return a key made of the words of a text: small letters, digits and hyphens; other scripts stay."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-_")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
