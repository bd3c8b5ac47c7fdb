"""Writing dated rows: close, split, insert, in that order. Nobody else writes the four time columns."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError

from lineofsight.base.dated_models import Dated, Known

D = TypeVar("D", bound=Dated)
K = TypeVar("K", bound=Known)

TIMES = ("valid_from", "valid_to", "known_from", "known_to")


class Overlap(ValueError):
    """Two current rows of one entity claim the same day."""


def revise(
    model: type[D],
    entity: dict[str, Any],
    *,
    from_: date,
    to: date | None = None,
    now: datetime,
    **values: Any,
) -> list[D]:
    """Let `values` hold for `entity` in [from_, to) from now on; return the rows that now cover that span.

    Values not named are carried over from the row that held on each day. Days on which nothing held are filled
    with one row of `values` alone, which then must be complete. Rows whose values stay equal are left untouched.
    """
    overlapping = list(_overlapping(model, entity, from_, to))
    carried = _columns(model)
    alone = {**_defaults(model), **values}
    pieces: list[dict[str, Any]] = []
    kept: list[D] = []
    cursor: date | None = from_
    for row in overlapping:
        if cursor is not None and row.valid_from > cursor:
            pieces.append({**alone, "valid_from": cursor, "valid_to": row.valid_from})
        old = {name: getattr(row, name) for name in carried}
        start, end = max(row.valid_from, from_), _earlier(row.valid_to, to)
        if {**old, **values} == old:
            kept.append(row)
        else:
            _cut(model, row, entity, old, from_, to, now)
            pieces.append({**old, **values, "valid_from": start, "valid_to": end})
        cursor = end
    if not overlapping or (cursor is not None and (to is None or cursor < to)):
        pieces.append({**alone, "valid_from": cursor, "valid_to": to})
    rows = [_insert(model, entity, piece, now) for piece in _joined(pieces)]
    return sorted([*kept, *rows], key=lambda row: row.valid_from)


def end(model: type[D], entity: dict[str, Any], *, on: date, now: datetime) -> int:
    """Let `entity` hold no longer from the day `on`; return how many rows were cut."""
    overlapping = list(_overlapping(model, entity, on, None))
    for row in overlapping:
        old = {name: getattr(row, name) for name in _columns(model)}
        _cut(model, row, entity, old, on, None, now)
    return len(overlapping)


def supersede(earlier: K | None, model: type[K], *, now: datetime, **values: Any) -> K:
    """Close what was believed before, if anything, and insert what is believed from now on."""
    if earlier is not None:
        earlier.known_to = now
        earlier.save(update_fields=["known_to"])
    row = model(known_from=now, **values)
    row.save()
    return row


def _overlapping(model: type[D], entity: dict[str, Any], from_: date, to: date | None) -> Any:
    rows = model.objects.current().filter(**entity).exclude(valid_to__lte=from_)
    if to is not None:
        rows = rows.filter(valid_from__lt=to)
    return rows.order_by("valid_from")


def _columns(model: type[D]) -> list[str]:
    skip = {"id", *TIMES, *model.entity_fields}
    return [field.name for field in model._meta.concrete_fields if field.name not in skip]


def _defaults(model: type[D]) -> dict[str, Any]:
    return {field.name: field.get_default() for field in model._meta.concrete_fields if field.name in _columns(model)}


def _cut(
    model: type[D],
    row: D,
    entity: dict[str, Any],
    old: dict[str, Any],
    from_: date,
    to: date | None,
    now: datetime,
) -> None:
    row.known_to = now
    row.save(update_fields=["known_to"])
    if row.valid_from < from_:
        _insert(model, entity, {**old, "valid_from": row.valid_from, "valid_to": from_}, now)
    if to is not None and (row.valid_to is None or row.valid_to > to):
        _insert(model, entity, {**old, "valid_from": to, "valid_to": row.valid_to}, now)


def _insert(model: type[D], entity: dict[str, Any], piece: dict[str, Any], now: datetime) -> D:
    row = model(**entity, **piece, known_from=now)
    try:
        row.save()
    except IntegrityError as error:
        if "overlap" in str(error):
            raise Overlap(
                f"{model._meta.verbose_name} already holds on some day from {piece['valid_from']}."
            ) from error
        raise
    return row


def _joined(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbors that say the same, so that filling a gap does not leave seams."""
    joined: list[dict[str, Any]] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        same = last is not None and all(last[name] == value for name, value in piece.items() if name not in TIMES)
        if last is not None and same and last["valid_to"] == piece["valid_from"]:
            last["valid_to"] = piece["valid_to"]
        else:
            joined.append(dict(piece))
    return joined


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
