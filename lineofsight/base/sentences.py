"""History in sentences: who did what to a thing, when and why, as far as the reader may see the rows it touched."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from lineofsight.base import access, cipher, commands
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Command, Context
from lineofsight.base.errors import NotFound
from lineofsight.base.model import Identified, Record
from lineofsight.base.models import Change, RowChange

MOST = 200

Wording = Callable[[Change, list[RowChange]], str]
Facts = dict[Any, Any]
Loader = Callable[[Context, Sequence[Change], Sequence[RowChange]], Facts]
_wordings: dict[str, Wording] = {}
_loaders: list[Loader] = []
_names: dict[str, Callable[[Any], str]] = {}
_also: dict[str, list[Callable[[Any], QuerySet[Any]]]] = defaultdict(list)
_facts: ContextVar[Facts] = ContextVar("facts")


@dataclass(frozen=True, slots=True)
class Undo:
    """The act that takes another one back: a command, its target, its input, and what of the target it is about."""

    command: str
    target: str
    input: dict[str, Any]
    about: str = ""


Inverse = Callable[[Change, list[RowChange]], Undo | None]
_inverses: dict[str, Inverse] = {}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: when, by whom (and for whom), through which door, what in words, and the reason that was given.

    `undo` says what would take it back, where the reader may do that now.
    """

    id: str
    at: datetime
    actor: str
    via: str
    sentence: str
    reason: str
    command: str
    undo: Undo | None = None


def register(command: str) -> Callable[[Wording], Wording]:
    """Register how acts of a command read: `(change, rows) -> "set the target …"`, to follow the actor's name."""

    def keep(function: Wording) -> Wording:
        _wordings[command] = function
        return function

    return keep


def inverse(command: str) -> Callable[[Inverse], Inverse]:
    """Register what takes acts of a command back: `(change, rows) -> Undo`, None where nothing does any more."""

    def keep(function: Inverse) -> Inverse:
        _inverses[command] = function
        return function

    return keep


def loader(function: Loader) -> Loader:
    """Register what wordings need to know of a whole page of acts, loaded at once; they read it by `known(key)`.

    What is named must be in the scope of the reader, whose context comes first: an act may name what is closed to them.
    """
    _loaders.append(function)
    return function


def acts_on(kind: str) -> Callable[[Callable[[Any], QuerySet[Any]]], Callable[[Any], QuerySet[Any]]]:
    """Register further acts that belong to the history of a thing: `(row) -> ids of changes`."""

    def keep(function: Callable[[Any], QuerySet[Any]]) -> Callable[[Any], QuerySet[Any]]:
        _also[kind].append(function)
        return function

    return keep


def worded() -> set[str]:
    """Return the names of the commands whose acts somebody worded."""
    return set(_wordings)


def known(key: Any, default: Any = None) -> Any:
    """Return a fact that a loader found for the acts being told."""
    return _facts.get({}).get(key, default)


def history_of(ctx: Context, address: str, *, limit: int = MOST) -> tuple[HistoryLine, ...]:
    """Return what was done to a thing (`kind:public_id`), the latest first.

    An act that touched any row which the viewer may not see is left out; NotFound where the thing itself is closed.
    """
    row = seen(ctx.viewer, address)
    kind = row.declaration.kind
    touching = RowChange.objects.filter(kind=kind, row_id=row.pk).values("change_id")
    which = Q(target__in=(address, str(row.public_id))) | Q(pk__in=touching)
    for further in _also[kind]:
        which |= Q(pk__in=further(row))
    changes = Change.objects.filter(which).prefetch_related("rows__person_key").order_by("-at", "-id")
    if ctx.known_at is not None:
        changes = changes.filter(at__lte=ctx.known_at)
    return _told(ctx, list(changes[:limit]))


def act(ctx: Context, change_id: UUID) -> HistoryLine:
    """Return one act as the reader may see it; NotFound where any of what it touched is closed to them."""
    found = Change.objects.filter(public_id=change_id).prefetch_related("rows__person_key")
    lines = _told(ctx, list(found)) if all(change.rows.all() for change in found) else ()
    if not lines:
        raise NotFound("This act")
    return lines[0]


def _told(ctx: Context, found: list[Change]) -> tuple[HistoryLine, ...]:
    every = [row for change in found for row in change.rows.all()]
    visible = _visible_rows(ctx.viewer, every)
    may = _Judge(ctx)
    lines = []
    with _loaded(ctx, found, every):
        for change in found:
            rows = [opened(row) for row in change.rows.all()]
            if all((row.kind, row.row_id) in visible for row in rows if row.operation != "delete"):
                lines.append(line_of(change, rows, may.undo(change, rows)))
    return tuple(lines)


@contextmanager
def _loaded(ctx: Context, found: list[Change], rows: list[RowChange]) -> Iterator[None]:
    facts: Facts = {}
    for load in _loaders:
        facts |= load(ctx, found, rows)
    with knowing(facts):
        yield


@contextmanager
def knowing(facts: Facts) -> Iterator[None]:
    """Let wordings know these facts inside."""
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)


def opened(row: RowChange) -> RowChange:
    """Return the row with the personal values that its record class keeps under the person's key, while that exists."""
    if row.values is None and row.cipher:
        text = cipher.decrypt(row.person_key, bytes(row.cipher))
        row.values = json.loads(text) if text else None
    return row


class _Judge:
    """Tells what the reader may take back now: of several acts on the same thing and unit only the latest."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.targets: dict[str, Any] = {}
        self.asked: set[tuple[str, str, str]] = set()

    def undo(self, change: Change, rows: list[RowChange]) -> Undo | None:
        """Return what takes an act back, if somebody said what does and the reader may do it."""
        if change.command not in _inverses or self.ctx.as_of or self.ctx.known_at:
            return None
        found = _inverses[change.command](change, rows)
        if found is None:
            return None
        place = (found.command, found.target, found.about or str(found.input.get("unit")))
        if place in self.asked:
            return None
        self.asked.add(place)
        command: Command[Any] = commands.find(found.command)
        if found.target not in self.targets:
            try:
                self.targets[found.target] = seen(self.ctx.viewer, found.target)
            except NotFound:
                self.targets[found.target] = None
        target = self.targets[found.target]
        if target is None or not command.allow(self.ctx, target, command.input.model_validate(found.input)):
            return None
        return found


def line_of(change: Change, rows: list[RowChange], undo: Undo | None = None) -> HistoryLine:
    """Return one act in words; the reader may see its rows."""
    wording = _wordings.get(change.command, plain_words)
    said = wording(change, rows)
    return HistoryLine(
        id=str(change.public_id),
        at=change.at,
        actor=change.actor_name,
        via=change.via,
        sentence=f"{change.actor_name} {said}" if change.actor_name else said,
        reason=change.reason,
        command=change.command,
        undo=undo,
    )


def plain_words(change: Change, rows: list[RowChange]) -> str:
    """Return the verb of a command and the fields that changed, where nobody registered better words."""
    verb = change.command.rpartition(".")[2].replace("_", " ")
    changed = [
        f"{name.removesuffix('_id').replace('_', ' ')} {show(before)} → {show(after)}"
        for row in rows
        if row.operation == "update" and row.values
        for name, (before, after) in row.values.items()
        if name not in ("version", "known_to")
    ]
    return f"{verb}: {', '.join(changed)}" if changed else verb


def show(value: Any) -> str:
    """Return a stored value as a reader sees it."""
    return "nothing" if value in (None, "") else str(value)


def title_of(viewer: Viewer, address: str) -> str:
    """Return what a thing is called, for the head of its history: its name where its domain said how to find it."""
    row = seen(viewer, address)
    name = _names.get(row.declaration.kind)
    found = name(row) if name else ""
    return found or str(row._meta.verbose_name)


def named_by(kind: str, function: Callable[[Any], str]) -> None:
    """Let a domain say what its things are called today: `(row) -> name`."""
    _names[kind] = function


def seen(viewer: Viewer, address: str) -> Any:
    """Return the thing at an address; NotFound unless the viewer may see it. Asked once a request."""
    key = f"seen {address}"
    if key not in viewer.cache:
        viewer.cache[key] = _seen(viewer, address)
    return viewer.cache[key]


def _seen(viewer: Viewer, address: str) -> Any:
    kind, _, public_id = address.partition(":")
    model = models_by_kind().get(kind)
    if model is None or not issubclass(model, Identified):
        raise NotFound("This thing")
    try:
        row = model.objects.visible_to(viewer).filter(public_id=public_id).first()
    except (ValueError, ValidationError):
        row = None
    if row is None:
        raise NotFound(str(model._meta.verbose_name).capitalize())
    return row


def _visible_rows(viewer: Viewer, rows: Iterable[RowChange]) -> set[tuple[str, int]]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.row_id is not None:
            by_kind[row.kind].add(row.row_id)
    visible: set[tuple[str, int]] = set()
    for kind, ids in by_kind.items():
        model = models_by_kind().get(kind)
        if model is None or model not in access.scoped_models():
            continue
        seen = model.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True)
        visible |= {(kind, pk) for pk in seen}
    return visible


@cache
def models_by_kind() -> dict[str, type[Record]]:
    """Return every model of domain rows by its kind."""
    return {model.declaration.kind: model for model in apps.get_models() if issubclass(model, Record)}
