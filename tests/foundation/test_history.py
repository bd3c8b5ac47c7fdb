"""History: what each record class keeps, the chain of seals, and the verifier that catches every forgery (T67)."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from lineofsight.base import cipher, guards, history, recorder, runner, sealer, triggers, verify
from lineofsight.base.models import Change, PendingSeal, PersonKey, Seal
from lineofsight.base.recorder import RowNote
from lineofsight.base.records import RecordClass
from lineofsight.organization.models import Unit
from tests.foundation.conftest import NOON, context


def note(record_class: RecordClass, person_id: int | None = None) -> RowNote:
    """Return the note of one inserted row."""
    return RowNote("secret", Unit, 7, "insert", None, {"text": "knee surgery", "gone": None}, record_class, person_id)


def written(*notes: RowNote) -> Change:
    """Write a change with these rows."""
    with transaction.atomic(), recorder.recording() as open_recorder:
        for item in notes:
            open_recorder.add(item)
        change = history.write_change(
            context("tester", request_id="r", reason="why"),
            "test.act",
            "unit:1",
            {"text": "knee surgery"},
            open_recorder,
        )
    assert change is not None
    return change


def test_an_open_row_keeps_its_values(db: None) -> None:
    row = written(note(RecordClass.OPEN)).rows.get()

    assert (row.values, row.cipher, row.row_id) == ({"text": [None, "knee surgery"]}, None, 7)


def test_a_personal_row_is_readable_until_the_persons_key_is_destroyed(db: None) -> None:
    change = written(note(RecordClass.PERSONAL, person_id=5))
    row = change.rows.get()
    assert row.values is None
    assert b"knee" not in bytes(row.cipher)
    assert json.loads(cipher.decrypt(row.person_key, row.cipher) or "") == {"text": [None, "knee surgery"]}
    sealer.seal_all()

    PersonKey.objects.filter(person_id=5).update(key=None, destroyed_at=NOON)

    row.refresh_from_db()
    assert cipher.decrypt(row.person_key, row.cipher) is None
    assert verify.verify().holds
    assert written(note(RecordClass.PERSONAL, person_id=5)).rows.get().cipher is None


def test_a_personal_row_without_a_person_keeps_no_values(db: None) -> None:
    row = written(note(RecordClass.PERSONAL)).rows.get()

    assert (row.values, row.cipher, row.person_key) == (None, None, None)


def test_a_cipher_under_another_key_is_not_readable(db: None) -> None:
    one = written(note(RecordClass.PERSONAL, person_id=5)).rows.get()
    other = written(note(RecordClass.PERSONAL, person_id=6)).rows.get()

    assert cipher.decrypt(other.person_key, one.cipher) is None


def test_a_private_row_keeps_only_that_it_changed(db: None) -> None:
    row = written(note(RecordClass.PRIVATE)).rows.get()

    assert (row.kind, row.row_id, row.values, row.cipher) == ("secret", 7, None, None)


def test_a_sealed_row_names_no_actor_no_row_no_minute_no_request(db: None) -> None:
    change = written(note(RecordClass.SEALED))

    assert (change.actor_name, change.request_id, change.input, change.target, change.reason) == ("", "", {}, "", "")
    assert (change.at.minute, change.at.second) == (0, 0)
    assert (change.rows.get().row_id, change.rows.get().values) == (None, None)


def test_derived_rows_are_counted_and_digested_not_copied(db: None) -> None:
    change = written(note(RecordClass.DERIVED), note(RecordClass.DERIVED))

    assert (change.bulk_count, change.rows.count(), len(change.bulk_digest)) == (2, 0, 64)


def test_seals_are_gap_free_and_each_change_has_one(db: None) -> None:
    for _ in range(5):
        written(note(RecordClass.OPEN))

    assert [sealer.seal(limit=2), sealer.seal(limit=2), sealer.seal(limit=2), sealer.seal(limit=2)] == [2, 2, 1, 0]

    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert not PendingSeal.objects.exists()
    verdict = verify.verify()
    assert (verdict.problems, verdict.changes, verdict.sealed, verdict.unsealed) == ((), 5, 5, 0)


def test_the_verifier_says_how_old_the_oldest_unsealed_change_is(db: None) -> None:
    written(note(RecordClass.OPEN))

    verdict = verify.verify()

    assert verdict.holds
    assert verdict.unsealed == 1
    assert verdict.oldest_unsealed_seconds is not None
    assert verdict.oldest_unsealed_seconds > 0


def test_the_head_stands_outside_the_database_too(db: None) -> None:
    written(note(RecordClass.OPEN))

    sealer.seal_all()

    noted = json.loads(Path(settings.AUDIT_HEAD_FILE).read_text())
    assert (noted["seq"], noted["hash"]) == (1, Seal.objects.get().hash)


def sql(statement: str, *values: Any) -> None:
    """Forge with plain SQL, past every guard of ours."""
    with guards.machinery(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def forge_insert() -> None:
    """Slip a change in without a seal."""
    with guards.machinery():
        change = Change.objects.order_by("pk").first()
        assert change is not None
        change.pk, change.public_id = None, Unit().public_id
        change.save(force_insert=True)


def forge_rewrite() -> None:
    """Rewrite a change and the whole chain after it, as one with full rights could."""
    with guards.machinery():
        change = Change.objects.order_by("pk")[1]
        change.reason = "another reason"
        change.digest = history.digest_of(change, list(change.rows.order_by("pk")))
        change.save()
        prev = sealer.GENESIS
        for link in Seal.objects.select_related("change").order_by("seq"):
            link.prev = prev
            link.hash = prev = sealer.chain_hash(link.seq, str(link.change.public_id), link.change.digest, prev)
            link.save()


FORGERIES: dict[str, tuple[Callable[[], None], str]] = {
    "edit of a change": (
        lambda: sql("UPDATE base_change SET reason = 'x' WHERE id = (SELECT min(id) FROM base_change)"),
        "was altered",
    ),
    "edit of a row": (
        lambda: sql("UPDATE base_rowchange SET kind = 'x' WHERE id = (SELECT min(id) FROM base_rowchange)"),
        "was altered",
    ),
    "deletion of a row": (
        lambda: sql("DELETE FROM base_rowchange WHERE id = (SELECT max(id) FROM base_rowchange)"),
        "was altered",
    ),
    "deletion of a link": (lambda: sql("DELETE FROM base_seal WHERE seq = 2"), "Link 2 is missing"),
    "insertion": (forge_insert, "neither sealed nor waiting"),
    "reordering": (
        lambda: [sql("UPDATE base_seal SET seq = -seq"), sql("UPDATE base_seal SET seq = 4 + seq")][0],  # type: ignore[func-returns-value]
        "does not follow",
    ),
    "truncation": (lambda: sql("DELETE FROM base_seal WHERE seq = 3"), "the chain ends at 2"),
    "rewriting": (forge_rewrite, "differs from the head noted outside"),
}


@pytest.fixture
def sealed_chain(db: None) -> Iterator[None]:
    """Three sealed changes, the database's own refusal lifted."""
    for _ in range(3):
        written(note(RecordClass.OPEN))
    sealer.seal_all()
    triggers.remove()
    yield
    triggers.reinstall()


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_verifier_catches(sealed_chain: None, forgery: str) -> None:
    assert verify.verify().holds
    act, sentence = FORGERIES[forgery]

    act()

    verdict = verify.verify()
    assert not verdict.holds
    assert sentence in " ".join(verdict.problems)


def test_missing_triggers_are_noticed_and_laid_again(db: None) -> None:
    assert triggers.missing() == []

    triggers.remove()

    assert len(triggers.missing()) == 6
    triggers.reinstall()
    assert triggers.missing() == []


def test_the_sealer_thread_seals_and_outlives_a_failure(flushed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            failed.set()

    monkeypatch.setattr(settings, "SEAL_SECONDS", 0.01)
    with runner.system_change("one"):
        Unit(slug="u", key="u").save()
    rename = connection.ops.quote_name
    sql(f"ALTER TABLE {rename('base_pendingseal')} RENAME TO {rename('base_away')}")
    log, heard, thread = logging.getLogger("lineofsight.base.sealer"), Heard(), sealer.SealerThread()
    log.addHandler(heard)
    try:
        thread.start()
        assert failed.wait(10)
    finally:
        log.removeHandler(heard)
        sql(f"ALTER TABLE {rename('base_away')} RENAME TO {rename('base_pendingseal')}")
    deadline = time.monotonic() + 10
    while not Path(settings.AUDIT_HEAD_FILE).exists() and time.monotonic() < deadline:  # written after the seal
        threading.Event().wait(0.01)
    thread.stop()
    thread.join(10)

    assert Seal.objects.count() == 1
    assert sealer.unsealed_age() is None
