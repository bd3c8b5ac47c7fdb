"""Read JSON and remember on which line and column every value stands.

The standard decoder gives no places, and lets duplicate keys, NaN and endless nesting pass. Strings go through the
standard library's scanner; the rest is a small recursive reader under limits of depth and count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from json import decoder
from pathlib import Path
from typing import Any

from .encodings import inspect_text
from .limits import DEFAULT_LIMITS, Limits
from .problems import FileProblem, first_words
from .sources import Source, check_size

WHITESPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE](?P<exponent>[+-]?[0-9]+))?")
LITERALS = (("true", True), ("false", False), ("null", None))
NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
LONGEST_NUMBER = 400
LARGEST_EXPONENT = 999
# The standard library's own scanner (in C); its stubs do not list it.
scan_string: Callable[[str, int, bool], tuple[str, int]] = vars(decoder)["scanstring"]


class JsonNumber(Decimal):
    """A number with the text it was written as (`1.50` stays `1.50`)."""

    text: str


class JsonObject(dict[str, Any]):
    """An object that knows its own line and those of its values."""

    __slots__ = ("column", "line", "lines")
    line: int
    column: int
    lines: dict[str, int]


class JsonArray(list[Any]):
    """An array that knows its own line and those of its items."""

    __slots__ = ("column", "line", "lines")
    line: int
    column: int
    lines: list[int]


def read_json(content: str | Path | bytes | Source, name: str | None = None, *, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Return the document; objects and arrays carry `line` and `lines`, numbers are Decimal with their text.

    Refused with line and column: other encodings than UTF-8/16, a cut file, duplicate keys, NaN and Infinity,
    zero characters and lone surrogates in strings, more depth, values or bytes than the limits allow.
    """
    source = content if isinstance(content, Source) else Source.of(content, name)
    check_size(source, limits)
    if source.size > limits.json_bytes:
        raise FileProblem(
            "file_too_large",
            f"{source.name} has {source.size:,} bytes; a JSON document may have {limits.json_bytes:,}.",
            next_step="Bring the values as CSV, or raise the limit in the settings.",
        )
    # JSON is UTF-8 by definition: a document in one line is no sign of trouble, another encoding is.
    encoding = _encoding(source, limits)
    with source.open() as stream:
        text = stream.read().decode(encoding)
    return _Reader(source.name, text, limits).document()


def _encoding(source: Source, limits: Limits) -> str:
    facts = inspect_text(source, replace(limits, line_bytes=limits.json_bytes + 1))
    for remark in facts.remarks:
        if remark.code == "encoding_assumed":
            raise FileProblem(
                "encoding_broken",
                f"Line {remark.line}, column {remark.column} of {source.name} is not UTF-8, which JSON must be.",
                line=remark.line,
                column=remark.column,
                next_step="Save it as UTF-8.",
            )
    return facts.encoding


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of the steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class _Reader:
    def __init__(self, name: str, text: str, limits: Limits) -> None:
        self.name, self.text, self.limits = name, text, limits
        self.starts = [0, *(match.end() for match in re.finditer(r"\n|\r(?!\n)", text))]
        self.values = self.containers = 0

    def document(self) -> Any:
        value, end = self.value(self.skip(0), 1)
        end = self.skip(end)
        if end < len(self.text):
            raise self.problem("json_invalid", end, "text follows after the end of the document")
        return value

    def line(self, index: int) -> int:
        return bisect_right(self.starts, index)

    def skip(self, index: int) -> int:
        match = WHITESPACE.match(self.text, index)
        return match.end() if match else index

    def value(self, index: int, depth: int) -> tuple[Any, int]:
        self.values += 1
        if self.values > self.limits.json_values:
            raise self.problem("json_too_large", index, f"there are more than {self.limits.json_values:,} values")
        mark = self.text[index : index + 1]
        if mark == '"':
            return self.string(index)
        if mark in ("{", "["):
            self.containers += 1
            if self.containers > self.limits.json_containers:
                most = f"there are more than {self.limits.json_containers:,} objects and lists"
                raise self.problem("json_too_large", index, most)
            if depth > self.limits.json_depth:
                raise self.problem("json_too_deep", index, f"it is nested deeper than {self.limits.json_depth} levels")
            return self.object(index, depth) if mark == "{" else self.array(index, depth)
        return self.scalar(index)

    def scalar(self, index: int) -> tuple[Any, int]:
        for word in NOT_NUMBERS:
            if self.text.startswith(word, index):
                raise self.problem("json_not_a_number", index, f"{word} is not a value; leave it out or write null")
        for word, value in LITERALS:
            if self.text.startswith(word, index):
                return value, index + len(word)
        match = NUMBER.match(self.text, index)
        if match is None:
            raise self.unexpected(index, "a value")
        if match.end() - index > LONGEST_NUMBER:
            raise self.problem("json_number_too_long", index, f"a number has {match.end() - index} characters")
        if match["exponent"] and abs(int(match["exponent"])) > LARGEST_EXPONENT:
            raise self.problem("json_number_too_long", index, f"the exponent of a number is beyond {LARGEST_EXPONENT}")
        if match.end() == len(self.text) and index > 0:
            raise self.cut()
        number = JsonNumber(match[0])
        number.text = match[0]
        return number, match.end()

    def string(self, index: int) -> tuple[str, int]:
        try:
            text, end = scan_string(self.text, index + 1, True)
        except decoder.JSONDecodeError as error:
            if "Unterminated" in error.msg:
                raise self.cut(index) from None
            reason = error.msg[0].lower() + error.msg[1:].removesuffix(" at")
            raise self.problem("json_invalid", error.pos, reason) from None
        if "\0" in text:
            raise self.problem("zero_character", index, "a text holds a zero character")
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.problem("half_character", index, "a text holds half a character (a lone surrogate)")
        return text, end

    def object(self, index: int, depth: int) -> tuple[JsonObject, int]:
        found = JsonObject()
        lines: dict[str, int] = {}
        found.line, found.column = self.place(index)
        found.lines = lines
        index = self.skip(index + 1)
        if self.text.startswith("}", index):
            return found, index + 1
        while True:
            if not self.text.startswith('"', index):
                raise self.unexpected(index, "a key in quotation marks")
            key, after = self.string(index)
            if key in found:
                first = f"the key “{first_words(key, 40)}” stands twice, first in line {lines[key]}"
                raise self.problem("json_key_twice", index, first)
            after = self.skip(after)
            if not self.text.startswith(":", after):
                raise self.unexpected(after, "a colon")
            start = self.skip(after + 1)
            found[key], index = self.value(start, depth + 1)
            lines[key] = self.line(start)
            index = self.skip(index)
            if self.text.startswith("}", index):
                return found, index + 1
            if not self.text.startswith(",", index):
                raise self.unexpected(index, "a comma or }")
            index = self.skip(index + 1)

    def array(self, index: int, depth: int) -> tuple[JsonArray, int]:
        found = JsonArray()
        lines: list[int] = []
        found.line, found.column = self.place(index)
        found.lines = lines
        index = self.skip(index + 1)
        if self.text.startswith("]", index):
            return found, index + 1
        while True:
            lines.append(self.line(index))
            value, index = self.value(index, depth + 1)
            found.append(value)
            index = self.skip(index)
            if self.text.startswith("]", index):
                return found, index + 1
            if not self.text.startswith(",", index):
                raise self.unexpected(index, "a comma or ]")
            index = self.skip(index + 1)

    def place(self, index: int) -> tuple[int, int]:
        line = self.line(index)
        return line, index - self.starts[line - 1] + 1

    def unexpected(self, index: int, wanted: str) -> FileProblem:
        if index >= len(self.text):
            return self.cut()
        return self.problem("json_invalid", index, f"{wanted} is expected, not “{self.text[index]}”")

    def cut(self, opened: int | None = None) -> FileProblem:
        line, column = self.place(len(self.text))
        since = "" if opened is None else f"; the text opened in line {self.line(opened)} is never closed"
        return FileProblem(
            "file_cut",
            f"{self.name} ends in the middle (line {line}, column {column}){since}: it was probably cut off.",
            line=line,
            column=column,
            next_step="Copy or export the file again.",
        )

    def problem(self, code: str, index: int, reason: str) -> FileProblem:
        line, column = self.place(min(index, len(self.text)))
        return FileProblem(
            code,
            f"{self.name}, line {line}, column {column}: {reason}.",
            line=line,
            column=column,
            next_step="Correct it there and load the file again.",
        )
