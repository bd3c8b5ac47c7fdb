"""Strategy packages: what they state, what is wrong with them, and that nothing valid is lost."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest

from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.formats.findings import Severity
from lineofsight.integrations.formats.package_writer import write_package
from lineofsight.integrations.formats.strategy_package import read_package

SHARED = Path(__file__).parents[4] / "shared/data/real/us-performance-gov"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the federal package is not beside the repository")

SMALL = {
    "format": "strategy-package/1",
    "organization": {"key": "usg", "name": "US Federal Government", "fiscal_year_start": "10-01", "currency": "USD"},
    "period": {"key": "FY22", "start": "2021-10-01", "end": "2022-09-30", "frequency": "quarter"},
    "perspectives": [{"key": "process", "name": "Processes", "bsc": "internal", "order": 1}],
    "units": [{"key": "usg", "name": "Government", "parent": None}, {"key": "SSA", "name": "SSA", "parent": "usg"}],
    "objectives": [
        {"key": "G1", "name": "Goal", "kind": "strategic_goal", "unit": "SSA", "parent": None, "perspective": None},
        {"key": "O1", "name": "Objective", "unit": "SSA", "parent": "G1", "perspective": "process"},
        {"key": "O2", "name": "Other", "unit": "SSA", "parent": "G1", "perspective": "process"},
    ],
    "cause_effect": [{"from": "O1", "to": "O2", "why": "first things first"}],
    "kpis": [
        {
            "key": "K1", "objective": "O1", "unit_owner": "SSA", "name": "Days to answer", "polarity": "down",
            "unit": "days", "series_kind": "level", "frequency": "quarter", "baseline": 194.0, "target": 164.0,
            "target_due": "2023-09-30",
            "series": [
                {"period": "FY22Q1", "start": "2021-10-01", "value": 179.0, "raw": "179", "published_progress": 0.5},
                {"period": "FY22Q2", "start": "2022-01-01", "value": None, "raw": ""},
            ],
        }
    ],
}  # fmt: skip


POLARITY_UNKNOWN = "its polarity is unknown: its data steward must say which way is better"


def small(**changes):
    """Return the small package with some values set: `kpis__0__target=1` walks into lists and objects."""
    package = copy.deepcopy(SMALL)
    for path, value in changes.items():
        found = package
        *steps, last = path.split("__")
        for step in steps:
            found = found[int(step) if isinstance(found, list) else step]
        if isinstance(found, list):
            found.append(value)
        else:
            found[last] = value
    return package


def read(package):
    return read_package(json.dumps(package, indent=1).encode(), "package.json")


def codes(package, *but):
    found = [finding.code for finding in package.findings if finding.severity is not Severity.REMARK]
    return found + [one.code for one in package.findings if one.severity is Severity.REMARK and one.code in but]


def finding(package, code):
    return next(one for one in package.findings if one.code == code)


def test_small_package_is_read_in_our_words():
    package = read(SMALL)

    kpi = package.kpis[0]
    assert (kpi.polarity, kpi.frequency, kpi.time_aggregation) == ("minimize", "quarterly", "last")
    assert (kpi.baseline, kpi.target, kpi.scoring_type) == (Decimal(194), Decimal(164), "baseline_target")
    assert package.perspectives[0].kind == "process"
    assert package.objectives[0].perspective is None
    assert (package.links[0].driver, package.links[0].outcome) == ("O1", "O2")
    assert not package.blocked


def test_observation_leads_back_to_pointer_line_and_raw_text():
    package = read(SMALL)
    text = json.dumps(SMALL, indent=1).splitlines()

    (observation,) = package.observations
    assert (observation.period, observation.start.isoformat(), observation.end.isoformat()) == (
        "2022-Q1", "2021-10-01", "2022-01-01",
    )  # fmt: skip
    assert observation.place.pointer == "/kpis/0/series/0/value"
    assert '"value": 179.0' in text[observation.place.line - 1]
    assert observation.raw == "179"
    assert observation.published_progress == Decimal("0.5")
    assert package.points.as_json() == {"read": 2, "used": 1, "merged": 0, "empty": 1, "filtered": {}, "refused": {}}


@pytest.mark.parametrize(
    ("points", "stored", "code"),
    [
        ([("FY22Q1", 1), ("FY22Q1", 1)], 1, "duplicate_period"),
        ([("FY22Q1", None), ("FY22Q1", 1)], 1, "duplicate_period"),
        ([("FY22Q1", None), ("FY22Q1", None)], 0, "duplicate_period"),
        ([("FY22Q1", 1), ("FY22Q1", 2)], 0, "different_values"),
        ([("FY22Q1", 1), ("FY22Q1", 2), ("FY22Q2", 3)], 1, "different_values"),
        ([("FY22Q5", 1), ("FY22Q2", 3)], 1, "not_a_period"),
        ([("FY25Q1", 1), ("FY22Q2", 3)], 1, "period_outside_calendar"),
        ([("2022-01", 1), ("FY22Q2", 3)], 1, "period_not_of_frequency"),
        ([("FY22Q1", "lots"), ("FY22Q2", 3)], 1, "not_a_number"),
        ([("FY22Q1", 12345678901234567890), ("FY22Q2", 3)], 1, "too_many_digits"),
        ([(None, 4), ("FY22Q2", 3)], 1, "period_missing"),
        (["nothing", ("FY22Q2", 3)], 1, "wrong_kind"),
    ],
)
def test_points_are_kept_or_refused_by_name_and_all_accounted_for(points, stored, code):
    series = [{"period": one[0], "value": one[1]} if isinstance(one, tuple) else one for one in points]

    package = read(small(kpis__0__series=series))

    assert len(package.observations) == stored
    assert code in [one.code for one in package.findings]
    assert finding(package, code).place.line
    assert package.points.balanced
    assert package.points.read == len(points)


def test_a_point_that_starts_on_another_day_than_its_period_is_refused():
    package = read(small(kpis__0__series=[{"period": "FY22Q1", "start": "2022-01-01", "value": 3}]))

    assert codes(package) == ["period_dates_differ"]


@pytest.mark.parametrize(
    ("changes", "scoring", "reason"),
    [
        ({}, "baseline_target", None),
        ({"kpis__0__target": 194.0}, "unscored", "its target equals its baseline"),
        ({"kpis__0__target": 200.0}, "unscored", "its target contradicts its polarity"),
        ({"kpis__0__target": None}, "unscored", "it has no target"),
        ({"kpis__0__polarity": "unknown"}, "unscored", POLARITY_UNKNOWN),
        ({"kpis__0__polarity": "at_most"}, "binary", None),
        ({"kpis__0__polarity": "at_most", "kpis__0__baseline": None}, "binary", None),
        ({"kpis__0__polarity": "milestone", "kpis__0__baseline": None}, "binary", None),
        ({"kpis__0__baseline": None}, "unscored", "it has a target but neither a baseline nor a scoring type"),
    ],
)  # fmt: skip
def test_scoring_follows_from_what_the_file_states(changes, scoring, reason):
    kpi = read(small(**changes)).kpis[0]

    assert (kpi.scoring_type, kpi.unscored_reason) == (scoring, reason)


def test_unknown_polarity_is_stored_and_named():
    package = read(small(kpis__0__polarity="sideways"))

    assert package.kpis[0].polarity == "unknown"
    assert "sideways" in finding(package, "polarity_unknown").sentence


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"units__0__parent": "SSA"}, "parent_cycle"),
        ({"objectives__0__parent": "O1"}, "parent_cycle"),
        ({"objectives__0__parent": "G1"}, "parent_cycle"),
        ({"objectives__0__supports": ["O2"]}, "parent_cycle"),
        ({"perspectives__0__weight": 80}, "weights_do_not_add_up"),
        ({"perspectives__0__weight": -100}, "weight_negative"),
        ({"objectives__1__weight": 60}, "weights_incomplete"),
    ],
)
def test_contradictions_of_structure_block_the_whole_package(changes, code):
    package = read(small(**changes))

    assert package.blocked
    assert codes(package)[0] == code
    assert finding(package, code).place.line
    assert finding(package, code).next_step


def test_cycle_is_named_in_its_order():
    package = read(small(objectives__0__parent="O2", objectives__2__parent="G1"))

    assert "G1 → O2 → G1" in finding(package, "parent_cycle").sentence


def test_unknown_references_are_named_and_the_object_stays():
    package = read(small(objectives__1__parent="g1", kpis__0__objective="O9", units__1__parent="nowhere"))

    found = [one for one in package.findings if one.code == "reference_unknown"]
    assert [one.raw for one in found] == ["nowhere", "g1", "O9"]
    assert "Did you mean “G1”?" in found[1].next_step
    assert (len(package.objectives), len(package.kpis), len(package.units)) == (3, 1, 2)


def test_keys_that_differ_by_case_are_kept_apart_and_named():
    package = read(small(units__x={"key": "ssa", "name": "Other", "parent": "usg"}))

    assert len(package.units) == 3
    assert finding(package, "keys_differ_by_case").key == "ssa"


def test_same_object_twice_is_kept_once_and_a_contradiction_refuses_both():
    twice = read(small(units__x=SMALL["units"][1]))
    contradicting = read(
        small(objectives__x={"key": "O2", "name": "Different", "unit": "SSA", "perspective": "process"})
    )

    assert len(twice.units) == 2
    assert finding(twice, "same_twice").key == "SSA"
    assert codes(contradicting) == ["key_twice", "key_twice", "reference_unknown"]
    assert [one.key for one in contradicting.objectives] == ["G1", "O1"]


@pytest.mark.parametrize(
    "link", [{"from": "O1", "to": "O9"}, {"from": "O1", "to": "O1"}, {"from": "O1"}, {"from": "O1", "to": "O2"}]
)
def test_only_usable_links_are_kept(link):
    assert len(read(small(cause_effect__x=link)).links) == 1


@pytest.mark.parametrize("part", ["perspectives", "units", "objectives", "cause_effect", "kpis"])
@pytest.mark.parametrize("wrong", ["text", 3, {"a": 1}, [1, None, "x", [], {}], [{"key": 5, "name": []}]])
def test_lists_of_the_wrong_kind_are_refused_in_words(part, wrong):
    package = read(small(**{part: wrong}))

    assert any(one.severity is Severity.REFUSED for one in package.findings)


@pytest.mark.parametrize("wrong", [[], {}, {"format": "strategy-package/9"}, {**SMALL, "organization": None}])
def test_what_is_no_package_is_a_problem_of_the_file(wrong):
    with pytest.raises(FileProblem) as caught:
        read(wrong)

    assert caught.value.next_step


def test_fields_that_are_not_read_are_named_once():
    package = read(small(kpis__0__mood="good"))

    assert [one.key for one in package.findings if one.code == "field_not_used"] == ["mood"]


def without_places(records):
    left_out = {"place": None, "lines": (), "parts": ()}
    return [one._replace(**{name: value for name, value in left_out.items() if name in one._fields}) for one in records]


def assert_same_content(one, other):
    for part in ("perspectives", "units", "objectives", "links", "kpis", "observations"):
        assert without_places(getattr(one, part)) == without_places(getattr(other, part))


def test_our_own_dialect_gives_back_what_was_written():
    first = read(SMALL)

    again = read(write_package(first))

    assert again.format == "strategy-package/2"
    assert_same_content(first, again)
    assert write_package(again) == write_package(first)


@needs_shared
def test_federal_package_has_the_expected_counts():
    package = read_package(SHARED / "package.json")
    expected = json.loads((SHARED / "expected.json").read_text())

    assert {name: package.counts[name] for name in expected["counts"]} == expected["counts"]
    assert package.counts["kpis_of_unknown_polarity"] == 1
    assert package.counts["objectives_without_perspective"] == 28
    assert package.counts["links"] == 12
    assert package.points.balanced
    assert [one for one in package.findings if one.severity is not Severity.REMARK] == []


@needs_shared
def test_federal_kpis_meet_their_last_value_and_published_progress():
    package = read_package(SHARED / "package.json")
    expected = json.loads((SHARED / "expected.json").read_text(), parse_float=Decimal)
    series = {}
    for one in package.observations:
        series.setdefault(one.measure, []).append(one)

    for row in expected["kpis"]:
        points = series.get(row["kpi"], [])
        # A same value twice is one observation that rests on two places.
        assert sum(len(one.lines) for one in points) == row["observations"]
        if points:
            last = max(points, key=lambda one: one.start)
            assert last.value == row["last_value"]
            assert f"FY{last.period[2:4]}{last.period[5:]}" == row["last_period"]
            assert last.published_progress == row["published_progress_last"]


@needs_shared
def test_federal_places_lead_to_the_raw_text():
    package = read_package(SHARED / "package.json")
    lines = (SHARED / "package.json").read_text().splitlines()

    for one in package.observations:
        assert f'"value": {one.value}' in lines[one.place.line - 1]


@needs_shared
def test_federal_package_survives_our_own_dialect():
    package = read_package(SHARED / "package.json")

    assert_same_content(package, read(write_package(package)))
