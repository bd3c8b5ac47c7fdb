"""What bringing many objectives or goals at once needs: things by key brought to what rows say, links settled."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lineofsight.base import bulk
from lineofsight.base.errors import Invalid
from lineofsight.organization.placing import Keys, Piece, Placed, Problems, Sheet
from lineofsight.strategy.commands.cascade import TOLERANCE
from lineofsight.strategy.models import StrategicObjective

Values = Mapping[str, Any]
CHUNK = 500


@dataclass(slots=True)
class Brought:
    """Which keys of a source were new, changed, or as the rows say."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0

    @property
    def placed(self) -> Placed:
        """Return the counts."""
        return Placed(len(self.new), len(self.changed), self.same)


def bring(
    model: Any,
    source: str,
    wanted: Mapping[str, Values],
    *,
    of_new: Callable[[str, Values], Values] = lambda key, values: {},
) -> Brought:
    """Bring the things of a source to the columns wanted; new ones are appended in one go, with `of_new` beside."""
    if not wanted:
        return Brought()
    columns = list(next(iter(wanted.values())))
    rows = model.objects.filter(source=source).values_list("key", "pk", *columns)
    current = {key: (pk, values) for key, pk, *values in rows}
    found = Brought()
    for key, values in wanted.items():
        stored = current.get(key)
        if stored is None:
            found.new.append(key)
        elif list(values.values()) == stored[1]:
            found.same += 1
        else:
            found.changed.append(key)
    for first in range(0, len(found.changed), CHUNK):
        keys = found.changed[first : first + CHUNK]
        held = model.objects.in_bulk([current[key][0] for key in keys])
        for key in keys:
            _save(held[current[key][0]], wanted[key])
    if found.new:
        whole = [{"key": key, **wanted[key], **of_new(key, wanted[key])} for key in found.new]
        columns_of = {name: [row[name] for row in whole] for name in whole[0]}
        bulk.append(model, {**columns_of, "source": bulk.Same(source)})
    return found


def _save(row: Any, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


class Strategic:
    """Ids of strategic objectives by key, by address, and by a code that only one of them has."""

    def __init__(self, source: str) -> None:
        self._keys = Keys(StrategicObjective, source)
        codes: dict[str, list[int]] = defaultdict(list)
        for code, pk in StrategicObjective.objects.values_list("code", "pk"):
            codes[code].append(pk)
        self._codes = {code: found[0] for code, found in codes.items() if len(found) == 1}

    def find(self, key: str) -> int | None:
        """Return the id of a key, address or code, or None."""
        return self._keys.find(key) or self._codes.get(key)


@dataclass(frozen=True, slots=True)
class Link:
    """One link row, its ends resolved: the child, the other ends as columns, what is said, and from when to when."""

    index: int
    child: int
    name: str
    ends: tuple[int | None, ...]
    contributes: bool
    share: Decimal | None
    said: tuple[Any, ...]
    from_: date
    to: date | None


def settle_links(sheet: Sheet, links: Sequence[Link], now: datetime) -> set[int]:
    """Let each child named have exactly these links from the first day that its rows name; return whose differ."""
    _check(links)
    grouped: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        grouped[link.child].append(link)
    present: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for entity in sheet.current:
        present[entity[0]].add(entity)
    touched = set()
    for child, rows in grouped.items():
        since = min(row.from_ for row in rows)
        pieces: dict[tuple[Any, ...], list[Piece]] = defaultdict(list)
        for row in rows:
            pieces[(child, *row.ends)].append(Piece(row.from_, row.to, row.said))
        for entity in sorted(present[child] | pieces.keys(), key=str):
            if sheet.settle(entity, pieces.get(entity, []), since):
                touched.add(child)
    sheet.write(now)
    return touched


def _check(links: Sequence[Link]) -> None:
    """Refuse links that stand twice for a day, and shares that add to more than the whole on any day."""
    problems = Problems()
    grouped: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        grouped[link.child].append(link)
    for rows in grouped.values():
        for day in {row.from_ for row in rows}:
            holding = [row for row in rows if row.from_ <= day and (row.to is None or row.to > day)]
            total = sum((row.share or Decimal(0) for row in holding if row.contributes), Decimal(0))
            if total > 1 + TOLERANCE:
                sentence = (
                    f"The shares of “{rows[0].name}” add to {(total * 100).normalize():f}% on {day}; at most 100%."
                )
                problems.add(holding[-1].index, "share", sentence)
            if len({row.ends for row in holding}) < len(holding):
                problems.add(holding[-1].index, "key", f"“{rows[0].name}” has the same link twice on {day}.")
    problems.refuse()


def share_said(contributes: bool, share: Decimal | None, siblings: int) -> Decimal | None:
    """Return the share of a row: said, or the whole where it is the only link; None for a support."""
    if not contributes:
        return None
    return Decimal(1) if share is None and siblings == 1 else share


def resolve(keys: Any, key: str, problems: Problems, place: tuple[int, str, str]) -> int | None:
    """Return the id of a key, None for an empty one; an unknown one is noted for its (row, column, what)."""
    if not key:
        return None
    found: int | None = keys.find(key)
    if found is None:
        problems.add(place[0], place[1], f"There is no {place[2]} “{key}”.")
    return found


def refuse_duplicates(keys: Iterable[str], list_name: str) -> None:
    """Refuse rows of which two have one key."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise Invalid({f"{list_name}.{index}.key": f"“{key}” stands twice."})
        seen.add(key)
