"""Read one field's raw text as what its column holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from .columns import Column
from .mapping_parts import FieldSource
from .periods import Calendar, Period, containing, read_period
from .values import (
    Missing,
    ValueProblem,
    loses_decimals,
    parse_date,
    parse_figure,
    parse_moment,
    parse_number,
    parse_yes_no,
)
from .words import FREQUENCY_WORDS, MISSING_WORDS, look_up

Reader = Callable[[str], Any]


class UnknownWord(ValueProblem):
    """A word that no table translates; the field stays empty, the row stays."""


def reader_for(column: Column, source: FieldSource, calendar: Calendar) -> Reader:
    """Return the function that reads the text: None or `Missing` for no value, ValueProblem when unreadable."""
    if source.words is not None and column.holds not in ("word", "choice", "period"):
        translate = source.words
        inner = _reader(column, source, calendar)
        return lambda text: inner(translate.get(" ".join(text.split()).casefold(), text))
    return _reader(column, source, calendar)


def _reader(column: Column, source: FieldSource, calendar: Calendar) -> Reader:
    if column.holds == "number":
        rules = source.numbers
        return lambda text: parse_number(text, rules)
    if column.holds == "percent":
        points = replace(source.numbers, percent=source.numbers.percent or "points")
        return lambda text: parse_number(text, points)
    if column.holds == "whole":
        return _whole
    if column.holds == "figure":
        return parse_figure
    if column.holds == "period":
        return PeriodReader(source, calendar)
    if column.holds in ("word", "choice"):
        return _word_reader(column, source)
    if column.holds == "texts":
        mark = source.split or ","
        return lambda text: tuple(part.strip() for part in text.split(mark) if part.strip())
    missing = source.numbers.missing
    if column.holds == "date":
        return lambda text: None if text.strip().casefold() in missing else parse_date(text, source.date_format)
    if column.holds == "moment":
        return lambda text: None if text.strip().casefold() in missing else parse_moment(text, source.date_format)
    if column.holds == "yes_no":
        return lambda text: parse_yes_no(text) if text.strip() else None
    errors = {word for word in source.numbers.missing if word.startswith("#") or word not in MISSING_WORDS}
    return lambda text: None if text.strip().casefold() in errors else text.strip() or None


def _whole(text: str) -> int | None:
    number = parse_number(text)
    if isinstance(number, Missing):
        return None
    if number != number.to_integral_value():
        raise ValueProblem("not_whole", f"“{text[:40]}” is not a whole number.")
    return int(number)


def _word_reader(column: Column, source: FieldSource) -> Reader:
    ours = column.words or {}
    theirs = source.words or {}

    def read(text: str) -> str | None:
        word = " ".join(text.split())
        if word.casefold() in MISSING_WORDS:
            return None
        translated = theirs.get(word.casefold(), word)
        if not translated:
            return None  # the mapping says that this word means nothing here
        meaning = look_up(ours, translated)
        if meaning is None:
            known = ", ".join(sorted(ours))
            problem = UnknownWord if column.holds == "word" else ValueProblem
            raise problem(
                "word_unknown",
                f"“{word[:40]}” is no known word for {column.name}.",
                f"List it under “words” in the mapping, or use: {known}.",
            )
        return meaning

    return read


class PeriodReader:
    """Read periods, each spelling once; a stated frequency turns dates into the period that holds them."""

    MOST_SPELLINGS = 100_000

    def __init__(self, source: FieldSource, calendar: Calendar) -> None:
        self.calendar, self.source = calendar, source
        self.frequency = look_up(FREQUENCY_WORDS, source.frequency or "")
        self.known: dict[str, Period] = {}

    def __call__(self, text: str) -> Period:
        """Return the period; raise ValueProblem for unknown notations and periods outside the calendar."""
        period = self.known.get(text)
        if period is None:
            period = self._read(text)
            if len(self.known) < self.MOST_SPELLINGS:
                self.known[text] = period
        return period

    def _read(self, text: str) -> Period:
        word = " ".join(text.split())
        if self.source.words is not None:
            word = self.source.words.get(word.casefold(), word)
        if not word:
            raise ValueProblem("period_missing", "the period is empty.", "Give the row a period, as 2026-Q1.")
        if self.source.date_format is not None:
            period = containing(parse_date(word, self.source.date_format), "daily", self.calendar)
        else:
            period = read_period(word, self.calendar)
        if self.frequency is None or period.frequency == self.frequency:
            return period
        if period.frequency == "daily":
            return containing(period.start, self.frequency, self.calendar)
        raise ValueProblem("period_not_of_frequency", f"“{word}” is a {period.frequency} period, not {self.frequency}.")


def rounding_remark(text: str, number: object) -> str | None:
    """Return the remark that a number lost decimals when it was read, or None."""
    if isinstance(number, Decimal) and loses_decimals(text, number):
        return f"“{text.strip()[:40]}” was rounded to 6 decimals."
    return None
