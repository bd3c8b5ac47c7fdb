"""Files under our own headings: actuals, people, units, reporting lines."""

import datetime
import time
from decimal import Decimal

import pytest

from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats.findings import Severity
from lineofsight.integrations.formats.line_checks import check_lines, lines_of_people
from lineofsight.integrations.formats.mapped_file import open_plain
from lineofsight.integrations.formats.observation_rows import ranges


def read(text, table=None, name="file.csv"):
    """Return the records that stay, all findings and the only account of a file."""
    content = text.encode() if isinstance(text, str) else text
    opened = open_plain(Source.of(content, name), table)
    records, findings, withdrawn = [], [], set()
    for batch in opened.batches():
        records += batch.records
        findings += batch.findings
        withdrawn |= set(batch.withdrawn)
    (account,) = opened.accounts.values()
    assert account.balanced
    kept = [one for one in records if one.place.line not in withdrawn]
    assert len(kept) == account.used
    return kept, findings + opened.remarks, account


def test_actuals_are_recognized_by_their_headings():
    records, findings, account = read("KPI,Org Unit,Month,Actual,Note\nnps,rotterdam,2026-01,45.50,first\n")

    (one,) = records
    assert (one.measure, one.unit, one.period) == ("nps", "rotterdam", "2026-01")
    assert (one.value, one.comment) == (Decimal("45.50"), "first")
    assert (one.raw, one.place.line, one.place.column, one.lines) == ("45.50", 2, 4, ((2, 2),))
    assert (findings, account.used) == ([], 1)


def test_a_pair_of_numerator_and_denominator_is_a_value():
    records, findings, account = read(
        "measure,period,numerator,denominator\na,2026-01,64,9120\nb,2026-01,5,\nc,2026-01,,\n"
    )

    assert [(one.measure, one.numerator, one.denominator, one.value) for one in records] == [
        ("a", Decimal(64), Decimal(9120), None)
    ]
    assert [one.code for one in findings] == ["value_missing"]
    assert account.empty == 2


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",u,2026-01,1", "key_missing", 1),
        ("a,u,2026-13,1", "not_a_period", 3),
        ("a,u,,1", "period_missing", 3),
        ("a,u,2026-01,many", "not_a_number", 4),
        ("a,u,2026-01,12345678901234567890", "too_many_digits", 4),
        ("a,u,2026-01,85%", "unit_in_number", 4),
        ("a,u,2026-01", "cells_do_not_match", None),
    ],
)
def test_bad_row_is_named_with_line_and_column_and_the_others_stay(row, code, column):
    records, findings, account = read(f"measure,unit,period,value\na,u,2025-01,1\n{row}\na,u,2025-02,2\n")

    assert [one.place.line for one in records] == [2, 4]
    (finding,) = findings
    assert (finding.code, finding.severity, finding.place.line, finding.place.column) == (
        code,
        Severity.REFUSED,
        3,
        column,
    )
    assert "ine 3" in finding.sentence
    assert account.refused == {code: 1}


def test_spreadsheet_errors_are_missing_with_their_name_and_never_zero():
    records, findings, account = read("measure,period,value\na,2026-01,#REF!\na,2026-02,\na,2026-03,0\n")

    assert [(one.period, one.value) for one in records] == [("2026-03", Decimal(0))]
    assert [one.sentence for one in findings] == ["Line 2: a, 2026-01 has no value (spreadsheet error #REF!)."]
    assert account.empty == 2


def test_duplicates_are_settled_over_the_whole_file():
    rows = [
        "a,u,2026-01,1", "a,u,2026-01,1.0", "a,u,2026-Q1,5", "b,u,2026-01,1", "b,u,2026-01,2", "b,u,2026-01,",
        "c,u,2026-01,", "c,u,2026-01,3", "c,v,2026-01,4",
    ]  # fmt: skip

    records, findings, account = read("measure,unit,period,value\n" + "\n".join(rows) + "\n")

    assert [(one.measure, one.unit, one.period, one.value) for one in records] == [
        ("a", "u", "2026-01", Decimal(1)), ("a", "u", "2026-Q1", Decimal(5)), ("c", "u", "2026-01", Decimal(3)),
        ("c", "v", "2026-01", Decimal(4)),
    ]  # fmt: skip
    assert [(one.code, one.place.line) for one in findings] == [
        ("duplicate_period", 2), ("different_values", 5), ("different_values", 6),
    ]  # fmt: skip
    assert (account.used, account.merged, account.empty, account.refused) == (4, 1, 2, {"different_values": 2})


def test_duplicates_far_apart_are_found():
    rows = [f"kpi-{n},2026-01,{n}" for n in range(12_000)]

    records, findings, account = read("measure,period,value\n" + "\n".join([*rows, "kpi-7,2026-01,8"]) + "\n")

    assert len(records) == 11_999
    assert [one.place.line for one in findings] == [9, 12_002]
    assert account.refused["different_values"] == 2


def test_semicolons_without_a_named_decimal_mark_refuse_commas():
    records, findings, _ = read("measure;period;value\na;2026-01;1,234\na;2026-02;5\n")

    assert [one.value for one in records] == [Decimal(5)]
    assert findings[0].code == "decimal_mark_unknown"
    assert "decimal_mark" in findings[0].next_step


def test_rounding_is_told():
    records, findings, _ = read("measure,period,value\na,2026-01,0.123456789\n")

    assert records[0].value == Decimal("0.123457")
    assert [(one.code, one.raw) for one in findings] == [("decimals_rounded", "0.123456789")]


def test_columns_that_are_not_read_are_listed():
    _, findings, _ = read("measure,period,value,weather,mood\na,2026-01,1,sun,good\n")

    assert [one.sentence for one in findings] == ["These columns are not read: weather, mood."]


def test_headings_of_none_of_our_tables_are_refused_with_what_is_needed():
    with pytest.raises(FileProblem) as caught:
        read("some,thing,else\n1,2,3\n")

    assert caught.value.code == "table_unknown"
    assert "measure" in caught.value.next_step


def test_text_that_is_no_table_is_not_asked_for_columns():
    with pytest.raises(FileProblem) as caught:
        read("# Key Performance Indicators\n- name: Mean time to merge\n", name="indicators.yml")

    assert (caught.value.code, caught.value.line) == ("one_column", 1)
    assert "it is text and no table" in caught.value.sentence


def test_headings_that_fit_two_tables_are_not_guessed():
    with pytest.raises(FileProblem) as caught:
        read("key,name\n1,Ana\n")

    assert caught.value.sentence == "file.csv, line 1: by its columns this may be people or units."


def test_missing_column_is_named():
    with pytest.raises(FileProblem) as caught:
        read("measure,value\na,1\n", "observations")

    assert (caught.value.code, caught.value.line) == ("column_missing", 1)
    assert "period" in caught.value.sentence


def test_people_and_the_lines_of_their_managers():
    people, findings, _ = read(
        "Employee ID,Full name,E-mail,Unit,Manager,Start date\n"
        "1,Ana,ana@x.org,hub,,2020-01-01\n2,Bo,,hub,1,2026-02-30\n3,Cy,,hub,1,\n"
    )

    assert [one.name for one in people] == ["Ana", "Cy"]
    assert [(one.code, one.place.line, one.place.column, one.key) for one in findings] == [("not_a_date", 3, 6, "2")]
    assert [(line.person, line.manager, line.weight) for line in lines_of_people(people)] == [("3", "1", Decimal(100))]


def test_the_same_person_twice_is_merged_and_two_versions_are_refused():
    people, findings, account = read("key,name\n1,Ana\n1,Ana\n2,Bo\n2,Bob\na,Cy\nA,Di\n", "people")

    assert [one.key for one in people] == ["1", "a", "A"]
    assert [one.code for one in findings] == ["rows_differ", "rows_differ", "keys_differ_by_case"]
    assert (account.used, account.merged, account.refused) == (3, 1, {"rows_differ": 2})


def test_units_file():
    units, findings, _ = read("unit,name,parent\nhub,Hub,\ndock,Dock 3,hub\n,Nameless,hub\n")

    assert [(one.key, one.name, one.parent) for one in units] == [("hub", "Hub", None), ("dock", "Dock 3", "hub")]
    assert [(one.code, one.place.line, one.place.column) for one in findings] == [("required_empty", 4, 1)]


LINES = "person,manager,kind,weight,from,to\n"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("a,b,solid,60,,\na,c,project,30,,\n", "weights_do_not_add_up"),
        ("a,b,solid,60,,\na,c,project,,,\n", "weight_missing"),
        ("a,a,solid,100,,\n", "reports_to_self"),
        ("a,b,solid,120,,\n", "weight_outside"),
        ("a,b,solid,100,2026-02-01,2026-01-01\n", "dates_reversed"),
        ("a,x,solid,100,,\n", "person_unknown"),
        ("a,b,solid,100,,\nb,c,solid,100,,\nc,a,solid,100,,\n", "line_circle"),
        ("a,b,solid,100,2026-01-01,2026-06-01\na,c,solid,60,2026-06-01,\n", "weights_do_not_add_up"),
    ],
)
def test_lines_of_a_person_are_refused_together(rows, code):
    lines, _, _ = read(LINES + rows + "d,b,solid,100,,\n")

    kept, findings = check_lines(lines, {"a", "b", "c", "d"})

    assert {one.code for one in findings} == {code}
    assert [one.person for one in kept] == ["d"]


def test_person_in_two_circles_is_refused_once():
    rows = "a,b,solid,100,,\nb,a,solid,50,,\nb,c,solid,50,,\nc,a,solid,100,,\nd,b,solid,100,,\n"
    lines, _, _ = read(LINES + rows)

    kept, findings = check_lines(lines, {"a", "b", "c", "d"})

    assert [(one.code, one.key) for one in findings] == [("line_circle", key) for key in "abc"]
    assert [one.person for one in kept] == ["d"]


def test_good_lines_are_kept():
    lines, findings, _ = read(
        LINES + "a,b,solid,60,,\na,c,project,40,,\na,d,dotted,0,,\nb,d,Direct,,,\n"
        "c,d,solid,100,,2026-07-01\nc,b,solid,100,2026-07-01,\n"
    )

    kept, refused = check_lines(lines)

    assert (findings, refused) == ([], [])
    assert [(one.person, one.weight) for one in kept] == [
        ("a", 60), ("a", 40), ("a", 0), ("b", 100), ("c", 100), ("c", 100),
    ]  # fmt: skip
    assert kept[-1].valid_from == datetime.date(2026, 7, 1)


def test_unknown_kind_of_line_is_remarked_and_the_row_stays():
    lines, findings, _ = read("person,manager,kind\na,b,diagonal\n")

    assert lines[0].kind == "solid"
    assert [(one.code, one.place.column) for one in findings] == [("word_unknown", 3)]


def test_ranges_of_lines():
    assert ranges([9, 4, 6, 5]) == ((4, 6), (9, 9))


def test_three_hundred_thousand_actuals_take_seconds():
    months = [f"{2020 + n // 12}-{n % 12 + 1:02}" for n in range(60)]
    rows = "\n".join(
        f"kpi-{k},unit-{k % 300},{month},{k}.{n:03}," for k in range(5000) for n, month in enumerate(months)
    )
    started = time.process_time()

    opened = open_plain(Source.of(f"measure,unit,period,value,comment\n{rows}\n".encode(), "actuals.csv"))
    count = sum(len(batch.records) for batch in opened.batches())

    assert count == 300_000
    assert time.process_time() - started < 10
