"""Rows and files at the edge of what can be taken: each is answered by its own sentence, and nothing else is lost."""

import json

import pytest

from lineofsight.integrations import cli
from lineofsight.integrations.archives import reading
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.integrations.tests.company import HEAD, apply, bring, command_line, table, values_of
from lineofsight.integrations.tests.test_package_import import SMALL, written
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure, Observation, Target
from lineofsight.organization.operator import operator_context
from lineofsight.strategy.models import CausalLink, ObjectiveVersion

ALL = f"{HEAD},numerator,denominator,label"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("nps,top,2026-01,,,," + "x" * 121, "label_too_long"),
        ("late,north,2026-01,50,3,40,", "ratio_differs"),
        ("late,north,2026-01,7,3,,", "ratio_incomplete"),
        ("nps,top,1900-05,1,,,", "period_unknown"),
        ("nps,top,1900-05-01,1,,,", "unit_not_there"),
        ("nps,top,2199-12-31,1,,,", "period_in_future"),
    ],
)
def test_a_row_at_the_edge_is_refused_by_line_and_the_others_come_in(company, row, code):
    run = apply(bring(table(row, "late,north,2026-02,7.5,3,40,", head=ALL)))

    said = StagedRow.objects.get(run=run, verdict="refused")
    assert (said.line, said.code) == (2, code)
    assert values_of(company.late) == {("north", "2026-02"): 7.5}
    assert values_of(company.nps) == {}


def test_a_label_alone_is_compared_and_kept(company):
    labels = table("nps,top,2026-01,,,,poor", head=ALL)
    apply(bring(labels))

    again, other = bring(labels), bring(table("nps,top,2026-01,,,,good", head=ALL))

    assert (again.counts["same"], other.counts["changed"]) == (1, 1)
    assert Observation.objects.get().label == "poor"


def test_what_is_too_long_for_a_table_is_shortened_and_said(company, tmp_path, capsys):
    package = json.loads(json.dumps(SMALL))
    objective, kpi = package["objectives"][0], package["kpis"][1]
    objective |= {"name": "Loyal " * 110, "description": "Every one."}
    kpi |= {"key": "waste-" * 30, "target_text": "less " * 200, "scoring_type": "goal_red_flag"}
    package["links"][0] |= {"sign": "-", "lag": 3}

    code, report = command_line(capsys, written(tmp_path, package), "--second-top")

    assert code == 0
    assert {"name_shortened", "key_shortened", "target_not_scorable"} <= report["codes"].keys()
    version = ObjectiveVersion.objects.get(objective__key="C1")
    assert (len(version.name), version.name[-1]) == (600, "…")
    assert version.statement == f"{objective['name'].strip()}\n\nEvery one."
    target = Target.objects.get(measure__key__startswith="waste-")
    assert (len(target.measure.key), len(target.text), target.scoring_type) == (120, 600, "unscored")
    assert (CausalLink.objects.get().sign, CausalLink.objects.get().lag) == (-1, 3)
    assert command_line(capsys, written(tmp_path, package))[1]["changed"] == 0


def test_a_package_is_imported_by_itself(company, tmp_path, capsys):
    other = tmp_path / "more.csv"
    other.write_text(table("nps,top,2026-01,41"))

    code, report = command_line(capsys, written(tmp_path, SMALL), str(other))

    assert (code, report["state"]) == (2, "failed")
    assert report["problem"] == "package.json is a package of its own. Import it by itself."
    assert not Measure.objects.filter(key="waste").exists()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_that_is_not_there_is_named(company, capsys, as_json):
    code = cli.main(["no-such.csv", *(["--json"] if as_json else [])])

    out, err = capsys.readouterr()
    assert code == 2
    assert "There is no file no-such.csv. Check the name and the folder." in (out if as_json else err)
    assert Import.objects.count() == 0


def test_a_file_above_the_limit_is_named_by_the_command_line(company, tmp_path, capsys, settings):
    settings.IMPORT_MAX_BYTES = 10
    path = tmp_path / "values.csv"
    path.write_text(table("nps,top,2026-01,41"))

    code, report = command_line(capsys, str(path))

    assert (code, "raise the limit" in report["problem"]) == (2, True)


def test_the_command_line_compares_again_what_changed_in_between(company, tmp_path):
    from lineofsight.integrations import staging

    path = tmp_path / "values.csv"
    path.write_text(table("nps,top,2026-01,10"))
    run = staging.stage(cli.bring([path], None, None).pk)
    data = {"unit": company.cast.units["top"].public_id, "period": "2026-01", "value": 99}
    measures.record_observation(operator_context(), company.nps, data)

    applied = cli.apply(run, "")

    assert (applied.state, applied.counts["changed"], applied.counts["new"]) == ("applied", 1, 0)
    assert values_of(company.nps) == {("top", "2026-01"): 10}


def test_a_dry_run_in_words_says_what_would_be_brought_and_why_not(company, tmp_path, capsys):
    path = tmp_path / "values.csv"
    path.write_text(table("nps,top,2026-01,41", "moon,top,2026-01,1"))

    assert cli.main([str(path), "--dry-run"]) == 1

    said = capsys.readouterr().out
    assert "Values would be brought: 1 new, 0 changed, 0 same, 1 refused." in said
    assert "[refused] values.csv, line 3: Line 3, column 1: there is no KPI “moon”." in said
    assert (Import.objects.get().state, Observation.objects.count()) == ("canceled", 0)


def test_an_archive_is_told_from_other_files(tmp_path):
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK no archive")

    assert not reading.is_archive(other)
    assert not reading.is_archive(tmp_path / "absent.zip")
