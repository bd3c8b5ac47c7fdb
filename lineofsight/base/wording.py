"""How acts read, as one line of text a command: `gave the role {role:role}[ over {unit:unit}] from {from_}`.

In braces stands a field of the command's input, else a column of the row that the act made. After a colon stands what
kind of thing the field names; whoever knows these things says in `namer` what they are called, in the reader's scope.
What stands in brackets is left out where one of its fields is empty.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from lineofsight.base import sentences
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Facts, Wording

#: Returns what things are called, by the text of the key they were asked for; what is closed to the viewer is left out.
Namer = Callable[[Viewer, Collection[str]], Mapping[str, str]]
_namers: dict[str, Namer] = {}
_closed: dict[str, str] = {}
_fields: dict[str, list[tuple[str, str]]] = {}
PARTS = re.compile(r"\[([^]]*)\]")


def namer(kind: str, closed: str) -> Callable[[Namer], Namer]:
    """Register what things of a kind are called, and what stands for one that is not open to the reader."""

    def keep(function: Namer) -> Namer:
        _namers[kind], _closed[kind] = function, closed
        return function

    return keep


def register_words(words: Mapping[str, str]) -> None:
    """Register how acts of commands read, by the name of the command."""
    for command, text in words.items():
        _fields[command] = _fields_in(text)
        sentences.register(command)(_wording(text))


def names_in(command: str, **kinds: str) -> None:
    """Let what fields of a command's input name be loaded for words of its own: `names_in("…", unit="unit")`."""
    _fields.setdefault(command, []).extend(kinds.items())


def fields_of(command: str) -> list[tuple[str, str]]:
    """Return (field, kind of thing) of what a command's words name."""
    return _fields.get(command, [])


def named_kinds() -> set[str]:
    """Return the kinds of things of which somebody says what they are called."""
    return set(_namers)


def by_key(keys: Collection[str], number: str = "pk", public_id: str = "public_id") -> Q:
    """Return the filter for rows that are named by their number in one act, by their public id in another."""
    numbers = [int(key) for key in keys if key.isdigit()]
    return Q(**{f"{number}__in": numbers}) | Q(**{f"{public_id}__in": [key for key in keys if _is_public_id(key)]})


def said(change: Change, rows: list[RowChange], name: str) -> Any:
    """Return what an act says of a field: in its input, else in the row it made, else in the one it changed."""
    if change.input.get(name) is not None:
        return change.input[name]
    for operation in ("insert", "update"):
        for row in rows:
            for column in (name, f"{name}_id"):
                after = (row.values or {}).get(column, (None, None))[1]
                if row.operation == operation and after is not None:
                    return after
    return None


def _fields_in(text: str) -> list[tuple[str, str]]:
    return [(name, kind or "") for _, name, kind, _ in Formatter().parse(text) if name]


def _wording(text: str) -> Wording:
    names = {name for name, _ in _fields_in(text)}

    def say(change: Change, rows: list[RowChange]) -> str:
        values = {name: _Value(said(change, rows, name)) for name in names}

        def part(found: re.Match[str]) -> str:
            return found[1] if all(values[name].is_there for name, _ in _fields_in(found[1])) else ""

        return " ".join(PARTS.sub(part, text).format_map(values).split())

    return say


class _Value:
    """A value of an act, which a kind after the colon turns into what the thing is called."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.is_there = value not in (None, "")

    def __format__(self, kind: str) -> str:
        if not self.is_there:
            return ""
        if kind:
            name: str = sentences.known(("name", kind, str(self.value)), _closed[kind])
            return name
        return day(self.value)


def day(value: Any) -> str:
    """Return a day as people read it, anything else as it is."""
    try:
        return str(date_format(date.fromisoformat(value), "j M Y"))
    except (TypeError, ValueError):
        return str(value)


@sentences.loader
def _names(ctx: Context, changes: Sequence[Change], rows: Sequence[RowChange]) -> Facts:
    """Load what the acts of a page name: one statement for each kind of thing."""
    of_act: dict[int, list[RowChange]] = defaultdict(list)
    for row in rows:
        of_act[row.change_id].append(sentences.opened(row))
    wanted: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        for name, kind in fields_of(change.command):
            value = said(change, of_act[change.pk], name) if kind else None
            if value not in (None, ""):
                wanted[kind].add(str(value))
    return {
        ("name", kind, key): name
        for kind, keys in wanted.items()
        for key, name in _namers[kind](ctx.viewer, keys).items()
        if name
    }


def _is_public_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
