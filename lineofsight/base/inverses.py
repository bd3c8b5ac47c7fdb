"""What takes acts back, for the kinds of acts that have a simple answer: a link, an edited row, a state, a dated fact.

Each domain says in its `sentences` which of its commands are of which kind. An act is offered to be taken back while
what it wrote is what holds now; what came after it is taken back first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from lineofsight.base import sentences
from lineofsight.base.canonical import plain
from lineofsight.base.commands import Context
from lineofsight.base.dated_models import Dated
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Facts, Undo, known, models_by_kind

#: By command: the kinds of rows that its inverse looks at, each with the rows beside them that it names.
_looked_at: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)


def looks_at(command: str, kind: str, *beside: str) -> None:
    """Let the rows of a kind that acts of a command wrote be loaded, with rows beside them, for the inverse."""
    _looked_at[command][kind] = beside


def link(
    *,
    make: str,
    end: str,
    kind: str,
    ends: Mapping[str, str],
    values: tuple[str, ...] = (),
) -> None:
    """Say that `make` makes or changes a dated link and `end` ends it: each takes the other back.

    `ends` names the inputs that say what is linked to, each with the attribute of the row; `values` the inputs that
    say how. Only spans without an end are simple: a link that was to end or to change later is mended by hand.
    """
    beside = tuple(ends.values())
    looks_at(make, kind, *beside)
    looks_at(end, kind, *beside)

    def named(row: Any) -> dict[str, Any]:
        found = {name: getattr(row, attribute) for name, attribute in ends.items()}
        return {name: thing.public_id for name, thing in found.items() if thing is not None}

    def again(change: Change, row: Any, day: date) -> Undo:
        how = {name: getattr(row, name) for name in values}
        return Undo(make, change.target, plain({**named(row), **how, "from_": day}), about=_about(row))

    @sentences.inverse(make)
    def made(change: Change, rows: list[RowChange]) -> Undo | None:
        here = [row for row in came(rows, kind) if row.valid_to is None]
        before = closed(rows, kind)
        if len(here) != 1 or here[0].known_to is not None or len(before) > 1:
            return None
        day = here[0].valid_from
        if before:
            return again(change, before[0], day) if _is_open_on(before[0], day) else None
        return Undo(end, change.target, plain({**named(here[0]), "on": day}), about=_about(here[0]))

    @sentences.inverse(end)
    def ended(change: Change, rows: list[RowChange]) -> Undo | None:
        found = ended_once(rows, kind)
        return again(change, *found) if found else None


def edit(command: str, kind: str, *names: str) -> None:
    """Say that a command changes some fields of one row: the same command with what stood there takes it back."""
    looks_at(command, kind)

    @sentences.inverse(command)
    def edited(change: Change, rows: list[RowChange]) -> Undo | None:
        found = _changed(rows, kind)
        if found is None or not set(found) <= set(names):
            return None
        return Undo(command, change.target, {name: before for name, (before, _) in found.items()})


def state(command: str, back: str, kind: str, before: str) -> None:
    """Say that a command moves a row out of a state, and that `back` moves it there again."""
    looks_at(command, kind)

    @sentences.inverse(command)
    def moved(change: Change, rows: list[RowChange]) -> Undo | None:
        found = _changed(rows, kind)
        if found is None or set(found) != {"state"} or found["state"][0] != before:
            return None
        return Undo(back, change.target, {})


def came(rows: list[RowChange], kind: str) -> list[Any]:
    """Return the rows that an act brought, as they are now."""
    return _known(kind, [row.row_id for row in rows if row.kind == kind and row.operation == "insert"])


def closed(rows: list[RowChange], kind: str) -> list[Any]:
    """Return the rows that an act closed or changed, as they are now."""
    return _known(kind, [row.row_id for row in rows if row.kind == kind and row.operation == "update"])


def ended_once(rows: list[RowChange], kind: str) -> tuple[Any, date] | None:
    """Return the one open-ended row that an act ended and the day, unless something holds there again."""
    before, left = closed(rows, kind), came(rows, kind)
    if len(before) != 1 or before[0].valid_to is not None or len(left) > 1:
        return None
    row = before[0]
    day = left[0].valid_to if left else row.valid_from
    if any(_about(one) == _about(row) and (one.valid_to is None or one.valid_to > day) for one in _now(row)):
        return None
    return row, day


def _is_open_on(row: Any, day: date) -> bool:
    return bool(row.valid_from <= day and row.valid_to is None)


def _changed(rows: list[RowChange], kind: str) -> dict[str, Any] | None:
    """Return {field: (before, after)} of the one row that an act changed, while all of it is what it says now."""
    ours = [row for row in rows if row.kind == kind and row.operation == "update"]
    if len({row.row_id for row in ours}) != 1:
        return None
    found: dict[str, Any] = {}
    for row in ours:  # an act may write a row twice: once what it says, once its version
        for name, (before, after) in (row.values or {}).items():
            found[name] = (found.get(name, (before, after))[0], after)
    found.pop("version", None)
    now = known(("row", kind, ours[0].row_id))
    is_so = now is not None and all(plain(getattr(now, name)) == after for name, (_, after) in found.items())
    return found if found and is_so else None


def _known(kind: str, ids: Sequence[int | None]) -> list[Any]:
    return [row for pk in ids if (row := known(("row", kind, pk))) is not None]


def _now(row: Any) -> list[Any]:
    found: list[Any] = known(("now", row.declaration.kind, _first(row)), [])
    return found


def _about(row: Any) -> str:
    """Return what a dated row is about, as text: history offers to take back only the latest act on it."""
    return " ".join(str(getattr(row, row._meta.get_field(name).attname)) for name in row.entity_fields)


def _first(row: Any) -> Any:
    return getattr(row, row._meta.get_field(row.entity_fields[0]).attname)


@sentences.loader
def _rows(ctx: Context, changes: Sequence[Change], rows: Sequence[RowChange]) -> Facts:
    """Load the rows that inverses look at, and what holds now beside them: one statement for each kind of row."""
    command_of = {change.pk: change.command for change in changes if change.command in _looked_at}
    wanted: dict[str, set[int]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        looked = _looked_at.get(command_of.get(row.change_id, ""), {})
        if row.kind in looked and row.row_id is not None:
            wanted[row.kind].add(row.row_id)
            beside[row.kind] |= set(looked[row.kind])
    facts: Facts = {}
    for kind, ids in wanted.items():
        for one in _loaded(models_by_kind()[kind], ids, sorted(beside[kind])):
            facts[("row", kind, one.pk)] = one
            if isinstance(one, Dated) and one.known_to is None:
                facts.setdefault(("now", kind, _first(one)), []).append(one)
    return facts


def _loaded(model: Any, ids: set[int], beside: list[str]) -> Any:
    which = Q(pk__in=ids)
    if issubclass(model, Dated):
        first = model._meta.get_field(model.entity_fields[0]).attname
        which |= Q(**{f"{first}__in": model.objects.filter(pk__in=ids).values(first), "known_to__isnull": True})
    return model.objects.filter(which).select_related(*beside)
