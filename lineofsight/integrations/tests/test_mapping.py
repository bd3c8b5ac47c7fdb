"""Mappings: foreign columns, words and units; real files of two organizations."""

import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats.mapped_file import open_mapped
from lineofsight.integrations.formats.mapping import read_mapping
from lineofsight.integrations.formats.strategy_package import read_package

EXAMPLES = Path(__file__).parents[3] / "docs/formats/examples"
SHARED = Path(__file__).parents[4] / "shared/data/real"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside the repository")


def mapping_of(*outputs, **parts):
    file = {"match": "*", "outputs": list(outputs)} | parts.pop("file", {})
    return read_mapping(
        json.dumps({"format": "lineofsight-mapping/1", "files": [file]} | parts, indent=1).encode(), "m.json"
    )


def run(mapping, source):
    """Return the records of each table that stay, the findings and the opened file."""
    opened = open_mapped(mapping, source)
    records, findings, withdrawn = defaultdict(list), [], set()
    for batch in opened.batches():
        records[batch.table] += batch.records
        findings += batch.findings
        withdrawn |= set(batch.withdrawn)
    records["observations"] = [one for one in records["observations"] if one.place.line not in withdrawn]
    assert all(account.balanced for account in opened.accounts.values())
    return records, findings + opened.remarks, opened


def observations(text, fields, **output):
    mapping = mapping_of({"table": "observations", "fields": fields} | output.pop("output", {}), **output)
    records, findings, opened = run(mapping, Source.of(text.encode(), "f.csv"))
    return records["observations"], findings, opened.accounts["observations"]


PLAIN = {"measure": "m", "period": "p", "value": "v"}


def test_columns_templates_constants_and_joins():
    found, _, _ = observations(
        "goal,name,fy,q,v,a,b\nG1,Days  to\tanswer,2022,3,5,x,y\n",
        {
            "measure": {"template": "{goal}-{name|collapse|slug}"},
            "period": {"template": "FY{fy}-Q{q}"},
            "unit": {"constant": "hub"},
            "value": "v",
            "comment": {"join": ["a", "b"], "with": " / "},
        },
        calendar={"start_month": 10},
    )

    (one,) = found
    assert (one.measure, one.unit, one.period, one.comment) == ("G1-days-to-answer", "hub", "2022-Q3", "x / y")
    assert one.start.isoformat() == "2022-04-01"


@pytest.mark.parametrize(
    ("text", "how", "value"),
    [
        ("85%", {"percent": "fraction"}, "0.85"),
        ("85%", {"percent": "points"}, "85"),
        ("$3.2M", {"money": True, "magnitudes": True}, "3200000"),
        ("12", {"scale": "1000"}, "12000"),
        ("1.234,5", {"decimal_mark": ","}, "1234.5"),
        ("0.333333333333333333", {"round": 4}, "0.3333"),
        ("high", {"words": {"high": "3", "low": "1"}}, "3"),
    ],
)
def test_units_and_words_of_a_value(text, how, value):
    found, _, _ = observations(f'm,p,v\na,2026-01,"{text}"\n', PLAIN | {"value": {"column": "v"} | how})

    assert found[0].value == Decimal(value)
    assert found[0].raw == text


def test_missing_words_of_a_file_and_of_a_field():
    found, _, account = observations(
        "m,p,v\na,2026-01,999\na,2026-02,secret\na,2026-03,4\n",
        PLAIN | {"value": {"column": "v", "missing": ["999"]}},
        file={"missing": ["secret"]},
    )

    assert [one.period for one in found] == ["2026-03"]
    assert account.empty == 2


def test_conditions_take_rows_out_under_their_name():
    found, _, account = observations(
        "m,p,v,state\na,2026-01,1,final\na,2026-02,2,draft\na,2026-03,3,\n",
        PLAIN,
        output={
            "rows": [
                {"column": "state", "empty": False, "why": "no state"},
                {"column": "state", "not_in": ["draft"], "why": "drafts"},
            ]
        },
    )

    assert [one.period for one in found] == ["2026-01"]
    assert account.filtered == {"drafts": 1, "no state": 1}


def test_lookup_and_what_stands_in_when_it_has_no_row():
    lookups = {
        "cards": {"match": ["m"], "how": ["starts_with"], "give": ["key"], "rows": [["Days to", "D1"], ["Days", "D0"]]}
    }
    found, _, _ = observations(
        "m,p,v\nDays to answer,2026-01,1\nDays,2026-01,2\nHours,2026-01,3\n",
        PLAIN | {"measure": {"lookup": "cards", "field": "key", "otherwise": {"template": "x-{m|lower}"}}},
        lookups=lookups,
    )

    assert [one.measure for one in found] == ["D1", "D0", "x-hours"]


def test_sums_over_rows_keep_all_their_lines():
    found, _, account = observations(
        "site,day,late,all\nr,2026-01-03,1,10\ng,2026-01-04,5,5\nr,2026-01-05,2,10\nr,2026-02-01,3,10\nr,2026-01-09,,7\n",
        {
            "measure": {"constant": "late"},
            "unit": "site",
            "period": {"column": "day", "frequency": "monthly"},
            "numerator": "late",
            "denominator": "all",
        },
        output={"combine": "sum"},
    )

    assert [(one.unit, one.period, one.numerator, one.denominator, one.lines) for one in found] == [
        ("r", "2026-01", 3, 20, ((2, 2), (4, 4))),
        ("g", "2026-01", 5, 5, ((3, 3),)),
        ("r", "2026-02", 3, 10, ((5, 5),)),
    ]
    assert found[0].parts == ((2, "1/10"), (4, "2/10"))
    assert (account.used, account.merged, account.empty) == (3, 1, 1)


@pytest.mark.parametrize(("repeat", "kept"), [("merge", []), ("first", ["Old"]), ("last", ["New"])])
def test_rows_that_differ_are_refused_unless_the_mapping_says_which_counts(repeat, kept):
    output = {"table": "units", "fields": {"key": "k", "name": "n"}, "repeat": repeat, "order": ["year"]}

    records, findings, _ = run(mapping_of(output), Source.of(b"k,n,year\nu,New,2\nu,Old,1\n", "f.csv"))

    assert [one.name for one in records["units"]] == kept
    assert findings[0].code == "rows_differ"
    assert "name" in findings[0].sentence


def test_words_that_are_not_listed_are_named_and_not_guessed():
    output = {
        "table": "kpis",
        "fields": {"key": "k", "name": "k", "polarity": {"column": "p", "words": {"more": "up"}}},
    }

    records, findings, _ = run(mapping_of(output), Source.of(b"k,p\na,more\nb,sideways\n", "f.csv"))

    assert [(one.key, one.polarity) for one in records["kpis"]] == [("a", "maximize"), ("b", "unknown")]
    assert [(one.code, one.raw, one.place.line) for one in findings if one.code == "word_unknown"] == [
        ("word_unknown", "sideways", 3)
    ]


def test_words_name_the_kpi_and_the_unit_of_a_value():
    fields = {
        "measure": {"column": "m", "words": {"Gross margin": "margin"}},
        "unit": {"column": "u", "words": {"Plant Kiel": "kiel", "Everywhere": ""}},
        "period": "p",
        "value": "v",
    }
    rows = "m,u,p,v\ngross  MARGIN,Plant Kiel,2026-10,30\nscrap,Everywhere,2026-10,8\n"

    found, findings, account = observations(rows, fields)

    assert [(one.measure, one.unit) for one in found] == [("margin", "kiel"), ("scrap", None)]
    assert (findings, account.used) == ([], 2)


def test_day_that_is_not_written_as_the_mapping_says_is_answered_with_that_way():
    fields = PLAIN | {"period": {"column": "p", "date_format": "%d.%m.%Y", "frequency": "monthly"}}

    found, findings, _ = observations("m,p,v\na,30.09.2026,1\na,2026-10-31,2\n", fields)

    assert [one.period for one in found] == ["2026-09"]
    assert [(one.code, one.place.line, one.next_step) for one in findings] == [
        ("not_a_date", 3, "Write it as 31.12.2026, or correct “date_format” in the mapping.")
    ]
    assert "is not a date as the mapping says (%d.%m.%Y)" in findings[0].sentence


FIELDS = {"table": "observations", "fields": PLAIN}


@pytest.mark.parametrize(
    ("outputs", "parts", "words"),
    [
        ([{"table": "wishes", "fields": {}}], {}, "wishes"),
        ([{"table": "units", "fields": {"key": "k"}}], {}, "needs the field “name”"),
        ([{"table": "units", "fields": {"key": "k", "name": "k", "mood": "m"}}], {}, "no field “mood”"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "constant": "1"}}}], {}, "needs one of"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "scale": "much"}}}], {}, "scale"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "percent": "maybe"}}}], {}, "maybe"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "words": "none"}}}], {}, "no words called"),
        ([FIELDS | {"fields": PLAIN | {"value": {"lookup": "x"}}}], {}, "no lookup called"),
        ([FIELDS | {"rows": [{"column": "v"}]}], {}, "“in”"),
        ([FIELDS | {"rows": [{"lookup": "x"}]}], {}, "no lookup called"),
        ([FIELDS | {"combine": 3}], {}, "combine"),
        ([FIELDS], {"calendar": {"start_month": 13}}, "month"),
        ([FIELDS], {"colour": "red"}, "no “colour”"),
        ([FIELDS], {"file": {"delimiter": "::"}}, "delimiter"),
        ([FIELDS], {"file": {"decimal_mark": "'"}}, "decimal mark"),
        ([FIELDS], {"lookups": {"x": {"match": ["m"], "give": ["a"], "rows": [["1"]]}}}, "2 values"),
        ([FIELDS], {"files": "all"}, "files"),
    ],
)  # fmt: skip
def test_mistakes_in_a_mapping_are_refused_with_their_line(outputs, parts, words):
    with pytest.raises(FileProblem) as caught:
        mapping_of(*outputs, **parts)

    assert words in caught.value.sentence
    assert caught.value.code == "mapping_wrong"
    assert f"line {caught.value.line}" in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "code"),
    [("a,b\n1,2\n", "column_missing"), ("m,p,v,v\n1,2,3,4\n", "column_twice")],
)
def test_columns_that_are_missing_or_ambiguous_stop_the_file(text, code):
    with pytest.raises(FileProblem) as caught:
        observations(text, PLAIN)

    assert (caught.value.code, caught.value.line) == (code, 1)


def test_file_that_no_part_is_meant_for_is_refused():
    with pytest.raises(FileProblem, match="says nothing about"):
        run(mapping_of(FIELDS, file={"match": "goals*.csv"}), Source.of(b"m,p,v\n", "target.csv"))


def test_not_a_mapping():
    with pytest.raises(FileProblem) as caught:
        read_mapping(b'{"format": "other"}', "m.json")

    assert caught.value.code == "mapping_format_unknown"


def read_example(mapping, *files):
    records, findings, accounts = defaultdict(list), [], {}
    for file in files:
        found, said, opened = run(mapping, Source.of(file))
        for table, rows in found.items():
            records[table] += rows
        findings += said
        accounts[file.name] = opened.accounts
    return records, findings, accounts


@needs_shared
def test_nhs_is_a_ratio_per_provider_and_for_the_nation():
    mapping = read_mapping(EXAMPLES / "nhs-ae-4hour.mapping.json")

    records, findings, accounts = read_example(mapping, SHARED / "nhs-ae-4hour/ae_attendances.csv")

    sums = defaultdict(lambda: [0, 0])
    for one in records["observations"]:
        sums[one.period][0] += one.numerator
        sums[one.period][1] += one.denominator
    nation = {period: round(100 * (1 - late / seen), 2) for period, (late, seen) in sums.items()}
    assert (nation["2016-04"], nation["2019-03"]) == (Decimal("90.04"), Decimal("86.60"))
    assert len(sums) == 36
    assert len(records["units"]) == 274
    assert accounts["ae_attendances.csv"]["observations"].read == 12_765
    assert sum(last - first + 1 for one in records["observations"] for first, last in one.lines) == 12_765
    assert findings == []
    (kpi,) = mapping.package.kpis
    assert (kpi.complement, kpi.target, kpi.polarity, kpi.scoring_type) == (True, Decimal(95), "maximize", "binary")
    assert mapping.package.findings == ()


@needs_shared
def test_raw_federal_files_agree_with_the_package_made_of_them():
    folder = SHARED / "us-performance-gov"
    package = read_package(folder / "package.json")
    mapping = read_mapping(EXAMPLES / "us-performance-gov.mapping.json")

    records, findings, accounts = read_example(mapping, folder / "goals.csv", folder / "target.csv")

    for table in ("objectives", "kpis"):
        ours = {one.key: one._replace(place=None) for one in records[table]}
        for theirs in getattr(package, table):
            assert ours[theirs.key] == theirs._replace(place=None)
    values = {
        (one.measure, one.period): (one.value, one.raw, one.published_progress) for one in records["observations"]
    }
    for one in package.observations:
        assert values[one.measure, one.period] == (one.value, one.raw, one.published_progress)
    assert {account.read for account in accounts["goals.csv"].values()} == {461}
    assert {account.read for account in accounts["target.csv"].values()} == {757}
    assert Counter(one.code for one in findings) == {
        "required_empty": 15, "key_missing": 15, "rows_differ": 5, "duplicate_period": 5, "broken_characters": 1,
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.mapping.json")), ids=lambda path: path.stem)
def test_every_example_is_a_valid_mapping(path):
    mapping = read_mapping(path)

    assert mapping.files
    assert not mapping.package.blocked
