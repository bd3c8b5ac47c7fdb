"""What may stand in an archive, cell by cell: archives made by hand, read into an empty installation."""

import hashlib
import json
import zipfile

import pytest

from lineofsight.accounts.models import User
from lineofsight.base.runner import system_change
from lineofsight.integrations.archives import catalog, reading
from lineofsight.integrations.files.problems import FileProblem

pytestmark = pytest.mark.django_db

COLUMNS = "id,public_id,email,name,is_active,is_operator"
ADA = "7001,018f0000-0000-7000-8000-000000000001,ada@example.org,Ada,True,False"
EVE = "7002,018f0000-0000-7000-8000-000000000002,eve@example.org,Eve,False,False"


def archive_of(path, *accounts, columns=COLUMNS):
    """Write an archive that holds accounts and nothing else, with digests that fit."""
    name, content = catalog.file_name(User), "\r\n".join([columns, *accounts, ""]).encode()
    entry = {"name": name, "kind": "table", "table": User._meta.label, "bytes": len(content)}
    manifest = {
        "format": catalog.FORMAT,
        "written_at": "2026-11-01T00:00:00+00:00",
        "written_by": "Ada",
        "entries": [entry | {"sha256": hashlib.sha256(content).hexdigest()}],
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
        archive.writestr(catalog.MANIFEST, json.dumps(manifest))
    return path


def test_account_that_is_here_already_stays_and_the_others_come_without_a_password(tmp_path):
    with system_change("As if she had been here before"):
        User.objects.create_user("ADA@example.org", "her own password", name="Ada Here")
    before = User.objects.count()

    found = reading.restore(archive_of(tmp_path / "a.zip", ADA, EVE))

    ada, eve = (User.objects.get(email=f"{name}@example.org") for name in ("ada", "eve"))
    assert (found.rows["accounts.User"], User.objects.count()) == (2, before + 1)
    assert (ada.name, ada.check_password("her own password")) == ("Ada Here", True)
    assert (eve.name, eve.is_active, eve.has_usable_password()) == ("Eve", False, False)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"columns": COLUMNS.replace("name", "mood")}, "column_unknown", "the column mood is not known"),
        ({"row": ADA.replace("7001", "many")}, "value_unreadable", "line 2 (id): “many” is no such value"),
        ({"row": ADA.replace("True", "maybe")}, "value_unreadable", "line 2 (is_active): “maybe”"),
    ],
)
def test_cell_or_column_that_cannot_be_read_keeps_all_of_it_out(tmp_path, change, code, words):
    path = archive_of(tmp_path / "a.zip", change.get("row", EVE), columns=change.get("columns", COLUMNS))
    before = User.objects.count()

    with pytest.raises(FileProblem) as caught:
        reading.restore(path)

    assert (caught.value.code, words in caught.value.sentence) == (code, True)
    assert User.objects.count() == before


def test_manifest_that_is_too_long_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MANIFEST_BYTES", 10)

    with pytest.raises(FileProblem) as caught:
        reading.restore(archive_of(tmp_path / "a.zip", ADA))

    assert "its manifest is too long to be one" in caught.value.sentence


def test_rows_are_read_in_slices(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SLICE", 1)

    assert reading.restore(archive_of(tmp_path / "a.zip", ADA, EVE)).rows == {"accounts.User": 2}
