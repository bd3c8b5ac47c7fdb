"""What stands on a card and beside a row: lines of text with their places, so that heights are known before drawing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from lineofsight.strategy.picture import text
from lineofsight.strategy.picture.layout import Box, Picture, Row, Sizes, arrange, card_width, lay_out

INSIDE = 12.0
TOP = 8.0
CHIP = 20.0
SHAPE = 13.0
NAME, NAME_LINE = 13.0, 17.0
NOTE, NOTE_LINE = 12.0, 16.0
SCORE = 15.0
HEAD_NAME, HEAD_LINE = 13.5, 18.0
FIGURE, FIGURE_LINE = 19.0, 26.0
SPARK = 58.0
LEAST_SPARK = 30.0
MOST_NAME_LINES = 7
TARGET = 24.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A status as it is drawn: the name of its shape, its word, its tone, and whether it is filled."""

    shape: str
    word: str
    tone: str
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number that answers Why? under an address; without one it is plain."""

    text: str
    url: str = ""
    label: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An objective on the map."""

    key: str
    code: str
    name: str
    url: str = ""
    mark: Mark | None = None
    number: Number | None = None
    note: str = ""
    trend: tuple[float | None, ...] = ()
    classes: str = ""
    has_handle: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A perspective beside its row; `notes` are small lines under its number, the first one under its name."""

    name: str
    weight: str = ""
    number: Number | None = None
    mark: Mark | None = None
    notes: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from driver to outcome: `tone` says what the data say of it, `label` says it in words."""

    driver: str
    outcome: str
    tone: str = "plain"
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A map to be drawn: rows of cards, and arrows."""

    rows: tuple[tuple[Head, tuple[Card, ...]], ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: where its baseline begins (or ends, when `at_end`), its size and what it is."""

    kind: str
    text: str
    x: float
    baseline: float
    size: float
    at_end: bool = False

    @property
    def box(self) -> Box:
        """Return the room that the line takes."""
        wide = text.width(self.text, self.size)
        return Box(self.x - wide if self.at_end else self.x, self.baseline - self.size * 0.8, wide, self.size)


@dataclass(frozen=True, slots=True)
class Face:
    """A card or head with its lines placed, in the coordinates of the whole picture."""

    box: Box
    lines: tuple[Line, ...]
    chip: Box | None = None
    number: Box | None = None
    spark: Box | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything placed: the picture, the faces of cards by key, and those of the heads."""

    picture: Picture
    cards: dict[str, Face] = field(default_factory=dict)
    heads: tuple[Face, ...] = ()
    columns: int = 1

    def all_lines(self) -> Iterator[Line]:
        """Return every line of text on the map."""
        return chain.from_iterable(face.lines for face in (*self.heads, *self.cards.values()))


def place(drawn: Map, sizes: Sizes | None = None, *, is_mirrored: bool = False) -> Drawn:
    """Return the map with every text, card and link in its place; mirrored for languages read from the right."""
    sizes = sizes or Sizes()
    keys = [[card.key for card in cards] for _, cards in drawn.rows]
    links = [(link.driver, link.outcome) for link in drawn.links]
    wide = card_width(keys, links, sizes)
    head_wide = sizes.head - 10
    rows = [
        Row(
            _head_height(head, head_wide) + 2 * sizes.pad,
            tuple((card.key, card_height(card, wide)) for card in cards),
        )
        for head, cards in drawn.rows
    ]
    picture = lay_out(rows, links, sizes)
    picture = picture.mirrored() if is_mirrored else picture
    cards = {card.key: _card_face(card, picture.cards[card.key], is_mirrored) for _, row in drawn.rows for card in row}
    heads = tuple(_head_face(head, box, is_mirrored) for (head, _), box in zip(drawn.rows, picture.heads, strict=True))
    return Drawn(picture, cards, heads, arrange(keys).columns)


def chip_width(mark: Mark) -> float:
    """Return how wide the chip of a status is."""
    return SHAPE + 5 + text.width(mark.word, NOTE) + (15 if mark.is_filled else 2)


def card_height(card: Card, wide: float) -> float:
    """Return how much height a card needs at a width."""
    room = wide - 2 * INSIDE
    return sum(
        (
            TOP,
            _top_rows(card, room) * CHIP,
            5,
            len(_name_lines(card, room)) * NAME_LINE,
            4 + _foot_height(card, room) if card.note or card.trend else 0,
            TOP,
        )
    )


def _top_rows(card: Card, room: float) -> int:
    """Return whether status and score stand beside each other (1) or, when too wide, below (2)."""
    if card.mark is None and card.number is None:
        return 0
    chip = chip_width(card.mark) if card.mark else 0
    number = text.width(card.number.text, SCORE) if card.number else 0
    return 1 if chip + number + 8 <= room else 2


def _name_lines(card: Card, room: float) -> tuple[str, ...]:
    return text.wrap(f"{card.code} {card.name}".strip(), room, NAME, most=MOST_NAME_LINES)


def _note_lines(card: Card, room: float) -> tuple[str, ...]:
    return text.wrap(card.note, room - (_spark_width(card, room) + 6 if card.trend else 0), NOTE, most=2)


def _spark_width(card: Card, room: float) -> float:
    """Return the width of the trend, which gives way where the note then fits on one line."""
    left = room - 6 - text.width(card.note, NOTE)
    return min(left, SPARK) if left >= LEAST_SPARK else SPARK


def _foot_height(card: Card, room: float) -> float:
    return max(len(_note_lines(card, room)) * NOTE_LINE, 18.0 if card.trend else 0.0)


def _card_face(card: Card, box: Box, is_mirrored: bool) -> Face:
    room = box.width - 2 * INSIDE
    start = box.right - INSIDE if is_mirrored else box.x + INSIDE
    end = box.x + INSIDE if is_mirrored else box.right - INSIDE
    turn = -1 if is_mirrored else 1
    lines: list[Line] = []
    chip = number = spark = None
    rows = _top_rows(card, room)
    y = box.y + TOP
    if card.mark:
        chip = _turned(start, y, chip_width(card.mark), CHIP, turn)
        into = (7 if card.mark.is_filled else 0) + SHAPE + 5
        lines.append(Line("word", card.mark.word, start + turn * into, y + 14, NOTE, is_mirrored))
    if card.number:
        level = y + (rows - 1) * CHIP
        lines.append(Line("score", card.number.text, end, level + 15.5, SCORE, not is_mirrored))
        wide = max(text.width(card.number.text, SCORE) + 6, TARGET)
        number = _turned(end - turn * (wide - 3), level - 2, wide, TARGET, turn)
    y += rows * CHIP
    names = _name_lines(card, room)
    foot = _foot_height(card, room)
    free = box.bottom - TOP - (foot + 4 if foot else 0) - y - len(names) * NAME_LINE
    y += max(free / 2, 2)
    for name in names:
        lines.append(Line("name", name, start, y + 12.5, NAME, is_mirrored))
        y += NAME_LINE
    notes = _note_lines(card, room)
    top = box.bottom - TOP - len(notes) * NOTE_LINE
    for place_, note in enumerate(notes):
        lines.append(Line("note", note, start, top + place_ * NOTE_LINE + 12, NOTE, is_mirrored))
    if card.trend:
        wide = _spark_width(card, room)
        spark = _turned(end - turn * wide, box.bottom - TOP - 18, wide, 18, turn)
    return Face(box, tuple(lines), chip, number, spark)


def _turned(start: float, y: float, wide: float, high: float, turn: int) -> Box:
    """Return the box that begins at a start and runs in reading direction."""
    return Box(start if turn > 0 else start - wide, y, wide, high)


def _head_parts(head: Head, wide: float) -> list[tuple[str, str, float, float]]:
    """Return the lines of a head from its top: kind, text, size, and height of the line."""
    parts = [("title", line, HEAD_NAME, HEAD_LINE) for line in text.wrap(head.name, wide, HEAD_NAME, most=4)]
    parts += [("note", line, NOTE, NOTE_LINE) for line in text.wrap(head.weight, wide, NOTE, most=2)]
    if head.number:
        parts.append(("figure", head.number.text, FIGURE, FIGURE_LINE))
    if head.mark:
        parts.append(("word", text.shorten(head.mark.word, wide - SHAPE - 5, NOTE), NOTE, CHIP))
    parts += [("note", line, NOTE, NOTE_LINE) for note in head.notes for line in text.wrap(note, wide, NOTE, most=2)]
    return parts


def _head_height(head: Head, wide: float) -> float:
    return sum(high for *_, high in _head_parts(head, wide))


def _head_face(head: Head, box: Box, is_mirrored: bool) -> Face:
    turn = -1 if is_mirrored else 1
    start = box.right - 6 if is_mirrored else box.x + 6
    y = box.y + 2
    lines: list[Line] = []
    chip = number = None
    for kind, words, size, high in _head_parts(head, box.width):
        at = start
        if kind == "word":
            chip = _turned(start, y, SHAPE + 5 + text.width(words, size), high, turn)
            at = start + turn * (SHAPE + 5)
        if kind == "figure":
            number = _turned(start - turn * 3, y, max(text.width(words, size) + 6, TARGET), high, turn)
        lines.append(Line(kind, words, at, y + high * 0.5 + size * 0.36, size, is_mirrored))
        y += high
    return Face(box, tuple(lines), chip, number)
