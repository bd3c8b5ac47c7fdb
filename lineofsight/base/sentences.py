"""History in sentences: who did what to a thing, when and why, as far as the reader may see the rows it touched."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from lineofsight.base import access
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.model import Identified, Record
from lineofsight.base.models import Change, RowChange

MOST = 200

Wording = Callable[[Change, list[RowChange]], str]
_wordings: dict[str, Wording] = {}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: when, by whom (and for whom), through which door, what in words, and the reason that was given."""

    id: str
    at: datetime
    actor: str
    via: str
    sentence: str
    reason: str
    command: str


def register(command: str) -> Callable[[Wording], Wording]:
    """Register how acts of a command read: `(change, rows) -> "set the target …"`, to follow the actor's name."""

    def keep(function: Wording) -> Wording:
        _wordings[command] = function
        return function

    return keep


def history_of(ctx: Context, address: str, *, limit: int = MOST) -> tuple[HistoryLine, ...]:
    """Return what was done to a thing (`kind:public_id`), the latest first.

    An act that touched any row which the viewer may not see is left out; NotFound where the thing itself is closed.
    """
    _seen(ctx.viewer, address)
    changes = Change.objects.filter(target=address).prefetch_related("rows").order_by("-at", "-id")
    if ctx.known_at is not None:
        changes = changes.filter(at__lte=ctx.known_at)
    found = list(changes[:limit])
    visible = _visible_rows(ctx.viewer, [row for change in found for row in change.rows.all()])
    lines = []
    for change in found:
        rows = list(change.rows.all())
        if all((row.kind, row.row_id) in visible for row in rows if row.operation != "delete"):
            lines.append(line_of(change, rows))
    return tuple(lines)


def line_of(change: Change, rows: list[RowChange]) -> HistoryLine:
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


def _seen(viewer: Viewer, address: str) -> None:
    """Refuse with NotFound unless the viewer may see the thing."""
    kind, _, public_id = address.partition(":")
    model = _models_by_kind().get(kind)
    if model is None or not issubclass(model, Identified):
        raise NotFound("This thing")
    try:
        is_seen = model.objects.visible_to(viewer).filter(public_id=public_id).exists()
    except (ValueError, ValidationError):
        is_seen = False
    if not is_seen:
        raise NotFound(str(model._meta.verbose_name).capitalize())


def _visible_rows(viewer: Viewer, rows: Iterable[RowChange]) -> set[tuple[str, int]]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.row_id is not None:
            by_kind[row.kind].add(row.row_id)
    visible: set[tuple[str, int]] = set()
    for kind, ids in by_kind.items():
        model = _models_by_kind().get(kind)
        if model is None or model not in access.scoped_models():
            continue
        seen = model.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True)
        visible |= {(kind, pk) for pk in seen}
    return visible


@cache
def _models_by_kind() -> dict[str, type[Record]]:
    return {model.declaration.kind: model for model in apps.get_models() if issubclass(model, Record)}
