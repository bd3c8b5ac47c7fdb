"""Take typed fields out of the objects of a package, and note what does not fit with its pointer and line."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from lineofsight.integrations.files.json_text import JsonNumber, JsonObject, pointer

from .findings import Finding, Place, refused, remark
from .package_dialects import Dialect
from .values import PLAIN_NUMBERS, Missing, ValueProblem, kept, loses_decimals, parse_date, parse_moment, parse_number
from .words import look_up

Parsed = TypeVar("Parsed")


class Entry:
    """One object of a package under its dialect; getters return None for null and note what cannot be read."""

    def __init__(self, found: JsonObject, kind: str, path: tuple[str | int, ...], book: Notebook) -> None:
        self.found, self.kind, self.path, self.book = found, kind, path, book
        self.place = book.place(path, found.line)
        self.key: str | None = None
        key = found.get(book.dialect.field(kind, "key"))
        if isinstance(key, str) and key.strip():
            self.key = key.strip()

    def place_of(self, field: str) -> Place:
        """Return where a field's value stands (the object's own place when it has none)."""
        name = self.book.dialect.field(self.kind, field)
        return self.book.place((*self.path, name), self.found.lines.get(name, self.found.line))

    def raw(self, field: str) -> Any:
        """Return the value as it stands in the file."""
        name = self.book.dialect.field(self.kind, field)
        return self.found.get(name) if name else None

    def note(self, code: str, sentence: str, field: str, next_step: str = "") -> None:
        """Remark on a field: the object stays, the field's value does not."""
        shown = raw_text(self.raw(field))
        self.book.findings.append(remark(code, sentence, self.place_of(field), self.key, next_step, shown))

    def refuse(self, code: str, sentence: str, field: str = "key", next_step: str = "") -> None:
        """Refuse the object."""
        shown = raw_text(self.raw(field))
        self.book.findings.append(refused(code, sentence, self.place_of(field), self.key, next_step, shown))

    def text(self, field: str) -> str | None:
        """Return a text; a number is taken as it is written, an empty text is None."""
        value = self.raw(field)
        if value is None:
            return None
        if isinstance(value, JsonNumber):
            return value.text
        if not isinstance(value, str):
            self.note("wrong_kind", f"“{field}” must be a text.", field)
            return None
        return value.strip() or None

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.raw(field)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.note("wrong_kind", f"“{field}” must be a list of texts.", field)
        return ()

    def number(self, field: str) -> Decimal | None:
        """Return a number with at most 15 digits; a number written as text is read as well."""
        value = self.raw(field)
        if value is None:
            return None
        try:
            number = read_number(value)
        except ValueProblem as problem:
            self.note(problem.code, f"“{field}”: {problem.sentence}", field, problem.next_step)
            return None
        if isinstance(number, Missing):
            return None
        if loses_decimals(raw_text(value), number):
            self.note("decimals_rounded", f"“{field}” was rounded to 6 decimals.", field)
        return number

    def whole(self, field: str) -> int | None:
        """Return a whole number."""
        number = self.number(field)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.note("wrong_kind", f"“{field}” must be a whole number.", field)
            return None
        return int(number)

    def date(self, field: str) -> datetime.date | None:
        """Return a date."""
        return self._parsed(field, parse_date)

    def moment(self, field: str) -> datetime.datetime | None:
        """Return an instant in UTC."""
        return self._parsed(field, parse_moment)

    def _parsed(self, field: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        text = self.text(field)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueProblem as problem:
            self.note(problem.code, f"“{field}”: {problem.sentence}", field, problem.next_step)
            return None

    def word(self, field: str, words: dict[str, str]) -> str | None:
        """Return the meaning of a word; one that is not in the table is noted, not guessed."""
        text = self.text(field)
        if text is None:
            return None
        meaning = look_up(words, text)
        if meaning is None:
            known = ", ".join(sorted(words))
            self.note("word_unknown", f"“{text[:40]}” is no known word for “{field}”.", field, f"Known are: {known}.")
        return meaning


class Notebook:
    """What is shared while one package is read: its name, dialect and findings."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        self.name, self.dialect = name, dialect
        self.findings: list[Finding] = []

    def place(self, path: tuple[str | int, ...], line: int | None) -> Place:
        """Return a place in the package."""
        return Place(self.name, line, None, pointer(*path))


def read_number(value: Any) -> Decimal | Missing:
    """Return a JSON number or a number written as text."""
    if isinstance(value, JsonNumber):
        return kept(Decimal(value), value.text)
    if isinstance(value, str):
        return parse_number(value, PLAIN_NUMBERS)
    raise ValueProblem("wrong_kind", "a number is expected.")


def raw_text(value: Any) -> str:
    """Return a scalar as the file writes it."""
    if value is None:
        return ""
    if isinstance(value, JsonNumber):
        return value.text
    return value[:500] if isinstance(value, str) else str(value)[:500]
