"""Writing history: one Change per command with its rows, and the refusals."""

from functools import cache
from typing import Any

from django.db import transaction

from lineofsight.base import bulk, canonical, cipher, guards
from lineofsight.base.commands import Context
from lineofsight.base.history_models import Change, PendingSeal, Refusal, RowChange
from lineofsight.base.recorder import Recorder, RowNote
from lineofsight.base.records import RecordClass
from lineofsight.base.store_models import Installation
from lineofsight.base.turns import turn


def write_change(ctx: Context, command: str, target: str, shown: dict[str, Any], recorder: Recorder) -> Change | None:
    """Store what a command did; a command that touched nothing leaves no change."""
    notes = [note for note in recorder.rows if note.record_class is not RecordClass.DERIVED]
    derived = [note for note in recorder.rows if note.record_class is RecordClass.DERIVED]
    for note in derived:
        recorder.add_bulk(1, canonical.text([note.kind, note.operation, note.after]).encode())
    if not notes and not recorder.bulk_count:
        return None
    sealed = any(note.record_class is RecordClass.SEALED for note in notes)
    change = Change(
        id=recorder.change_id,
        command=command,
        target="" if sealed else target,
        actor_id=None if sealed else ctx.viewer.user_id,
        actor_name="" if sealed else ctx.viewer.name[:120],
        on_behalf_of_id=None if sealed else ctx.on_behalf_of,
        via=ctx.via,
        reason="" if sealed else ctx.reason,
        request_id="" if sealed else ctx.request_id,
        input={} if sealed else canonical.plain(shown),
        at=ctx.now.replace(minute=0, second=0, microsecond=0) if sealed else ctx.now,
        bulk_count=recorder.bulk_count,
        bulk_digest=recorder.bulk_digest.hexdigest() if recorder.bulk_count else "",
    )
    rows = [_row(note) for note in notes]
    change.digest = digest_of(change, rows)
    with guards.machinery():
        change.save(force_insert=True)
        for row in rows:
            row.change = change
        RowChange.objects.bulk_create(rows)
        PendingSeal.objects.create(change=change)
    return change


def reserve_change(recorder: Recorder) -> int:
    """Return the primary key that the change under way will have, so that rows written in bulk can name it."""
    if recorder.change_id is None:
        recorder.change_id = bulk.new_ids(Change, 1)[0]
    return recorder.change_id


def digest_of(change: Change, rows: list[RowChange]) -> str:
    """Return the digest of a change and its rows; the verifier computes the same from the tables."""
    content = {
        "id": change.public_id,
        "command": change.command,
        "target": change.target,
        "actor": change.actor_id,
        "on_behalf_of": change.on_behalf_of_id,
        "via": change.via,
        "reason": change.reason,
        "input": change.input,
        "at": change.at.timestamp(),
        "bulk": [change.bulk_count, change.bulk_digest],
        "rows": [
            [row.kind, row.row_id, row.operation, row.values, bytes(row.cipher).hex() if row.cipher else None]
            for row in rows
        ],
    }
    return canonical.digest(content)


def write_refusal(ctx: Context, command: str, target: str, reason: str) -> None:
    """Log a refusal in a transaction of its own."""
    with turn(), guards.machinery(), transaction.atomic():
        Refusal.objects.create(
            command=command,
            target=target,
            actor_id=ctx.viewer.looker_id or ctx.viewer.user_id,
            via=ctx.via,
            reason=f"{reason} (While looking as {ctx.viewer.name}.)" if ctx.viewer.looker_id else reason,
            request_id=ctx.request_id,
            at=ctx.now,
        )


@cache
def _demo_flag() -> bool:
    return Installation.objects.filter(is_demo=True).exists()


def is_demo() -> bool:
    """Test whether this database was marked as a demo at its creation."""
    return _demo_flag()


def forget_installation() -> None:
    """Drop the remembered flag; for tests and for the moment a demo database is made."""
    _demo_flag.cache_clear()


def _row(note: RowNote) -> RowChange:
    values = canonical.plain(_changed(note))
    number = note.row_id if isinstance(note.row_id, int) else None
    row = RowChange(kind=note.kind, row_id=number, operation=note.operation)
    if note.record_class is RecordClass.OPEN:
        row.values = values
    elif note.record_class is RecordClass.PERSONAL:
        row.person_key, row.cipher = cipher.encrypt(note.person_id, canonical.text(values))
    elif note.record_class is RecordClass.SEALED:
        row.row_id = None
    return row


def _changed(note: RowNote) -> dict[str, Any]:
    """Return {field: [before, after]} of what differs; whole values for inserts and deletes.

    A row that is found by a word instead of a number, such as a currency by its code, is named among its values.
    """
    before, after = note.before or {}, note.after or {}
    if note.operation == "insert":
        return {name: [None, value] for name, value in after.items() if value is not None}
    if note.operation == "delete":
        return {name: [value, None] for name, value in before.items() if value is not None}
    named = {} if isinstance(note.row_id, int) else {"pk": [note.row_id, note.row_id]}
    return named | {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
