"""What placing many rows at once needs: keys resolved, rows grouped by thing and day, the outcome counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.text import slugify

from lineofsight.base import bulk, dated
from lineofsight.base.errors import Invalid
from lineofsight.base.models import Dated
from lineofsight.organization import trees
from lineofsight.organization.trees import Edge

R = TypeVar("R")
MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """How many things were new, changed, or already as the rows say."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with rows, so that a person sees more than the first fault."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, row: int, column: str, sentence: str) -> None:
        """Remember a fault of a row (counted from 0), up to a number that a person will read."""
        if len(self.found) < MOST_PROBLEMS:
            self.found[f"rows.{row}.{column}"] = sentence

    def refuse(self) -> None:
        """Raise Invalid if anything was found."""
        if self.found:
            raise Invalid(self.found)


class Keys:
    """Ids by external key: of the same source, then by address (slug), then a key that only one source uses.

    So a list of people without a source of its own finds the units that a strategy package brought.
    """

    def __init__(self, model: type[models.Model], source: str) -> None:
        fields = [item.name for item in model._meta.concrete_fields]
        columns = ["pk", "source", "key", *(["slug"] if "slug" in fields else [])]
        self.own: dict[str, int] = {}
        self.slugs: dict[str, int] = {}
        others: dict[str, list[int]] = defaultdict(list)
        for pk, of, key, *slug in model._default_manager.values_list(*columns):
            if of == source:
                self.own[key] = pk
            else:
                others[key].append(pk)
            if slug:
                self.slugs[slug[0]] = pk
        self.others = {key: found[0] for key, found in others.items() if len(found) == 1}

    def find(self, key: str) -> int | None:
        """Return the id of a key, or None."""
        return self.own.get(key) or self.slugs.get(key) or self.others.get(key)


class Slugs:
    """Gives out readable addresses that nobody has yet."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = defaultdict(lambda: 1)

    def give(self, text: str, fallback: str, length: int) -> str:
        """Return the text as an address, with a number where it is taken."""
        stem = slugify(text)[: length - 6].strip("-") or fallback
        slug = stem
        while slug in self._taken:
            self._last[stem] += 1
            slug = f"{stem}-{self._last[stem]}"
        self._taken.add(slug)
        return slug


@dataclass(frozen=True, slots=True)
class Spell(Generic[R]):
    """A row and the days for which it speaks: until the next row about the same thing."""

    index: int
    row: R
    from_: date
    to: date | None


def spells(rows: Sequence[R], key: Callable[[R], str], from_: Callable[[R], date]) -> dict[str, list[Spell[R]]]:
    """Return the rows about each thing in order of time; Invalid where two speak for the same day."""
    grouped: dict[str, list[tuple[date, int, R]]] = defaultdict(list)
    for index, row in enumerate(rows):
        grouped[key(row)].append((from_(row), index, row))
    problems = Problems()
    found: dict[str, list[Spell[R]]] = {}
    for name, items in grouped.items():
        items.sort(key=lambda item: item[:2])
        for earlier, later in pairwise(items):
            if earlier[0] == later[0]:
                problems.add(later[1], "key", f"“{name}” stands twice for {later[0]}.")
        ends = [item[0] for item in items[1:]] + [None]
        found[name] = [Spell(index, row, start, end) for (start, index, row), end in zip(items, ends, strict=True)]
    problems.refuse()
    return found


def circle_among(edges: Sequence[Edge], new: Iterable[Edge]) -> tuple[int, ...] | None:
    """Return a circle that any of the new edges closes on some day, or None.

    Most trees have no circle even when all days are laid upon each other, which is quick to see.
    """
    parents: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        parents[edge.child].append(edge)
    if _is_acyclic(parents):
        return None
    for edge in new:
        found = trees.circle(edge, lambda nodes: [up for node in nodes for up in parents.get(node, ())])
        if found:
            return found
    return None


def _is_acyclic(parents: dict[int, list[Edge]]) -> bool:
    waiting = {child: len(edges) for child, edges in parents.items()}
    children: dict[int, list[int]] = defaultdict(list)
    for child, edges in parents.items():
        for edge in edges:
            children[edge.parent].append(child)
    ready = [node for node in children if node not in waiting]
    while ready:
        for child in children.get(ready.pop(), ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    return not any(waiting.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """What holds on the days of a half-open span."""

    from_: date
    to: date | None
    values: tuple[Any, ...]


class Sheet:
    """Dated rows of one table, brought to what rows say: what differs is ended, and appended anew in one go.

    `entity` and `columns` are column names (`unit_id`): what identifies a thing, and what is said about it.
    """

    def __init__(self, model: type[Dated], entity: Sequence[str], columns: Sequence[str]) -> None:
        self.model, self.entity, self.columns = model, tuple(entity), tuple(columns)
        self.current: dict[tuple[Any, ...], list[Piece]] = defaultdict(list)
        self._pending: list[tuple[Any, ...]] = []
        self._ended: list[tuple[tuple[Any, ...], date]] = []
        names = (*self.entity, "valid_from", "valid_to", *self.columns)
        size = len(self.entity)
        for row in model.objects.current().order_by("valid_from").values_list(*names):
            self.current[row[:size]].append(Piece(row[size], row[size + 1], row[size + 2 :]))

    def settle(self, thing: tuple[Any, ...], pieces: Sequence[Piece], since: date) -> bool:
        """Let the pieces, and nothing else, hold for a thing from a day on; return whether that changes anything."""
        stored = clipped(self.current.get(thing, ()), since)
        wanted = joined(pieces)
        if stored == wanted:
            return False
        if stored:
            self._ended.append((thing, since))
        self._pending += [(*thing, piece.from_, piece.to, *piece.values) for piece in wanted]
        return True

    def write(self, now: datetime) -> None:
        """Write what was settled."""
        for thing, since in self._ended:
            dated.end(self.model, dict(zip(self.entity, thing, strict=True)), on=since, now=now)
        if self._pending:
            names = (*self.entity, "valid_from", "valid_to", *self.columns)
            columns: dict[str, Any] = dict(zip(names, zip(*self._pending, strict=True), strict=True))
            bulk.append(self.model, {**columns, "known_from": bulk.Same(now)})


def clipped(pieces: Iterable[Piece], since: date) -> list[Piece]:
    """Return what pieces say from a day on, neighbors that say the same joined."""
    return joined(
        Piece(max(piece.from_, since), piece.to, piece.values)
        for piece in pieces
        if piece.to is None or piece.to > since
    )


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbors that say the same."""
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: each.from_):
        last = found[-1] if found else None
        if last is not None and last.to == piece.from_ and last.values == piece.values:
            found[-1] = Piece(last.from_, piece.to, last.values)
        else:
            found.append(piece)
    return found
