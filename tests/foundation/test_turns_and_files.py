"""Writers of SQLite wait in line; files lie under their digest; tables leave as harmless files."""

import csv
import io
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from lineofsight.base import files, turns
from lineofsight.base.models import StoredFile
from lineofsight.base.web import tables


def test_two_threads_take_turns_at_one_place(tmp_path: Path) -> None:
    import fcntl

    handle = turns._handle(tmp_path / "db-turns")
    assert turns._handle(tmp_path / "db-turns") is handle
    fcntl.flock(handle, fcntl.LOCK_EX)
    order: list[str] = []

    def second() -> None:
        other = turns._handle(tmp_path / "db-turns")
        fcntl.flock(other, fcntl.LOCK_EX)
        order.append("second")
        fcntl.flock(other, fcntl.LOCK_UN)

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.1)
    order.append("first")
    fcntl.flock(handle, fcntl.LOCK_UN)
    thread.join(10)

    assert order == ["first", "second"]


@pytest.mark.parametrize(
    ("vendor", "name", "place"),
    [
        ("postgresql", "los", None),
        ("sqlite", ":memory:", None),
        ("sqlite", "file:x?mode=memory&cache=shared", None),
        ("sqlite", "/data/los.sqlite3", Path("/data/los.sqlite3-turns")),
    ],
)
def test_only_sqlite_files_have_a_line(
    monkeypatch: pytest.MonkeyPatch, vendor: str, name: str, place: Path | None
) -> None:
    monkeypatch.setattr(turns, "connection", SimpleNamespace(vendor=vendor, settings_dict={"NAME": name}))

    assert turns._place() == place


def test_a_turn_is_kept_for_the_time_of_the_transaction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import fcntl

    database = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": tmp_path / "db"}, in_atomic_block=False)
    monkeypatch.setattr(turns, "connection", database)
    other = (tmp_path / "db-turns").open("a")

    with turns.turn(), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    other.close()


def test_equal_content_is_stored_once_and_goes_with_its_last_row(db: None) -> None:
    one = files.store(io.BytesIO(b"a\nb\n"), "../one.csv")
    two = files.store(io.BytesIO(b"a\nb\n"), "two.csv")

    assert (one.name, one.size, one.digest) == ("one.csv", 4, two.digest)
    assert files.path_of(one) == files.path_of(two)
    files.remove(one)
    assert files.path_of(two).exists()
    files.remove(two)
    assert not files.path_of(two).exists()
    assert one.removed_at is not None


def test_a_file_past_the_limit_leaves_nothing(db: None, settings: object) -> None:
    with pytest.raises(files.TooLarge, match="larger than"):
        files.store(io.BytesIO(b"x" * 11), "big.csv", limit=10)

    assert not StoredFile.objects.exists()
    assert [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()] == []  # type: ignore[attr-defined]


def test_a_number_can_show_the_lines_it_came_from(db: None) -> None:
    file = files.store(io.BytesIO("head\r\nå\r\nlast".encode()), "f.csv")

    assert files.text_lines(file, [2, 3, 9]) == {2: "å", 3: "last"}
    assert files.text_lines(file, []) == {}
    assert files.open_file(file).read(4) == b"head"
    file.encoding = "latin-1"
    assert files.text_lines(file, [2]) == {2: "Ã¥"}


@pytest.mark.parametrize(
    ("lines", "text"), [([], ""), ([3], "3"), ([5, 3, 4, 9, 3], "3-5,9"), ([1, 3, 5], "1,3,5"), ([1, 2], "1-2")]
)
def test_line_numbers_are_compact(lines: list[int], text: str) -> None:
    assert files.compact(lines) == text
    assert files.expand(text) == sorted(set(lines))


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "plain", "=cmd|' /C calc'!A0"]


def test_no_cell_of_a_download_starts_a_formula() -> None:
    sheet = tables.Sheet(["=head", "n"], [[text, -5] for text in HOSTILE])
    made = RequestFactory().get("/", {"format": "csv"})

    answer = tables.as_download(made, "Ä list", lambda: sheet)

    assert answer is not None
    assert answer["Content-Disposition"] == 'attachment; filename="a-list.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == ["'=head", *(f"'{text}" if text != "plain" else text for text in HOSTILE)]
    assert rows[1][1] == "-5"


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers() -> None:
    from datetime import date

    content = tables.to_xlsx(tables.Sheet(["=a", "b"], [["=1+1", 5], [None, True], [date(2026, 1, 2), ""]]))

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page
    assert "=1+1" in words
    assert "<v>5</v>" in page


def test_a_page_without_a_wish_is_no_download() -> None:
    assert tables.as_download(RequestFactory().get("/"), "x", lambda: tables.Sheet([], [])) is None
    asked = RequestFactory().get("/", {"format": "xlsx"})
    answer = tables.as_download(asked, "", lambda: tables.Sheet(["a"], []))
    assert answer is not None
    assert answer["Content-Disposition"] == 'attachment; filename="table.xlsx"'
