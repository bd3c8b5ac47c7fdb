"""A whole organization from one file, through the command line: the report says what the database holds."""

import json
from pathlib import Path

import pytest

from lineofsight.base.models import Change
from lineofsight.integrations.tests.company import command_line
from lineofsight.measures.models import Measure, Observation, PublishedFigure, Target
from lineofsight.scorecard.models import Score, Scorecard
from lineofsight.strategy.models import Adoption, CascadeLink, ObjectiveVersion

SHARED = Path(__file__).parents[4] / "shared/data/real"
EXAMPLES = Path(__file__).parents[3] / "docs/formats/examples"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared example data are not here")
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SMALL = {
    "format": "strategy-package/2",
    "organization": {"key": "acme", "name": "Acme"},
    "calendar": {"key": "acme", "start_month": 10, "frequency": "quarterly"},
    "perspectives": [
        {"key": "c", "name": "Customers", "kind": "customer", "weight": 60},
        {"key": "p", "name": "Process", "kind": "process", "weight": 40},
    ],
    "units": [{"key": "acme", "name": "Acme"}, {"key": "east", "name": "East", "parent": "acme"}],
    "objectives": [
        {"key": "C1", "name": "Loyal customers", "unit": "acme", "perspective": "c"},
        {"key": "P1", "name": "No waste", "unit": "acme", "perspective": "p"},
        {"key": "E1", "name": "No waste in the east", "unit": "east", "parent": "P1"},
    ],
    "links": [{"driver": "P1", "outcome": "C1", "why": "because"}],
    "kpis": [
        {
            "key": "nps",
            "name": "NPS",
            "objective": "C1",
            "unit": "acme",
            "polarity": "maximize",
            "frequency": "quarterly",
            "baseline": 20,
            "target": 60,
            "observations": [
                {"period": "2026-Q1", "value": 30, "published_progress": 0.25},
                {"period": "2026-Q2", "value": 40},
            ],
        },
        {"key": "waste", "name": "Waste", "objective": "E1", "unit": "east", "polarity": "minimize", "target": 5},
    ],
}


def written(tmp_path, package, name="package.json"):
    path = tmp_path / name
    path.write_text(json.dumps(package, indent=1), encoding="utf-8")
    return str(path)


def test_a_package_becomes_an_organization_with_scores(tmp_path, capsys):
    code, report = command_line(capsys, written(tmp_path, SMALL))

    assert (code, report["state"], report["refused"]) == (0, "applied", 0)
    held = report["database"]
    expected = {"units": 2, "objectives": 3, "kpis": 2, "observations": 2, "links": 1, "published_figures": 1}
    assert {name: held[name] for name in expected} == expected
    assert Adoption.objects.current().count() == 1
    assert CascadeLink.objects.current().get().child.key == "E1"
    assert set(Scorecard.objects.values_list("unit__key", flat=True)) == {"acme", "east"}
    nps = Target.objects.current().get(measure__key="nps")
    assert (nps.scoring_type, nps.baseline, nps.target) == ("baseline_target", 20, 60)
    score = Score.objects.current().get(node__measure__key="nps", period__key="2026-Q2")
    assert (score.score, score.measured) == (50, 40)
    assert Observation.objects.get(period__key="2026-Q2").pointer.endswith("/observations/1/value")


def test_the_import_is_one_act_of_the_operator(tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL))

    change = Change.objects.get(command="integrations.apply_import")
    assert (change.actor_name, change.via) == ("Command line", "import")


def test_again_nothing_changes_and_a_changed_package_changes_only_that(tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL))

    code, again = command_line(capsys, written(tmp_path, SMALL))
    assert (code, again["new"], again["changed"]) == (0, 0, 0)

    other = json.loads(json.dumps(SMALL))
    other["kpis"][0]["target"] = 80
    other["objectives"][0]["name"] = "Very loyal customers"
    code, changed = command_line(capsys, written(tmp_path, other), "--reason", "New plan")
    assert (code, changed["new"], changed["changed"]) == (0, 0, 2)
    assert "draft" in changed["after"][0]
    assert Target.objects.current().filter(measure__key="nps").order_by("valid_from").last().target == 80
    drafted = ObjectiveVersion.objects.filter(strategy_version__state="draft", objective__key="C1")
    assert drafted.get().name == "Very loyal customers"
    assert command_line(capsys, written(tmp_path, other))[1]["changed"] == 0


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path, capsys):
    code, report = command_line(capsys, written(tmp_path, SMALL), "--dry-run")

    assert (code, report["is_dry_run"], report["tables"]["kpis"]["new"]) == (0, True, 2)
    assert Measure.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        (lambda p: p["objectives"][1].update(parent="E1"), "parent_cycle", "each other's parents"),
        (lambda p: p["perspectives"][0].update(weight=70), "weights_do_not_add_up", "110"),
    ],
)
def test_what_cannot_stand_keeps_all_of_it_out(tmp_path, capsys, change, code, says):
    package = json.loads(json.dumps(SMALL))
    change(package)

    exit_code, report = command_line(capsys, written(tmp_path, package))

    assert exit_code == 2
    finding = next(one for one in report["findings"] if one["code"] == code)
    assert says in finding["sentence"]
    assert finding["line"] > 1
    assert Measure.objects.count() == 0


def test_a_target_equal_to_its_baseline_is_kept_unscored_with_the_reason(tmp_path, capsys):
    package = json.loads(json.dumps(SMALL))
    package["kpis"][0]["target"] = 20

    code, report = command_line(capsys, written(tmp_path, package))

    assert code == 0
    assert "target_equals_baseline" in report["codes"]
    assert Target.objects.current().get(measure__key="nps").unscored_reason == "its target equals its baseline"


def test_a_file_that_is_no_package_is_refused_with_a_way_on(tmp_path, capsys):
    path = tmp_path / "half.json"
    path.write_text(json.dumps(SMALL, indent=1)[:400], encoding="utf-8")

    code, report = command_line(capsys, str(path))

    assert (code, report["state"]) == (2, "failed")
    assert "line" in report["problem"]
    assert Measure.objects.count() == 0


@needs_shared
def test_the_federal_package_is_held_as_reported_and_its_raw_files_say_the_same(capsys):
    folder = SHARED / "us-performance-gov"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))

    code, report = command_line(capsys, str(folder / "package.json"))

    assert code == 0
    assert {name: report["counts"][name] for name in expected["counts"]} == expected["counts"]
    named = {name: len(keys) for name, keys in report["named"].items()}
    assert named == {
        "kpis_with_duplicate_periods": 5, "kpis_without_target": 9, "kpis_without_any_actual": 9,
        "kpis_of_unknown_polarity": 1, "objectives_without_perspective": 28,
    }  # fmt: skip
    held = report["database"]
    assert (held["objectives"], held["kpis"]) == (expected["counts"]["objectives"], expected["counts"]["kpis"])
    assert held["kpis_without_target"] == 9
    assert held["kpis_without_any_actual"] == 9
    assert held["observations"] == report["counts"]["observations_stored"] == Observation.objects.current().count()
    assert report["counts"]["observations_stored"] + report["counts"]["observations_merged"] == 173
    _published_progress_is_met(report)
    assert command_line(capsys, str(folder / "package.json"))[1]["new"] == 0
    _raw_files_say_the_same(capsys, folder)


def _raw_files_say_the_same(capsys, folder):
    """The raw files bring what the package brought, more besides, and every row of them is accounted for."""
    mapping = str(EXAMPLES / "us-performance-gov.mapping.json")

    code, report = command_line(
        capsys, str(folder / "goals.csv"), str(folder / "target.csv"), "--mapping", mapping, "--dry-run"
    )

    assert code == 1
    assert {name: counts["same"] for name, counts in report["tables"].items()} == {
        "units": 9, "strategies": 1, "perspectives": 4, "objectives": 163, "kpis": 74, "targets": 74,
        "observations": 171, "published_figures": 173,
    }  # fmt: skip
    assert report["changed"] == 0
    for account in report["accounts"].values():
        parts = account["used"] + account["merged"] + account["empty"]
        assert account["read"] == parts + sum(account["filtered"].values()) + sum(account["refused"].values())


def _published_progress_is_met(report):
    """Our (value − baseline) ÷ (target − baseline) is the published figure, except where the report says otherwise."""
    differing = {
        one["pointer"].rsplit("/", 1)[0] for one in report["findings"] if one["code"] == "published_progress_differs"
    }
    targets = {row.measure_id: row for row in Target.objects.current().filter(scoring_type="baseline_target")}
    values = {(row.measure_id, row.period_id): row for row in Observation.objects.current()}
    met = 0
    for figure in PublishedFigure.objects.current():
        target, value = targets.get(figure.measure_id), values[figure.measure_id, figure.period_id]
        if target is None or value.pointer.rsplit("/", 1)[0] in differing:
            continue
        ours = (value.value - target.baseline) / (target.target - target.baseline)
        assert abs(ours - figure.value) <= 0.002
        met += 1
    assert met > 80
    assert len(differing) == 3


@needs_shared
def test_the_nhs_file_gives_each_provider_and_the_nation(capsys):
    mapping = str(EXAMPLES / "nhs-ae-4hour.mapping.json")

    code, report = command_line(capsys, str(SHARED / "nhs-ae-4hour/ae_attendances.csv"), "--mapping", mapping)

    assert (code, report["tables"]["observations"]["new"]) == (0, 8298)
    england = Score.objects.current().filter(node__unit__key="england", node__kind="measure")
    shown = dict(england.filter(period__key__in=("2016-04", "2019-03")).values_list("period__key", "measured"))
    assert {key: round(value, 2) for key, value in shown.items()} == {"2016-04": 90.04, "2019-03": 86.60}
    assert Target.objects.current().get().target == 95
