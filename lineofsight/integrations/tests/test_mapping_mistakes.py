"""Fields of mapped tables of every kind, and mistakes in a mapping that only some of them can have."""

import datetime
from decimal import Decimal

import pytest

from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats import observation_rows
from lineofsight.integrations.formats.field_readers import PeriodReader
from lineofsight.integrations.tests.test_mapping import FIELDS, PLAIN, mapping_of, observations, run


def table(name, text, fields, **output):
    """Return the records of one table and the codes of what is said about its rows."""
    mapping = mapping_of({"table": name, "fields": fields} | output)
    records, findings, _ = run(mapping, Source.of(text.encode(), "f.csv"))
    return records[name], [(one.code, one.place.line) for one in findings if one.place.line]


def test_whole_numbers_are_whole_or_missing():
    found, said = table("links", "d,o,l\na,b,3\na,c,\na,d,1.5\n", {"driver": "d", "outcome": "o", "lag": "l"})

    assert [(one.outcome, one.lag) for one in found] == [("b", 3), ("c", None)]
    assert said == [("not_whole", 4)]


def test_yes_no_lists_and_words_without_meaning():
    words = {"not decided": "", "up": "up"}
    fields = {"key": "k", "name": "k", "complement": "c", "polarity": {"column": "p", "words": words}}

    found, said = table("kpis", "k,c,p\na,yes,up\nb,,not decided\nc,no,-\nd,perhaps,up\n", fields)

    assert [(one.key, one.complement, one.polarity) for one in found] == [
        ("a", True, "maximize"),
        ("b", False, "unknown"),
        ("c", False, "unknown"),
    ]
    assert ("not_yes_no", 5) in said


def test_lists_are_split_at_the_mark_that_the_mapping_names():
    fields = {"key": "k", "name": "k", "supports": {"column": "s", "split": "|"}, "tags": "t"}

    found, _ = table("objectives", 'k,s,t\na,O1| O2|,"x, y"\nb,,\n', fields)

    assert [(one.supports, one.tags) for one in found] == [(("O1", "O2"), ("x", "y")), ((), ())]


def test_units_of_measure_are_put_in_our_words_and_a_target_against_its_polarity_is_remarked():
    text = "k,u,b,t,p\na,Percent,10,5,up\nb,Bananas,1,5,up\n"
    fields = {"key": "k", "name": "k", "unit_of_measure": "u", "baseline": "b", "target": "t", "polarity": "p"}

    found, said = table("kpis", text, fields)

    assert [(one.unit_of_measure, one.scoring_type) for one in found] == [
        ("percent", "unscored"),
        ("Bananas", "baseline_target"),
    ]
    assert ("target_against_polarity", 2) in said


def test_number_that_loses_decimals_is_taken_and_remarked():
    found, said = table("objectives", "k,w\na,0.123456789\n", {"key": "k", "name": "k", "weight": "w"})

    assert (found[0].weight, said) == (Decimal("0.123457"), [("decimals_rounded", 2)])


@pytest.mark.parametrize(
    ("how", "text", "period", "code"),
    [
        ({"words": {"first": "2026-Q1"}}, "First", "2026-Q1", None),
        ({"date_format": "%d/%m/%Y"}, "31/01/2026", "2026-01-31", None),
        ({"date_format": "%d/%m/%Y", "frequency": "month"}, "31/01/2026", "2026-01", None),
        ({"frequency": "month"}, "2026-02", "2026-02", None),
        ({"frequency": "month"}, "2026-Q1", None, "period_not_of_frequency"),
    ],
)
def test_periods_by_words_patterns_and_frequency(how, text, period, code):
    found, findings, _ = observations(f"m,p,v\na,{text},1\n", PLAIN | {"period": {"column": "p", **how}})

    assert [one.period for one in found] == ([period] if period else [])
    assert [one.code for one in findings] == ([code] if code else [])


def test_moments_follow_the_pattern_of_the_mapping():
    fields = PLAIN | {"reported_at": {"column": "r", "date_format": "%d.%m.%Y %H:%M"}}

    found, findings, _ = observations("m,p,v,r\na,2026-01,1,31.01.2026 17:05\na,2026-02,1,noon\n", fields)

    assert found[0].reported_at == datetime.datetime(2026, 1, 31, 17, 5, tzinfo=datetime.UTC)
    assert (len(found), [one.code for one in findings]) == (1, ["not_a_time"])


def test_template_cuts_words_and_is_empty_where_a_column_is():
    fields = PLAIN | {"measure": {"template": "{m|upper|first:3}-{v}"}}

    found, findings, _ = observations("m,p,v\nsafety,2026-01,1\n,2026-02,2\n", fields)

    assert ([one.measure for one in found], [one.code for one in findings]) == (["SAF-1"], ["key_missing"])


def test_step_that_a_template_does_not_know_stops_the_file():
    with pytest.raises(FileProblem, match="no step “shout”") as caught:
        observations("m,p,v\n", PLAIN | {"measure": {"template": "{m|shout}"}})

    assert "first:N" in caught.value.next_step


def test_condition_asks_for_all_that_it_states():
    rule = {"column": "state", "in": ["final"], "empty": False, "why": "open"}

    found, _, account = observations(
        "m,p,v,state\na,2026-01,1,final\na,2026-02,2,draft\na,2026-03,3,\n", PLAIN, output={"rows": [rule]}
    )

    assert ([one.period for one in found], account.filtered) == (["2026-01"], {"open": 2})


def test_rows_are_chosen_by_whether_a_lookup_knows_them():
    lookup = {"match": ["m"], "give": ["ours"], "rows": [["a", "alpha"]]}
    fields = PLAIN | {"measure": {"lookup": "names", "field": "ours"}}

    found, _, account = observations(
        "m,p,v\na,2026-01,1\nb,2026-01,2\n",
        fields,
        output={"rows": [{"lookup": "names", "why": "unknown"}]},
        lookups={"names": lookup},
    )

    assert ([one.measure for one in found], account.filtered) == (["alpha"], {"unknown": 1})


def test_periods_beyond_those_remembered_are_read_all_the_same(monkeypatch):
    monkeypatch.setattr(PeriodReader, "MOST_SPELLINGS", 1)

    found, _, _ = observations("m,p,v\na,2026-01,1\na,2026-02,2\nb,2026-02,3\n", PLAIN)

    assert [one.period for one in found] == ["2026-01", "2026-02", "2026-02"]


def test_rows_that_only_seem_to_name_the_same_value_are_kept(monkeypatch):
    monkeypatch.setattr(observation_rows, "hash", lambda key: len(key), raising=False)

    found, findings, _ = observations("m,p,v\na,2026-01,1\nb,2026-01,2\nc,2026-01,3\nc,2026-01,4\n", PLAIN)

    assert [one.measure for one in found] == ["a", "b"]
    assert [one.place.line for one in findings] == [4, 5]


def test_two_outputs_of_one_table_have_an_account_each():
    outputs = [{"table": "observations", "fields": PLAIN | {"measure": {"constant": name}}} for name in ("x", "y")]

    records, _, opened = run(mapping_of(*outputs), Source.of(b"p,v\n2026-01,1\n", "f.csv"))

    assert [one.measure for one in records["observations"]] == ["x", "y"]
    assert {name: one.used for name, one in opened.accounts.items()} == {"observations": 1, "observations 2": 1}


LOOKUP = {"match": ["m"], "give": ["a"], "rows": [["1", "2"]]}


@pytest.mark.parametrize(
    ("outputs", "parts", "words"),
    [
        ([FIELDS], {"lookups": {"x": {"match": ["m"], "rows": []}}}, "needs “match”, “give” and “rows”"),
        ([FIELDS], {"lookups": {"x": LOOKUP | {"how": ["roughly"]}}}, "“how” needs"),
        ([FIELDS], {"lookups": {"x": LOOKUP | {"how": ["equals", "equals"]}}}, "“how” needs"),
        ([FIELDS | {"fields": PLAIN | {"value": {"lookup": "x"}}}], {"lookups": {"x": LOOKUP}}, "gives no “value”"),
        ([{"fields": PLAIN}], {}, "needs a “table”"),
        ([{"table": "units", "fields": {"key": "k", "name": "k"}, "combine": "sum"}], {}, "Only observations"),
        ([FIELDS | {"rows": [{"column": "v", "lookup": "x", "in": ["1"]}]}], {}, "either a column or a lookup"),
        ([FIELDS | {"rows": [{"column": "v", "empty": "no"}]}], {}, "must be true or false"),
        ([FIELDS | {"fields": [PLAIN]}], {}, "“fields” must be an object"),
        ([FIELDS | {"order": {"p": 1}}], {}, "must be a list of texts"),
        ([FIELDS], {"file": {"sheet": ["a"]}}, "must be a text"),
        ([FIELDS], {"file": {"header_row": 1.5}}, "must be a whole number"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "scale": "Infinity"}}}], {}, "scale"),
        ([FIELDS | {"fields": PLAIN | {"value": {"column": "v", "scale": "1e999999"}}}], {}, "scale"),
    ],
)  # fmt: skip
def test_mistakes_are_refused_with_their_line(outputs, parts, words):
    with pytest.raises(FileProblem) as caught:
        mapping_of(*outputs, **parts)

    assert words in caught.value.sentence
    assert (caught.value.code, f"line {caught.value.line}" in caught.value.sentence) == ("mapping_wrong", True)


def test_one_text_stands_for_a_list_of_one():
    fields = {"key": "k", "name": "n"}

    found, said = table("units", "k,n,v\na,New,2\na,Old,1\n", fields, repeat="last", order="v")

    assert ([one.name for one in found], [code for code, _ in said]) == (["New"], ["rows_differ"])
