"""Fields of a package that are of another kind than they should be: each is named, and the object stays."""

import json
from decimal import Decimal

import pytest

from lineofsight.integrations.files.json_text import read_json
from lineofsight.integrations.formats.org_package import read_org_package
from lineofsight.integrations.formats.package_writer import write_package
from lineofsight.integrations.tests.test_strategy_package import finding, read, small


def words_of(package, code):
    return [(one.sentence, one.raw) for one in package.findings if one.code == code]


@pytest.mark.parametrize(
    ("changes", "code", "words", "raw"),
    [
        ({"kpis__0__name": ["a"]}, "wrong_kind", "“name” must be a text.", "['a']"),
        ({"objectives__0__supports": "O1"}, "wrong_kind", "“supports” must be a list of texts.", "O1"),
        ({"perspectives__0__order": 1.5}, "wrong_kind", "“order” must be a whole number.", "1.5"),
        ({"kpis__0__target": True}, "wrong_kind", "“target”: a number is expected.", "True"),
        ({"kpis__0__target": "many"}, "not_a_number", "“target”: “many” is not a number.", "many"),
        ({"kpis__0__target": "1.23456789"}, "decimals_rounded", "“target” was rounded to 6 decimals.", "1.23456789"),
        ({"kpis__0__target_due": "soon"}, "not_a_date", "“target_due”: “soon” is not a date as 2026-12-31.", "soon"),
        ({"kpis__0__frequency": "often"}, "word_unknown", "“often” is no known word for “frequency”.", "often"),
        (
            {"perspectives__0__bsc": "weather"},
            "word_unknown",
            "“weather” is none of the four perspectives; kept as one of its own.",
            "weather",
        ),
        ({"kpis__0__scoring_type": "magic"}, "word_unknown", "“magic” is no scoring type.", "magic"),
        (
            {"organization__fiscal_year_start": "10-15"},
            "calendar_not_on_a_first",
            "The fiscal year does not start on the first of a month.",
            "10-15",
        ),
        (
            {"kpis__0__series__0__value": 0.123456789},
            "decimals_rounded",
            "K1: the value was rounded to 6 decimals.",
            "0.123456789",
        ),
        (
            {"kpis__0__series__0__unit": "FBI"},
            "reference_unknown",
            "K1, 2022-Q1: the unit “FBI” is not in the file.",
            "FBI",
        ),
    ],
)  # fmt: skip
def test_field_of_another_kind_is_named_and_its_object_stays(changes, code, words, raw):
    package = read(small(**changes))

    assert words_of(package, code) == [(words, raw)]
    assert finding(package, code).place.line
    assert (len(package.perspectives), len(package.objectives), len(package.kpis)) == (1, 3, 1)


def test_numbers_stand_for_texts_and_missing_words_for_no_number():
    kpi = read(small(kpis__0__name=7, kpis__0__target="n/a")).kpis[0]

    assert (kpi.name, kpi.target) == ("7", None)


@pytest.mark.parametrize(
    ("stated", "scoring", "reason"),
    [
        ("magic", None, "the scoring type “magic” is unknown"),
        ("unscored", None, "its file says so"),
        ("two_color", "two_color", None),
    ],
)
def test_scoring_type_of_the_file_wins_where_it_is_known(stated, scoring, reason):
    kpi, untouched = (read(small(**changes)).kpis[0] for changes in ({"kpis__0__scoring_type": stated}, {}))

    assert (kpi.scoring_type, kpi.unscored_reason) == (scoring or "unscored", reason)
    assert untouched.scoring_type == "baseline_target"


def test_values_that_are_no_list_refuse_themselves_and_not_the_kpi():
    package = read(small(kpis__0__series={"2022-Q1": 3}))

    assert words_of(package, "wrong_kind") == [("“series” must be a list of points.", "K1")]
    assert ([one.key for one in package.kpis], package.observations) == (["K1"], ())


def test_organization_that_is_no_object_is_named_missing_once_and_a_period_goes_without():
    package = read(small(period="FY22"))

    assert words_of(package, "wrong_kind") == [("“period” must be an object.", "")]
    assert (package.calendar.key, package.calendar.start_month, package.calendar.first) == ("calendar", 10, None)


@pytest.mark.parametrize(
    ("period", "named_by"),
    [
        ({"key": "FY22", "start": "2021-10-01"}, "end"),
        ({"key": "FY21", "start": "2021-10-01"}, "start"),
        ({"key": "this year", "start": "2021-10-01"}, "end"),
    ],
)
def test_name_of_the_period_says_how_fiscal_years_are_named(period, named_by):
    assert read(small(period=period)).calendar.year_named_by == named_by


def test_kpi_that_stands_twice_with_other_words_keeps_neither_and_none_of_their_values():
    again = {"key": "K1", "name": "Other", "series": [{"period": "FY22Q1", "value": 1}]}

    package = read(small(kpis__x=again))

    assert (package.kpis, package.observations) == ((), ())
    assert [one.key for one in package.findings if one.code == "key_twice"] == ["K1", "K1"]


def test_weights_that_add_up_are_not_remarked():
    package = read(small(perspectives__0__weight=100, objectives__1__weight=0.4, objectives__2__weight=0.6))

    assert not package.blocked
    assert [one.weight for one in package.objectives] == [None, Decimal("0.4"), Decimal("0.6")]


def test_lists_of_an_object_are_written_as_lists():
    written = write_package(read(small(objectives__2__supports=["O1"])))

    assert written["objectives"][2]["supports"] == ["O1"]
    assert "supports" not in written["objectives"][1]
    assert read(json.loads(json.dumps(written))).objectives[2].supports == ("O1",)


def test_organization_without_groups_or_posts_is_read_without_a_word_about_them():
    text = (
        '{"organization": "Ministry", "snapshots": [{"as_of": "2026-03-31", "units": ["Ministry"], "senior_posts": 3}]}'
    )

    package = read_org_package("org.json", read_json(text.encode(), "org.json"))

    assert (package.people, package.counts["junior_groups_not_read"]) == ([], 0)
    assert "groups_not_read" not in [one.code for one in package.findings]
