"""Stored files, under the digest of their content; the only part of the code that touches a local disk."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from lineofsight.base import clock
from lineofsight.base.store_models import StoredFile

CHUNK = 1024 * 1024


class TooLarge(ValueError):
    """The file is larger than this installation takes."""


class Readable(Protocol):
    """Anything with `read(size)`."""

    def read(self, size: int = ..., /) -> bytes: ...


def store(content: Readable, name: str, *, limit: int | None = None) -> StoredFile:
    """Keep a file under its digest and return its row; equal content is stored once.

    Raises TooLarge past `limit` bytes (default: the installation's import limit); nothing is left then.
    """
    digest, size = keep(content, limit=limit)
    return StoredFile.objects.create(digest=digest, name=Path(name).name[:200], size=size, stored_at=clock.now())


def keep(content: Readable, *, limit: int | None = None) -> tuple[str, int]:
    """Keep content without a row of its own, as when rows are brought in with their files; return digest and size."""
    most = limit or settings.IMPORT_MAX_BYTES
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            while chunk := content.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLarge(f"The file is larger than {most // CHUNK} MB, the most this installation takes.")
                digest.update(chunk)
                out.write(chunk)
        place = place_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, place)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest(), size


def path_of(file: StoredFile) -> Path:
    """Return where the content lies."""
    return place_of(file.digest)


def open_file(file: StoredFile) -> IO[bytes]:
    """Open the content for reading; FileNotFoundError once it was removed."""
    return place_of(file.digest).open("rb")


def remove(file: StoredFile) -> None:
    """Remove the content, unless another row still names it; the row stays and says when."""
    file.removed_at = clock.now()
    file.save(update_fields=["removed_at"])
    if not StoredFile.objects.filter(digest=file.digest, removed_at__isnull=True).exists():
        place_of(file.digest).unlink(missing_ok=True)


def text_lines(file: StoredFile, wanted: Iterable[int]) -> dict[int, str]:
    """Return the text of the given lines (counted from 1), as far as the file has them."""
    left, found = set(wanted), {}
    if not left:
        return {}
    last = max(left)
    with open_file(file) as handle:
        for number, raw in enumerate(_raw_lines(handle), start=1):
            if number in left:
                found[number] = raw.decode(file.encoding or "utf-8-sig", "replace").rstrip("\r\n")
            if number >= last:
                break
    return found


def compact(lines: Iterable[int]) -> str:
    """Return line numbers as compact text: 3, 4, 5, 9 becomes "3-5,9"."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and parts[-1][1] == line - 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def expand(text: str) -> list[int]:
    """Return the line numbers of a compact text."""
    numbers: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def _raw_lines(handle: IO[bytes]) -> Iterator[bytes]:
    return iter(handle)


def place_of(digest: str) -> Path:
    """Return where content of this digest lies, or would lie."""
    return Path(settings.FILES_DIR) / digest[:2] / digest
