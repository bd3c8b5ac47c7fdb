"""How wide a text is, and where it breaks: a drawing has no browser that wraps words into a box.

Widths are those of our typeface at a half-bold weight, rounded up, so that a text is never wider than promised; a
letter that the table does not know is taken as a wide one.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

#: Hundredths of the type size, from the space on: ASCII, then Latin-1 and Latin Extended-A.
_ASCII = (
    *(26, 33, 53, 65, 66, 101, 67, 33, 38, 38, 54, 68, 32, 47, 32, 38, 66, 43, 63, 64, 67, 62, 64, 58, 65, 64, 32, 33),
    *(68, 68, 68, 55, 100, 73, 66, 74, 73, 61, 59, 75, 75, 28, 58, 71, 57, 93, 76, 77, 65, 78, 66, 66, 67, 74, 73),
    *(103, 72, 72, 66, 38, 38, 38, 49, 47, 36, 58, 63, 59, 63, 60, 39, 63, 62, 27, 27, 57, 27, 91, 62, 61, 63, 63),
    *(40, 55, 36, 62, 59, 84, 57, 59, 57, 46, 36, 46, 68),
)
_LATIN = 77  # the widest accented letter that is common
_NARROW = frozenset("ìíîïĩīĭįıĺļľłÌÍÎÏĨĪĬĮİ\u2018\u2019\u00b7\u00a0\u2009")
_WIDE = frozenset("…—Œœ‰ÆæŊ")
_OTHER = 72
#: A browser that has to take another typeface draws a little wider.
ALLOWANCE = 1.04
ELLIPSIS = "…"
BREAKS_AFTER = "-–/\u00ad"


@lru_cache(maxsize=4096)
def _hundredths(letter: str) -> int:
    code = ord(letter)
    if 0x20 <= code < 0x7F:
        return _ASCII[code - 0x20]
    if letter in _NARROW:
        return 34
    if letter in _WIDE:
        return 103
    if unicodedata.combining(letter) or letter == "\u00ad":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 104
    if code < 0x250:
        base = unicodedata.normalize("NFD", letter)[0]
        return max(_ASCII[ord(base) - 0x20], 36) if base != letter and base.isascii() else _LATIN
    return 100 if unicodedata.category(letter) in ("So", "Sm") else _OTHER + 8 * letter.isupper()


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of the type size."""
    return sum(map(_hundredths, text)) * size / 100 * ALLOWANCE


def wrap(text: str, room: float, size: float, *, most: int = 99) -> tuple[str, ...]:
    """Break a text into lines no wider than the room; a word that is wider itself breaks with a hyphen.

    What does not fit into `most` lines ends in an ellipsis. An empty text has no lines.
    """
    lines: list[str] = []
    line = ""
    for piece, is_glued in _pieces(text, room, size):
        longer = line + piece if is_glued or not line else f"{line} {piece}"
        if line and width(longer, size) > room:
            lines.append(_ended(line))
            line = piece
        else:
            line = longer
    if line:
        lines.append(_ended(line))
    if len(lines) > most:
        return (*lines[: most - 1], shorten(f"{lines[most - 1]} {lines[most]}", room, size))
    return tuple(lines)


def shorten(text: str, room: float, size: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis."""
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _ended(line: str) -> str:
    """Return a line with the soft hyphen it breaks at shown, and the others left out."""
    is_broken = line.endswith("\u00ad")
    return line.replace("\u00ad", "") + ("-" if is_broken else "")


def _pieces(text: str, room: float, size: float) -> Iterator[tuple[str, bool]]:
    """Yield what may not be torn apart, and whether it follows the piece before without a space."""
    for word in text.split():
        is_glued = False
        for part in _parts(word):
            for piece in _torn(part, room, size):
                yield piece, is_glued
                is_glued = True


def _parts(word: str) -> Iterator[str]:
    start = 0
    for place, letter in enumerate(word):
        if letter in BREAKS_AFTER and 0 < place < len(word) - 1:
            yield word[start : place + 1]
            start = place + 1
    yield word[start:]


def _torn(word: str, room: float, size: float) -> Iterator[str]:
    hyphen = width("-", size)
    while width(word, size) > room - (hyphen if word.endswith("\u00ad") else 0):
        kept = max(_fitting(word, room - hyphen, size), 1)
        is_plain = unicodedata.east_asian_width(word[kept - 1]) not in "WF"
        yield word[:kept] + ("\u00ad" if is_plain and width(word[:kept], size) <= room - hyphen else "")
        word = word[kept:]
    if word:
        yield word


def _fitting(word: str, room: float, size: float) -> int:
    """Return how many letters fit, without tearing an accent from its letter or leaving fewer than three behind."""
    kept, used = 0, 0.0
    for letter in word:
        used += width(letter, size)
        if used > room:
            break
        kept += 1
    if len(word) - kept < 3 < kept - 3:
        kept = len(word) - 3
    while kept > 1 and kept < len(word) and unicodedata.combining(word[kept]):
        kept -= 1
    return kept
