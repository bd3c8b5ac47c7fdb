"""Finding things: what the viewer may not see is neither found nor counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, islice, product
from operator import or_

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from lineofsight.base.access import Viewer
from lineofsight.base.folding import fold
from lineofsight.base.search import sources, spelling, text
from lineofsight.base.search.sources import Source
from lineofsight.base.search_models import SearchEntry
from lineofsight.base.ui.components import Text

SHORTEST = 2
MOST_TERMS = 6
MOST_OF_A_KIND = 8
MOST_SPELLINGS = 24


@dataclass(frozen=True, slots=True)
class Result:
    """A thing that was found."""

    title: str
    url: str
    note: str
    shape: str
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """The things of a kind that were found: the best ones, and how many there are in the viewer's reach."""

    kind: str
    label: Text
    count: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a text; `is_close` where nothing is spelled like it and one letter was forgiven."""

    text: str
    groups: tuple[Group, ...]
    is_close: bool = False

    @property
    def count(self) -> int:
        """Return how many things were found in all."""
        return sum(group.count for group in self.groups)


def find(viewer: Viewer, typed: str, *, kind: str = "", most: int = MOST_OF_A_KIND) -> Found:
    """Return what the viewer may see and whose name holds every word of `typed`; a mark in front asks for one kind."""
    asked = typed.strip()
    offered = [source for source in sources.offered() if not kind or source.kind == kind]
    if asked[:1] in {source.mark for source in offered if source.mark}:
        offered = [source for source in offered if source.mark == asked[0]]
        asked = asked[1:]
    terms = fold(asked.replace("\x00", "")).split()[:MOST_TERMS]
    if not offered or sum(map(len, terms)) < SHORTEST:
        return Found(asked.strip(), ())
    groups = _groups(viewer, offered, text.holds(terms), terms, most)
    if groups:
        return Found(asked.strip(), groups)
    spellings = _spellings(terms)
    if not spellings:
        return Found(asked.strip(), ())
    close = reduce(or_, (text.holds(each) for each in spellings))
    return Found(asked.strip(), _groups(viewer, offered, close, spellings[0], most), is_close=True)


def last_things(viewer: Viewer, things: Sequence[tuple[str, str]]) -> tuple[Result, ...]:
    """Return things by (kind, handle) in their order, as far as the viewer may see them today."""
    if not things:
        return ()
    which = reduce(or_, (Q(kind=kind, handle=handle) for kind, handle in things))
    rows = SearchEntry.objects.filter(which).filter(_in_scope(viewer, sources.offered()))
    found = {(row.kind, row.handle): _result(row) for row in rows}
    return tuple(found[thing] for thing in things if thing in found)


def named(viewer: Viewer, kind: str, ids: Collection[int]) -> dict[int, Result]:
    """Return things of a kind by their ids, as far as the viewer may see them today."""
    rows = SearchEntry.objects.filter(kind=kind, object_id__in=ids)
    source = [source for source in sources.offered() if source.kind == kind]
    return {row.object_id: _result(row) for row in rows.filter(_in_scope(viewer, source))}


def _spellings(terms: list[str]) -> list[list[str]]:
    """Return the terms with one slip mended, where that leads to a word: each term may have one."""
    choices = [[term, *spelling.close_words(term)] for term in terms]
    return [list(each) for each in islice(product(*choices), 1, MOST_SPELLINGS + 1)]


def _in_scope(viewer: Viewer, offered: list[Source]) -> Q:
    which = Q(pk__in=[])
    for source in offered:
        ids = None if viewer.is_system else source.scope(viewer)
        which |= Q(kind=source.kind) if ids is None else Q(kind=source.kind, object_id__in=ids)
    return which


def _groups(viewer: Viewer, offered: list[Source], which: Q, terms: Sequence[str], most: int) -> tuple[Group, ...]:
    """Return the best things of each kind with their counts, in one statement."""
    said = " ".join(terms)
    closeness = Case(
        When(folded=f" {said}", then=Value(0)),
        When(folded__startswith=f" {said}", then=Value(1)),
        When(folded__contains=f" {said}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = (
        SearchEntry.objects.filter(which)
        .filter(_in_scope(viewer, offered))
        .annotate(closeness=closeness)
        .annotate(
            place=Window(RowNumber(), partition_by=F("kind"), order_by=(F("closeness"), F("title"), F("pk"))),
            of_kind=Window(Count("pk"), partition_by=F("kind")),
        )
        .filter(place__lte=most)
    )
    order = {source.kind: place for place, source in enumerate(offered)}
    found = sorted(rows, key=lambda row: (order[row.kind], row.place))
    groups = []
    for kind, of_kind in groupby(found, key=lambda row: row.kind):
        these = list(of_kind)
        label = sources.source_of(kind).label
        groups.append(Group(kind, label, these[0].of_kind, tuple(_result(row) for row in these)))
    return tuple(groups)


def _result(row: SearchEntry) -> Result:
    return Result(row.title, row.url, row.note, sources.source_of(row.kind).shape, row.kind)
