"""What can be found: each domain registers its things in one call, from `AppConfig.ready`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lineofsight.base import events
from lineofsight.base.access import Viewer
from lineofsight.base.ui.components import NodeShape, Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as search knows it. `handle` is how its address names it; `more` is found but not shown."""

    object_id: int
    handle: str
    title: str
    url: str
    note: str = ""
    more: str = ""


#: Says which things a written row changes: its column that holds the thing's id, or a function of the row.
Touch = str | Callable[[Mapping[str, Any]], Collection[int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing that can be found.

    `entries(ids)` makes the entries of some things, or of all (None). `scope(viewer)` returns the ids the viewer may
    see as a subquery, or None where the viewer may see all. `touched_by` says which rows change an entry: the kind of
    the row, and its column that holds the thing's id, or a function that returns the ids of the things it changes (""
    where one row changes so many entries that a job looks through all). `pages` are the names of the addresses that
    show such a thing, with the argument that holds its handle. `mark` is what a reader types in front to find only
    these.
    """

    kind: str
    label: Text
    shape: NodeShape
    entries: Callable[[Collection[int] | None], Iterable[Entry]]
    scope: Callable[[Viewer], Any]
    touched_by: Mapping[str, Touch]
    pages: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    order: int = 50


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let things of a kind be found."""
    _sources[source.kind] = source
    events.watch(*source.touched_by)


def offered() -> list[Source]:
    """Return what can be found, in the order of the results."""
    return sorted(_sources.values(), key=lambda source: source.order)


def source_of(kind: str) -> Source:
    """Return the source of a kind."""
    return _sources[kind]


def thing_of(view_name: str, arguments: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (kind, handle) of the thing that a page shows, None where it shows none."""
    for source in _sources.values():
        if view_name in source.pages:
            return source.kind, str(arguments[source.pages[view_name]])
    return None
