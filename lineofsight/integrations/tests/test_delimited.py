"""Delimited text: what is read, what is refused, and where."""

import resource

import pytest

from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.opening import open_table
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.tables import ReadOptions


def everything(content, name="file.csv", **options):
    table = open_table(content, name, options=ReadOptions(**options))
    chunks = list(table.chunks())
    rows = [(line, row) for chunk in chunks for line, row in zip(chunk.lines, chunk.rows, strict=True)]
    refused = [row for chunk in chunks for row in chunk.refused]
    return table, rows, refused, sum(chunk.empty for chunk in chunks)


def problem_of(content, name="file.csv", limits=DEFAULT_LIMITS, **options):
    with pytest.raises(FileProblem) as caught:
        list(open_table(content, name, options=ReadOptions(**options), limits=limits).chunks())
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step.endswith(".")
    return caught.value


@pytest.mark.parametrize(("mark", "named"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_delimiter_is_found_and_named(mark, named):
    text = "\n".join(mark.join(row) for row in (["measure", "unit", "value"], ["a", "b", "1"], ["c", "d", "2"]))

    table, rows, _, _ = everything(text.encode())

    assert table.facts["delimiter"] == named
    assert rows == [(2, ["a", "b", "1"]), (3, ["c", "d", "2"])]


def test_semicolons_win_over_decimal_commas():
    table, rows, _, _ = everything(b"measure;value\na;1,5\nb;2,5\n")

    assert table.facts["delimiter"] == "semicolon"
    assert rows[0] == (2, ["a", "1,5"])


def test_equal_candidates_are_not_guessed():
    problem = problem_of(b"a;b,c\n1;2,3\n")

    assert (problem.code, problem.line) == ("delimiter_ambiguous", 1)
    assert everything(b"a;b,c\n1;2,3\n", delimiter=",")[1] == [(2, ["1;2", "3"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read_without_a_remark(encoding):
    table, rows, _, _ = everything("unit,name\nx,Zürich – 東京\n".encode(encoding))

    assert rows == [(2, ["x", "Zürich – 東京"])]
    assert table.header == ("unit", "name")
    assert table.remarks == []


def test_latin_1_is_read_with_a_remark_that_names_the_place():
    table, rows, _, _ = everything("unit,name\na,b\nx,Zürich\n".encode("latin-1"))

    assert rows[1] == (3, ["x", "Zürich"])
    assert [(one.code, one.line, one.column) for one in table.remarks] == [("encoding_assumed", 3, 4)]


def test_named_latin_1_needs_no_remark():
    table, rows, _, _ = everything("unit,name\nx,Zürich\n".encode("latin-1"), encoding="latin-1")

    assert rows == [(2, ["x", "Zürich"])]
    assert table.remarks == []


def test_damaged_utf_8_is_refused_with_its_place():
    problem = problem_of("unit,name\nx,Zürich\ny,M".encode() + b"\xfc" + b"nchen\n")

    assert (problem.code, problem.line, problem.column) == ("encoding_broken", 3, 4)


def test_unmarked_utf_16_is_refused():
    assert problem_of("unit,name\nx,y\n".encode("utf-16-le")).code == "encoding_unmarked"


def test_bytes_of_no_encoding_are_refused_with_their_place():
    problem = problem_of("name,n\nZürich,1\n".encode("latin-1") + b"\x81,2\n")

    assert (problem.code, problem.line, problem.column) == ("encoding_broken", 3, 1)


def test_file_cut_inside_a_character_is_named():
    problem = problem_of("unit,name\nx,Zürich\ny,Mü".encode()[:-1])

    assert (problem.code, problem.line, problem.column) == ("file_cut", 3, 4)


def test_lost_characters_are_counted():
    table, _, _, _ = everything("unit,name\nx,a\ufffdb\ufffd\n".encode())

    assert [(one.code, one.line) for one in table.remarks] == [("broken_characters", 2)]
    assert table.remarks[0].sentence.startswith("2 characters")


def test_line_numbers_survive_line_breaks_in_cells():
    _, rows, refused, empty = everything(b'unit,name\nx,"one\ntwo\r\nthree"\n\ny,z\n')

    assert rows == [(2, ["x", "one\ntwo\r\nthree"]), (6, ["y", "z"])]
    assert (refused, empty) == ([], 1)


def test_ragged_rows_are_refused_and_the_others_kept():
    _, rows, refused, empty = everything(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n , ,\n4,5,6\n")

    assert [line for line, _ in rows] == [2, 5, 7]
    assert [(one.code, one.line) for one in refused] == [("cells_do_not_match", 3), ("cells_do_not_match", 4)]
    assert refused[0].sentence == "Line 3: 2 cells where the header (line 1) has 3."
    assert empty == 1


def test_short_rows_are_filled_when_the_mapping_says_so():
    assert everything(b"a,b,c\n1,2\n", fill_short_rows=True)[1] == [(2, ["1", "2", ""])]


def test_a_row_cut_off_at_the_end_is_named_as_such():
    _, rows, refused, _ = everything(b"a,b,c\n1,2,3\n4,5")

    assert len(rows) == 1
    assert "cut off" in refused[0].sentence


def test_missing_quotation_mark_names_the_lines_it_swallowed():
    _, rows, refused, _ = everything(b'a,b\n1,2\n3,"4\n5,6\n7,"8"\n9,10\n')

    assert [row for _, row in rows] == [["1", "2"], ["9", "10"]]
    assert len(refused) == 1
    assert refused[0].line == 3


def test_row_over_several_lines_with_too_many_cells_is_named_with_all_of_them():
    _, rows, refused, _ = everything(b'a,b,c\n1,"2\n3",4,5\n6,7,8\n')

    assert rows == [(4, ["6", "7", "8"])]
    assert refused[0].sentence == (
        "Lines 2 to 3: 4 cells where the header (line 1) has 3. A quotation mark is probably missing there."
    )


@pytest.mark.parametrize(
    ("content", "code"), [(b'"a"x,b\n1,2\n', "quote_misplaced"), (b"a,b,c\n1,2,3\n", "too_many_columns")]
)
def test_header_that_cannot_be_used_stops_the_file(content, code):
    problem = problem_of(content, limits=Limits(columns=2))

    assert (problem.code, problem.line) == (code, 1)


def test_columns_without_heading_and_content_at_the_right_are_left_out():
    table, rows, refused, _ = everything(b"a,b,,\n1,2,,\n")

    assert (table.header, rows, refused) == (("a", "b"), [(2, ["1", "2"])], [])


def test_quotation_mark_that_never_closes_stops_the_file():
    problem = problem_of(b'a,b\n1,2\n3,"4\n5,6\n')

    assert (problem.code, problem.line) == ("quote_not_closed", 3)


def test_zero_bytes_refuse_only_their_row():
    _, rows, refused, _ = everything(b"a,b\n1,2\n3,\x004\n5,6\n")

    assert [line for line, _ in rows] == [2, 4]
    assert refused[0].sentence == "Line 3, column 2 holds a zero byte."


def test_headings_that_stand_twice_or_are_missing_are_remarked():
    table, _, _, _ = everything(b"a,b,a,,c\n1,2,3,4,5\n")

    assert [(one.code, one.column) for one in table.remarks] == [("column_twice", 3), ("column_unnamed", 4)]


def test_header_row_can_be_named():
    table, rows, _, _ = everything(b"Report of October,,\n\na,b,c\n1,2,3\n", header_row=3)

    assert (table.header, table.header_line) == (("a", "b", "c"), 3)
    assert rows == [(4, ["1", "2", "3"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n\n", "header_missing"),
        (b'{"format": "strategy-package/1"}', "json_not_table"),
        (b"<html><table></table></html>", "not_a_table"),
        (b"%PDF-1.7", "not_a_table"),
        (b"\x1f\x8b\x08\x00", "packed_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
        (b"PK\x03\x04nothing", "workbook_damaged"),
        (bytes(range(1, 30)) * 40, "not_text"),
    ],
)
def test_other_kinds_of_files_are_named(content, code):
    assert problem_of(content).code == code


def test_limits_are_named():
    assert problem_of(b"a,b\n" + b"1,2\n" * 50, limits=Limits(rows=10)).code == "too_many_rows"
    assert problem_of(b"a,b\n" + b"1,2\n" * 50, limits=Limits(file_bytes=100)).code == "file_too_large"
    assert problem_of(b"a," + b"x" * 3_000_000, limits=Limits()).code == "line_too_long"


def test_unknown_encoding_and_missing_file_are_named(tmp_path):
    assert problem_of(b"a,b\n1,2\n", encoding="klingon").code == "encoding_unknown"
    assert problem_of(tmp_path / "absent.csv").code == "file_missing"


@pytest.mark.slow
def test_two_hundred_megabytes_stream_in_constant_memory(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w") as out:
        out.write("measure,unit,period,value,comment\n")
        block = "".join(f"kpi-{n},unit,2026-01,{n}.5,{'x' * 80}\n" for n in range(10_000))
        while out.tell() < 200 * 2**20:
            out.write(block)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    count = sum(len(chunk.rows) for chunk in open_table(path).chunks())

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert count > 1_800_000
    assert grown < 50
