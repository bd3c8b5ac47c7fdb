"""Find out how a text file is written, in one pass over its bytes and in constant memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from .limits import DEFAULT_LIMITS, MEGABYTE, Limits
from .problems import FileProblem, Remark
from .sources import Source

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BROKEN_CHARACTER = "\ufffd"


@dataclass(frozen=True, slots=True)
class TextFacts:
    """How a text file is written, and what its owner should know about that."""

    encoding: str
    has_nul: bool
    ends_with_line_break: bool
    remarks: tuple[Remark, ...] = ()


class _Undecodable(Exception):
    """Carry the byte offset where decoding stopped, and what was seen before it."""

    def __init__(self, offset: int, *, at_end: bool, letters_before: bool) -> None:
        super().__init__(offset)
        self.offset = offset
        self.at_end = at_end
        self.letters_before = letters_before


def inspect_text(source: Source, limits: Limits = DEFAULT_LIMITS, encoding: str | None = None) -> TextFacts:
    """Return the encoding of the file and facts about it.

    A byte-order mark or a named encoding decides. Otherwise UTF-8 is tried; text that is not UTF-8 is read as
    Windows-1252 with a remark that names the place, unless UTF-8 letters came before (then it is damaged and refused).
    """
    named = _known_encoding(encoding) if encoding else _marked_encoding(source.head(4))
    if named is None:
        _refuse_binary(source)
    try:
        return _facts(source, named or "utf-8", limits)
    except _Undecodable as stop:
        line, column = _place_of(source, stop.offset, named or "utf-8")
        if stop.at_end:
            raise FileProblem(
                "file_cut",
                f"{source.name} ends in the middle of a character (line {line}, column {column}): it was cut off.",
                line=line,
                column=column,
                next_step="Copy or export the file again.",
            ) from None
        if named is not None or stop.letters_before:
            raise _broken(source, named or "utf-8", line, column) from None
    return _as_windows_1252(source, limits, line, column)


def _known_encoding(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise FileProblem(
            "encoding_unknown",
            f"There is no encoding called {encoding}.",
            next_step="Name utf-8, utf-16, cp1252 or latin-1.",
        ) from None


def _marked_encoding(head: bytes) -> str | None:
    return next((name for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), None)


def _refuse_binary(source: Source) -> None:
    head = source.head(8192)
    nul_share = head.count(0) / len(head)
    if nul_share > 0.2:
        raise FileProblem(
            "encoding_unmarked",
            f"Line 1 of {source.name} holds zero bytes: it is UTF-16 without a byte-order mark, or no text at all.",
            line=1,
            column=head.index(0) + 1,
            next_step="Save it as CSV in UTF-8, or name the encoding in the mapping.",
        )
    controls = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 27))
    if controls / len(head) > 0.05:
        raise FileProblem(
            "not_text", f"{source.name} is not a text file.", line=1, column=1, next_step="Save it as CSV in UTF-8."
        )


def _facts(source: Source, encoding: str, limits: Limits) -> TextFacts:
    """Decode the whole file once; raise `_Undecodable` at the first byte that does not fit."""
    has_nul = False
    broken = line = 0
    broken_line: int | None = None
    last = ""
    for text in _decoded(source, encoding):
        _check_line_length(source, text, line, limits)
        has_nul = has_nul or "\0" in text
        if BROKEN_CHARACTER in text:
            broken += text.count(BROKEN_CHARACTER)
            broken_line = broken_line or line + text[: text.index(BROKEN_CHARACTER)].count("\n") + 1
        line += text.count("\n")
        last = text[-1:] or last
    remarks = (_broken_remark(broken, broken_line),) if broken_line else ()
    return TextFacts(encoding, has_nul, last in ("\n", "\r"), remarks)


def _broken_remark(count: int, line: int) -> Remark:
    return Remark(
        "broken_characters",
        f"{count} characters were already lost in the source (shown as {BROKEN_CHARACTER}), the first in line {line}.",
        line=line,
        next_step="They are kept as they are; export again with the right encoding if the words matter.",
    )


def _decoded(source: Source, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    letters = False
    with source.open() as stream:
        while block := stream.read(MEGABYTE):
            waiting = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                before = letters or not block[: max(error.start - waiting, 0)].isascii()
                raise _Undecodable(offset - waiting + error.start, at_end=False, letters_before=before) from None
            letters = letters or not text.isascii()
            offset += len(block)
            yield text
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            # One lone byte at the end is cut UTF-8 only if letters came before; else it is another encoding.
            whole = letters or encoding != "utf-8"
            raise _Undecodable(offset - waiting, at_end=whole, letters_before=letters) from None


def _check_line_length(source: Source, text: str, line: int, limits: Limits) -> None:
    if len(text) < limits.line_bytes or "\n" in text or "\r" in text:
        return
    raise FileProblem(
        "line_too_long",
        f"Line {line + 1} of {source.name} is longer than {limits.line_bytes:,} characters.",
        line=line + 1,
        next_step="A table needs one line per row; check how it was exported.",
    )


def _place_of(source: Source, offset: int, encoding: str) -> tuple[int, int]:
    """Return line and column (both from 1) of a byte offset."""
    line, rest = 1, b""
    with source.open() as stream:
        left = offset
        while left > 0:
            block = stream.read(min(left, MEGABYTE))
            left -= len(block)
            line += block.count(b"\n")
            rest = block.rpartition(b"\n")[2] if b"\n" in block else rest + block
    return line, len(rest.decode(encoding, "replace")) + 1


def _broken(source: Source, encoding: str, line: int, column: int) -> FileProblem:
    return FileProblem(
        "encoding_broken",
        f"Line {line}, column {column} of {source.name} is not valid {encoding.upper()}.",
        line=line,
        column=column,
        next_step="Save the file as UTF-8 again, or name its encoding in the mapping.",
    )


def _as_windows_1252(source: Source, limits: Limits, line: int, column: int) -> TextFacts:
    try:
        facts = _facts(source, "cp1252", limits)
    except _Undecodable as stop:
        place = _place_of(source, stop.offset, "cp1252")
        raise _broken(source, "utf-8", *place) from None
    remark = Remark(
        "encoding_assumed",
        f"Line {line}, column {column} is not UTF-8; the whole file was read as Windows-1252 (latin-1).",
        line=line,
        column=column,
        next_step="If letters look wrong, save it as UTF-8 or name its encoding in the mapping.",
    )
    return TextFacts("cp1252", facts.has_nul, facts.ends_with_line_break, (remark, *facts.remarks))
