"""What can be wrong with a file: problems that stop it, remarks that go with it."""

from __future__ import annotations

from dataclasses import dataclass


class FileProblem(Exception):
    """Raise when a file cannot be read as a whole; says where and what to do next, to the person who sent it."""

    def __init__(
        self, code: str, sentence: str, *, line: int | None = None, column: int | None = None, next_step: str
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.line = line
        self.column = column
        self.next_step = next_step

    def __str__(self) -> str:
        """Return the whole message: what is wrong, and the way on."""
        return f"{self.sentence} {self.next_step}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader decided or met that the person should know; the file is read all the same."""

    code: str
    sentence: str
    line: int | None = None
    column: int | None = None
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be told apart into cells; `last_line` differs from `line` when it spans several lines."""

    line: int
    last_line: int
    code: str
    sentence: str
    raw: str


def first_words(text: str, limit: int = 80) -> str:
    """Return the text shortened for a message, without line breaks."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
