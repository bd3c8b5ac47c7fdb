"""Keeping the table of search: after every command what it touched, and all of it on demand."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.db import transaction

from lineofsight.base import events
from lineofsight.base.folding import fold
from lineofsight.base.search import jobs, sources, text
from lineofsight.base.search.sources import Entry, Source, Touch
from lineofsight.base.search_models import SearchEntry, SearchWord
from lineofsight.base.turns import turn

CHUNK = 2_000
_is_late: ContextVar[bool] = ContextVar("is_late", default=False)
COLUMNS = ("handle", "title", "note", "url", "folded")


@events.reacts_to("base.rows_touched")
def follow(touched: dict[str, list[dict[str, Any]]]) -> None:
    """Bring the entries of what a command wrote up to date; rows written in bulk name nothing, so a job does all."""
    if _is_late.get():
        return
    for source in sources.offered():
        rows = [(row, column) for kind, column in source.touched_by.items() for row in touched.get(kind, [])]
        if any(row is events.ALL or not column for row, column in rows):
            jobs.refresh_soon(source.kind)
        elif ids := {pk for row, column in rows for pk in _things(row, column)}:
            refresh(source, ids)


def _things(row: dict[str, Any], column: Touch) -> Collection[int]:
    if callable(column):
        return column(row)
    return [row[column]] if row.get(column) is not None else []


@contextmanager
def at_the_end() -> Iterator[None]:
    """Leave the index as it is inside, and make it again once at the end, as when a demo is loaded."""
    token = _is_late.set(True)
    try:
        yield
    finally:
        _is_late.reset(token)
    rebuild()


def rebuild() -> int:
    """Make the whole index again, writing only what differs; return how many entries there are."""
    total = sum(refresh(source, None) for source in sources.offered())
    known = {source.kind for source in sources.offered()}
    _remove(SearchEntry.objects.exclude(kind__in=known).values_list("pk", flat=True))
    _forget_words()
    return total


def refresh(source: Source, ids: Collection[int] | None) -> int:
    """Bring the entries of some things, or of all of a kind, up to date; return how many were made.

    Slice by slice, so that a kind of many things takes no more room than one of few.
    """
    stored = SearchEntry.objects.filter(kind=source.kind)
    if ids is not None:
        stored = stored.filter(object_id__in=ids)
    left = dict(stored.values_list("object_id", "pk"))
    entries, made = iter(source.entries(ids)), 0
    while slice_ := list(islice(entries, CHUNK)):
        wanted = {entry.object_id: entry for entry in slice_ if entry.title}
        _store_different(source.kind, wanted)
        made += len(wanted)
        for object_id in wanted:
            left.pop(object_id, None)
    _remove(left.values())
    return made


def _store_different(kind: str, wanted: dict[int, Entry]) -> None:
    had = {row.object_id: row for row in SearchEntry.objects.filter(kind=kind, object_id__in=wanted)}
    changed: list[SearchEntry] = []
    for object_id, entry in wanted.items():
        row = had.get(object_id) or SearchEntry(kind=kind, object_id=object_id)
        values = _values(entry)
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    if changed:
        _store(changed)


def words(folded: str) -> set[str]:
    """Return the words of a text that are long enough to be mistyped."""
    return {word[:60] for word in folded.replace("-", " ").split() if len(word) > 2}


def _values(entry: Entry) -> dict[str, str]:
    folded = " " + fold(f"{entry.title} {entry.note} {entry.more}")
    given = (entry.handle[:200], entry.title[:400], entry.note[:200], entry.url[:300], folded[:800])
    return dict(zip(COLUMNS, given, strict=True))


def _store(rows: list[SearchEntry]) -> None:
    """Write entries, their texts and words; a thing that another process indexes at the same time is written once."""
    found = sorted(set().union(*(words(row.folded) for row in rows)))
    with turn(), transaction.atomic():
        SearchEntry.objects.bulk_create(
            rows, update_conflicts=True, update_fields=COLUMNS, unique_fields=("kind", "object_id")
        )
        by_thing = {(row.kind, row.object_id): row.folded for row in rows}
        kinds, ids = {row.kind for row in rows}, [row.object_id for row in rows]
        keys = SearchEntry.objects.filter(kind__in=kinds, object_id__in=ids).values_list("pk", "kind", "object_id")
        text.write((pk, by_thing[kind, number]) for pk, kind, number in keys)
        new = [SearchWord(word=word, backwards=word[::-1]) for word in found]
        SearchWord.objects.bulk_create(new, ignore_conflicts=True)


def _remove(keys: Iterable[int]) -> None:
    gone = list(keys)
    if not gone:
        return
    with turn(), transaction.atomic():
        text.remove(gone)
        for start in range(0, len(gone), CHUNK):
            SearchEntry.objects.filter(pk__in=gone[start : start + CHUNK]).delete()


def _forget_words() -> None:
    """Forget words that no entry holds any more, as after an erasure."""
    used: set[str] = set()
    for folded in SearchEntry.objects.values_list("folded", flat=True).iterator(chunk_size=CHUNK):
        used |= words(folded)
    gone = [pk for pk, word in SearchWord.objects.values_list("pk", "word") if word not in used]
    with turn(), transaction.atomic():
        for start in range(0, len(gone), CHUNK):
            SearchWord.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
