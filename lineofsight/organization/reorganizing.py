"""Doing the moves of a reorganization on its day, and undoing them: what came is closed, what was closed comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction

from lineofsight.base import dated, events
from lineofsight.base import recorder as recorders
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid
from lineofsight.base.models import Dated
from lineofsight.organization import closures, commands
from lineofsight.organization.models import (
    Holding,
    PersonDetails,
    Position,
    PositionVersion,
    Reorganization,
    ReorganizationMove,
    Unit,
    UnitVersion,
)

Effects = dict[str, dict[str, list[int]]]


class MoveFails(Invalid):
    """A move cannot be done; the sentence names it and says why."""


class ChangedSince(Invalid):
    """Somebody changed what a reorganization did, so taking it back would lose their change."""


def do_moves(ctx: Context, plan: Reorganization) -> Effects:
    """Do every move from the plan's day on, in order; return which dated rows came and which were closed."""
    recorder = recorders.required("A reorganization")
    before = len(recorder.rows)
    inside = replace(ctx, viewer=SYSTEM, expected_version=None)  # the plan was judged as a whole, by two people
    moves = plan.moves.select_related("unit", "target", "position", "person", "manager").order_by("place")
    for move in moves:
        try:
            DOING[move.kind](inside, move, plan.takes_effect_on)
        except Invalid as error:
            raise MoveFails({"": f"Move {move.place} cannot be done: {error}"}) from error
    return _effects(recorder.rows[before:])


@contextmanager
def trial() -> Iterator[None]:
    """Let writes happen and take them back, with what the recorder noted of them."""
    recorder = recorders.required("A trial")
    rows, told, count = len(recorder.rows), len(recorder.events), recorder.bulk_count
    digest = recorder.bulk_digest.copy()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        del recorder.rows[rows:], recorder.events[told:]
        recorder.bulk_count, recorder.bulk_digest = count, digest


def undo_moves(ctx: Context, plan: Reorganization) -> None:
    """Close the rows that came with the plan and bring back those it closed; refused where they were changed since."""
    for label, rows in plan.effects.items():
        model = apps.get_model(label)
        came = list(model._default_manager.filter(pk__in=rows["came"]))
        changed = [row for row in came if row.known_to is not None]
        if changed:
            raise ChangedSince({"": _changed_sentence(changed[0])})
        for row in came:
            row.known_to = ctx.now
            row.save(update_fields=["known_to"])
        for row in model._default_manager.filter(pk__in=rows["closed"]).order_by("pk"):
            _bring_back(row, ctx)
    closures.rebuild_units()
    closures.rebuild_reports()
    events.publish("organization.tree_changed")
    events.publish("organization.lines_changed")


def _move_unit(ctx: Context, move: ReorganizationMove, day: date) -> None:
    parent = move.target.public_id if move.target else None
    commands.revise_unit(ctx, move.unit, {"parent": parent, "from_": day})


def _rename_unit(ctx: Context, move: ReorganizationMove, day: date) -> None:
    commands.revise_unit(ctx, move.unit, {"name": move.name, "from_": day})


def _merge_unit(ctx: Context, move: ReorganizationMove, day: date) -> None:
    """Bring units and positions of one unit into another, then close it."""
    assert move.unit is not None
    assert move.target is not None
    for unit in Unit.objects.filter(pk__in=_from_day(UnitVersion, day).filter(parent=move.unit).values("unit_id")):
        commands.revise_unit(ctx, unit, {"parent": move.target.public_id, "from_": _begins(unit, day)})
    seats = _from_day(PositionVersion, day).filter(unit=move.unit).values("position_id")
    for seat in Position.objects.filter(pk__in=seats):
        first = _from_day(PositionVersion, day).filter(position=seat, unit=move.unit).order_by("valid_from").first()
        since = max(first.valid_from, day) if first else day
        commands.revise_position(ctx, seat, {"unit": move.target.public_id, "from_": since})
    commands.close_unit(ctx, move.unit, {"on": day})


def _close_unit(ctx: Context, move: ReorganizationMove, day: date) -> None:
    """Close a unit with its vacant positions; people must have been moved before."""
    assert move.unit is not None
    for row in _from_day(PositionVersion, day).filter(unit=move.unit).select_related("position"):
        if not _from_day(Holding, day).filter(position=row.position).exists():
            dated.end(PositionVersion, {"position": row.position}, on=day, now=ctx.now)
    commands.close_unit(ctx, move.unit, {"on": day})


def _move_position(ctx: Context, move: ReorganizationMove, day: date) -> None:
    assert move.target is not None
    commands.revise_position(ctx, move.position, {"unit": move.target.public_id, "from_": day})


def _set_manager(ctx: Context, move: ReorganizationMove, day: date) -> None:
    lines = [{"manager": move.manager.public_id}] if move.manager else []
    commands.set_reporting_lines(ctx, move.person, {"from_": day, "lines": lines})


DOING: dict[str, Callable[[Context, ReorganizationMove, date], None]] = {
    "move_unit": _move_unit,
    "rename_unit": _rename_unit,
    "merge_unit": _merge_unit,
    "close_unit": _close_unit,
    "move_position": _move_position,
    "set_manager": _set_manager,
}


def _from_day(model: Any, day: date) -> Any:
    """Return the rows known now that hold on the day or later."""
    return model.objects.current().exclude(valid_to__lte=day)


def _begins(unit: Unit, day: date) -> date:
    """Return the day, or the first one on which a planned unit exists."""
    first = _from_day(UnitVersion, day).filter(unit=unit).order_by("valid_from").first()
    return max(first.valid_from, day) if first else day


def _effects(notes: list[Any]) -> Effects:
    """Return by table which rows came and stayed, and which of the earlier ones were closed."""
    found: dict[str, tuple[set[int], set[int]]] = {}
    for note in notes:
        if not issubclass(note.model, Dated):
            continue
        came, closed = found.setdefault(note.model._meta.label, (set(), set()))
        (came if note.operation == "insert" else closed).add(note.row_id)
    return {
        label: {"came": sorted(came - closed), "closed": sorted(closed - came)}
        for label, (came, closed) in sorted(found.items())
    }


def _bring_back(row: Any, ctx: Context) -> None:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    type(row)(**{**values, "known_from": ctx.now, "known_to": None}).save()


def _changed_sentence(row: Any) -> str:
    name = getattr(row, "name", "") or getattr(row, "title", "")
    if not name:
        details = PersonDetails.objects.filter(person_id=getattr(row, "person_id", 0)).first()
        name = details.name if details else str(row._meta.verbose_name)
    return f"“{name}” was changed since. Taking this back would lose that change: plan another reorganization instead."
