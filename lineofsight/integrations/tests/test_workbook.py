"""Workbooks: sheets, dates, errors, and files made to hurt."""

import datetime
import io
import json
import resource
import runpy
import struct
import sys
import time
import zipfile

import pytest
import python_calamine
import xlsxwriter

from lineofsight.integrations.files import workbook_child
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.opening import open_table
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.tables import CHUNK_ROWS, ReadOptions


def workbook(*sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, tuple):
                        sheet.write_formula(number, column, *value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return content.getvalue()


def rows_of(content, limits=DEFAULT_LIMITS, **options):
    table = open_table(content, "book.xlsx", options=ReadOptions(**options), limits=limits)
    rows = [pair for chunk in table.chunks() for pair in zip(chunk.lines, chunk.rows, strict=True)]
    return table, rows


def problem_of(content, limits=DEFAULT_LIMITS, **options):
    with pytest.raises(FileProblem) as caught:
        rows_of(content, limits, **options)
    assert caught.value.next_step
    return caught.value


def packed(**entries):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return content.getvalue()


def replaced(content, part, change):
    source, result = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            data = source.read(entry)
            archive.writestr(entry.filename, change(data) if entry.filename == part else data)
    return result.getvalue()


def test_cells_become_the_text_a_csv_would_hold():
    content = workbook(
        (
            "Actuals",
            [
                ["measure", "date", "value", "flag"],
                ["a", datetime.date(2026, 1, 31), 1.5, True],
                ["b", None, 0.1 + 0.2, False],
                ["c", None, 12, "=1+1"[1:]],
            ],
        )
    )

    table, rows = rows_of(content)

    assert table.facts == {"kind": "xlsx", "sheet": "Actuals"}
    assert rows == [
        (2, ["a", "2026-01-31", "1.5", "TRUE"]),
        (3, ["b", "", "0.3", "FALSE"]),
        (4, ["c", "", "12", "1+1"]),
    ]


def test_formulas_give_their_stored_result_and_errors_their_name():
    content = workbook(("S", [["a", "b", "c"], [("=1+1", None, 2), ("=NA()", None, "#N/A"), ("=B9", None, "#REF!")]]))

    assert rows_of(content)[1] == [(2, ["2", "#N/A", "#REF!"])]


def test_row_numbers_are_those_of_the_sheet():
    table, rows = rows_of(workbook(("S", [[None], [None, "a", "b"], [], [None, "x", "y"]])))

    assert (table.header, table.header_line) == (("", "a", "b"), 2)
    assert rows == [(4, ["", "x", "y"])]


def test_first_sheet_with_rows_is_read_and_the_others_named():
    content = workbook(("Cover", []), ("Data", [["a", "b"], ["1", "2"]]), ("More", [["c"], ["3"]]))

    table, _ = rows_of(content)

    assert table.facts["sheet"] == "Data"
    assert [one.code for one in table.remarks] == ["several_sheets"]
    assert rows_of(content, sheet="More")[1] == [(2, ["3"])]
    assert "Data" in problem_of(content, sheet="Absent").next_step


def test_value_beyond_the_header_refuses_its_row():
    table = open_table(workbook(("S", [["a", "b"], ["1", "2", "3"], ["4", "5"]])), "book.xlsx")
    chunks = list(table.chunks())

    assert [one.sentence for chunk in chunks for one in chunk.refused] == [
        "Row 2, column 3 has a value, but row 1 gives it no heading."
    ]
    assert chunks[0].lines == [3]


def test_a_kilobyte_that_declares_17_billion_cells_is_refused_by_its_claim():
    content = replaced(
        workbook(("S", [["a"], ["1"]])),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'),
    )

    problem = problem_of(content)

    assert problem.code == "too_many_cells"
    assert "17,179,869,184 cells" in problem.sentence


def test_two_cells_far_apart_are_refused_without_memory():
    content = replaced(
        workbook(("S", [["a"], ["1"]])),
        "xl/worksheets/sheet1.xml",
        lambda data: (
            data.replace(b'r="A2"', b'r="XFD1048576"')
            .replace(b'r="2"', b'r="1048576"')
            .replace(b'<dimension ref="A1:A2"/>', b"")
        ),
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    problem = problem_of(content)

    assert problem.code == "too_many_cells"
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 50


def test_zip_bomb_is_not_unpacked():
    bomb = packed(xl__workbook_xml="x", xl__worksheets__sheet1_xml=b"0" * 80_000_000)
    started = time.monotonic()

    problem = problem_of(bomb)

    assert problem.code == "archive_too_large"
    assert time.monotonic() - started < 2


def test_too_many_entries_are_not_opened():
    assert (
        problem_of(packed(**{f"f{n}": "" for n in range(50)}), Limits(archive_entries=20)).code == "archive_too_large"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(readme="hello"), "not_a_workbook"),
        (workbook(("S", [["a"], ["1"]]))[:2000], "workbook_damaged"),
        (packed(xl__workbook_xml="no xml"), "workbook_damaged"),
    ],
)
def test_other_archives_are_named(content, code):
    assert problem_of(content).code == code


def test_lying_size_in_the_archive_is_caught():
    content = bytearray(workbook(("S", [["a"], ["1"]])))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 4_000_000_000)

    assert problem_of(bytes(content)).code in ("archive_too_large", "workbook_damaged")


def test_time_limit_ends_the_reader():
    content = workbook(("S", [["a"], *([str(n)] for n in range(20_000))]))

    assert problem_of(content, Limits(seconds=0)).code == "workbook_too_heavy"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("x", "x"),
        (True, "TRUE"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (12345678901234567890.0, "1.23456789012346e+19"),
        (datetime.datetime(2026, 1, 31), "2026-01-31"),
        (datetime.datetime(2026, 1, 31, 8, 30), "2026-01-31 08:30:00"),
        (datetime.time(8, 30), "08:30:00"),
    ],
)
def test_text_of_a_cell(cell, text):
    assert workbook_child.text_of(cell) == text


def test_child_says_what_it_read(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(("S", [["a", "b"], ["1", ("=B9", None, "#REF!")]])))

    assert list(workbook_child.messages(str(path), "", 1000)) == [
        {"sheet": "S", "sheets": ["S"]},
        {"first": 1, "rows": [["a", "b"], ["1", "#REF!"]]},
        {"end": 2},
    ]
    assert list(workbook_child.messages(str(path), "T", 1000)) == [{"problem": "sheet", "sheets": ["S"]}]
    assert list(workbook_child.messages(str(path), "", 3)) == [{"problem": "cells", "rows": 2, "columns": 2}]


def test_workbook_without_rows_is_named():
    assert problem_of(workbook(("S", []))).code in ("sheet_missing", "header_missing")


def test_header_row_can_be_named_and_must_be_there():
    content = workbook(("S", [["Report"], ["a"], ["1"]]))

    table, rows = rows_of(content, header_row=2)

    assert (table.header, rows) == (("a",), [(3, ["1"])])
    assert problem_of(content, header_row=9).code == "header_missing"


def test_long_sheet_comes_in_parts_also_from_a_path(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(("S", [["a"], *([str(n)] for n in range(CHUNK_ROWS + 1))])))

    chunks = list(open_table(path, "book.xlsx").chunks())

    assert [len(chunk.rows) for chunk in chunks] == [CHUNK_ROWS, 1]
    assert (chunks[1].lines, chunks[1].rows) == ([CHUNK_ROWS + 2], [[str(CHUNK_ROWS)]])


def test_locked_and_overlapping_archives_are_not_opened():
    content = workbook(("S", [["a"], ["1"]]))
    place = content.index(b"PK\x01\x02")
    locked, overlapping = bytearray(content), bytearray(content)
    locked[place + 8] |= 1
    overlapping[place + 20 : place + 24] = struct.pack("<I", len(content))

    assert problem_of(bytes(locked)).code == "workbook_locked"
    assert "overlap" in problem_of(bytes(overlapping)).sentence


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(("S", [["a", "b"], ["1", ("=B9", None, "#REF!")]]), ("Small", [["c"]])))
    return path


def test_errors_that_lie_outside_of_what_was_read_change_nothing(book):
    rows = [["a"]]

    workbook_child.put_errors_back(str(book), "S", rows)
    workbook_child.put_errors_back(str(book), "Absent", rows)

    assert rows == [["a"]]


def test_child_limits_itself_before_it_reads(book, monkeypatch, capsys):
    limits = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limit: limits.append((what, limit)))
    monkeypatch.setattr(sys, "argv", ["workbook_child.py", str(book), "Small", "4096", "7", "1000"])

    runpy.run_path(workbook_child.__file__, run_name="__main__")

    assert limits[:2] == [(resource.RLIMIT_AS, (4096, 4096)), (resource.RLIMIT_CPU, (7, 7))]
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"sheet": "Small", "sheets": ["S", "Small"]},
        {"first": 1, "rows": [["c"]]},
        {"end": 1},
    ]


def test_child_reads_without_limits_where_the_system_has_none(book, monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    out = io.StringIO()

    workbook_child.main([str(book), "Small", "4096", "7", "1000"], out)

    assert json.loads(out.getvalue().splitlines()[-1]) == {"end": 1}


def test_child_without_memory_ends_and_does_not_call_the_workbook_damaged(book, monkeypatch):
    class Heavy:
        @staticmethod
        def from_path(path):
            raise MemoryError

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Heavy)

    with pytest.raises(MemoryError):
        list(workbook_child.messages(str(book), "", 1000))


def test_child_names_what_the_parser_says_of_a_damaged_workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(packed(xl__workbook_xml="no xml"))

    (message,) = workbook_child.messages(str(path), "", 1000)

    assert message["problem"] == "damaged"
    assert message["detail"]
