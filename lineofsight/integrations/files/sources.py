"""Where bytes come from: a path on disk or bytes in memory, under the name the person knows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .limits import DEFAULT_LIMITS, Limits
from .problems import FileProblem


@dataclass(frozen=True, slots=True)
class Source:
    """A foreign file: its name as shown to people, and either a path or the bytes themselves."""

    name: str
    path: Path | None = None
    data: bytes | None = None

    @classmethod
    def of(cls, content: str | Path | bytes, name: str | None = None) -> Source:
        """Return a source for a path or bytes; bytes need a name."""
        if isinstance(content, bytes):
            return cls(name or "upload", data=content)
        path = Path(content)
        return cls(name or path.name, path=path)

    def open(self) -> BinaryIO:
        """Return a fresh binary stream from the first byte."""
        if self.path is not None:
            return self.path.open("rb")
        return io.BytesIO(self.data or b"")

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.path.stat().st_size if self.path is not None else len(self.data or b"")

    def head(self, count: int = 4096) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(count)


def check_size(source: Source, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a missing, empty or oversized file before anything reads it."""
    if source.path is not None and not source.path.is_file():
        raise FileProblem(
            "file_missing", f"There is no file {source.name}.", next_step="Check the name and the folder."
        )
    if source.size == 0:
        raise FileProblem("file_empty", f"{source.name} is empty.", line=1, next_step="Export it again.")
    if source.size > limits.file_bytes:
        raise FileProblem(
            "file_too_large",
            f"{source.name} has {source.size:,} bytes; at most {limits.file_bytes:,} are read.",
            next_step="Split it by period or unit, or raise the limit in the settings.",
        )
