"""Rows and files at the edge of what can be taken: each is answered by its own sentence, and nothing else is lost."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from lineofsight.base import clock, files
from lineofsight.base.errors import Invalid, Refused
from lineofsight.integrations import applying, cli, commands, staging, sweeping, taking_back
from lineofsight.integrations.applying import Outdated
from lineofsight.integrations.archives import reading
from lineofsight.integrations.models import Import, ImportProgress, StagedObservation, StagedRow
from lineofsight.integrations.queries import import_page
from lineofsight.integrations.tests.company import HEAD, apply, bring, command_line, score_nps, table, values_of
from lineofsight.integrations.tests.test_package_import import SMALL, written
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure, Observation, PublishedFigure, Target
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Accountability, Holding, PositionVersion
from lineofsight.organization.operator import operator_context
from lineofsight.scorecard import pending
from lineofsight.scorecard.models import Score
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


def test_refused_lines_are_said_before_notes(company, tmp_path, capsys):
    path = tmp_path / "values.csv"
    path.write_text(table("nps,top,2026-01,#REF!", "moon,top,2026-01,1"))

    cli.main([str(path), "--dry-run"])

    said = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  [")]
    assert said == ["[refused]", "[note]"]


def test_an_archive_is_told_from_other_files(tmp_path):
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK no archive")

    assert not reading.is_archive(other)
    assert not reading.is_archive(tmp_path / "absent.zip")


MAPPED = {
    "table": "kpis",
    "fields": {"key": "k", "name": "k", "objective": "o", "unit": "u"},
}
ABOVE = {"table": "objectives", "fields": {"key": "o", "name": "o", "unit": "ou"}}


def test_kpi_whose_unit_nobody_knows_stands_at_the_unit_of_its_objective_or_is_refused(company):
    mapping = {"format": "lineofsight-mapping/1", "source": "acme", "files": [{"outputs": [ABOVE, MAPPED]}]}
    stored = files.store(io.BytesIO(json.dumps(mapping).encode()), "mapping.json")
    rows = table("O1,top,K1,moon", "O2,moon,K2,moon", "O3,,K3,", "O4,north,K4,", head="o,ou,k,u")

    run = bring(rows, "strategy.csv", mapping=stored.pk)

    said = {(row.key, row.code): row.sentence for row in StagedRow.objects.exclude(code="")}
    assert said["K1", "unit_unknown"].endswith("it is kept at the unit of its objective, “top”.")
    assert "a KPI belongs to a unit" in said["K2", "unit_unknown"]
    assert said["K3", "unit_unknown"] == "K3 names no unit; a KPI belongs to a unit."
    assert "“O2” names the unit “moon”, which nobody knows" in said["O2", "reference_unknown"]
    kept = StagedRow.objects.filter(run=run, verdict="new", table="kpis")
    assert {row.key: row.after["unit"] for row in kept} == {"K1": "top", "K4": "north"}


def test_staged_values_that_are_gone_keep_the_import_out(company):
    run = bring(table("nps,top,2026-01,41", "nps,top,2026-02,43"))
    StagedObservation.objects.filter(run=run, line=2).delete()

    with pytest.raises(Outdated):
        apply(run)
    assert values_of(company.nps) == {}


def test_scores_follow_also_where_too_many_kpis_changed_to_name_each(company, monkeypatch):
    monkeypatch.setattr(applying, "MOST_KPIS_FOLLOWED_ONE_BY_ONE", 0)
    monkeypatch.setattr(taking_back, "MOST_KPIS", 0)
    score_nps(company)
    scores = Score.objects.current().filter(node__measure=company.nps, period__key="2026-01")

    run = apply(bring(table("nps,top,2026-01,60")))
    assert scores.get().unrounded is not None

    with pending.gathered("a test"):
        commands.take_back(operator_context(reason="It was the wrong file."), run, {})
    assert not scores.filter(unrounded__isnull=False).exists()


def test_published_figure_that_changes_supersedes_the_earlier_one(company, tmp_path, capsys):
    package = json.loads(json.dumps(SMALL))
    command_line(capsys, written(tmp_path, package), "--second-top")
    package["kpis"][0]["observations"][0]["published_progress"] = 0.5

    _, report = command_line(capsys, written(tmp_path, package))

    assert report["tables"]["published_figures"] == {"new": 0, "changed": 1, "same": 0}
    assert [row.value for row in PublishedFigure.objects.current()] == [0.5]
    assert PublishedFigure.objects.count() == 2


def test_a_newer_package_renames_and_adds_themes_weights_and_who_answers(company, tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL), "--second-top")
    newer = json.loads(json.dumps(SMALL))
    newer["perspectives"][0]["name"] = "Our customers"
    newer["kpis"][0]["name"] = "Promoters"
    newer["objectives"].append({"key": "N1", "name": "New", "unit": "acme", "perspective": "p", "theme": "Growth"})
    newer["kpis"].append(
        {"key": "new", "name": "New", "objective": "N1", "unit": "acme", "unit_of_measure": "percent",
         "owner": "worker", "steward": "nobody"}
    )  # fmt: skip

    code, report = command_line(capsys, written(tmp_path, newer))

    assert (code, report["state"]) == (0, "applied")
    assert (
        Measure.objects.get(source="acme", key="nps").versions.current().order_by("valid_from").last().name
        == "Promoters"
    )
    said = ObjectiveVersion.objects.get(objective__key="N1")
    assert [one.theme.name for one in said.themes.all()] == ["Growth"]
    address = Measure.objects.get(key="new").address
    held = Accountability.objects.filter(target=address)
    assert list(held.values_list("code", "person__key")) == [("owner", "worker")]


def test_the_preview_shows_what_changes_before_and_after_and_which_scores_move(company):
    score_nps(company)
    apply(bring(table("nps,top,2026-01,41")))
    run = bring(table("nps,top,2026-01,42", "nps,top,2026-02,43"))
    page = import_page(operator_context(), run.pk)

    [changed] = page.changed
    assert (changed.before, changed.after) == ("41", "42")
    assert "C1" in changed.follows
    assert ("Periods", "2026-01 – 2026-02") in page.reach


def test_what_cannot_be_done_to_an_import_is_refused_in_words(company):
    run = bring(table("nps,top,2026-01,41"))
    ctx = operator_context(reason="By mistake.")

    with pytest.raises(Refused, match="by the import page or the command line"):
        commands.bring_files(replace(ctx, via="api"), None, {"files": [run.file_id]})
    with pytest.raises(Invalid, match="Choose a file"):
        commands.bring_files(ctx, None, {"files": []})
    with pytest.raises(Invalid, match="Only an applied import"):
        commands.take_back(ctx, run, {})
    apply(run)
    with pytest.raises(Invalid, match="not ready to be applied"):
        commands.apply_import(ctx, run, {})
    units = apply(bring("key,name,parent\npier,Pier,top\n", "units.csv"))
    with pytest.raises(Invalid, match="brought more than values"):
        commands.take_back(ctx, units, {})


def test_a_reader_stops_where_somebody_asked_for_it(company, monkeypatch):
    monkeypatch.setattr(staging, "SLICE_ROWS", 1)
    stored = files.store(io.BytesIO(table("nps,top,2026-01,41", "nps,moon,2026-01,4").encode()), "values.csv")
    run = commands.bring_files(operator_context(), None, {"files": [stored.pk]})
    staging.note(run, state="staging")
    commands.cancel_import(operator_context(), run, {})
    staging.note(run, state="uploaded")

    assert staging.stage(run.pk).state == "canceled"
    assert not StagedRow.objects.filter(run=run).exists()


def test_a_reader_that_fell_silent_is_given_up(company):
    run = bring(table("nps,top,2026-01,41"))
    staging.note(run, state="staging")
    ImportProgress.objects.filter(run=run).update(heartbeat_at=clock.now() - timedelta(minutes=2))

    assert sweeping.sweep() == 1

    run.refresh_from_db()
    assert (run.state, run.problem, StagedObservation.objects.count()) == ("failed", sweeping.DEAD, 0)
    assert sweeping.sweep() == 0


def test_a_person_who_left_holds_the_seat_until_then(company):
    organization.create_job(operator_context(), None, {"name": "Operator", "key": "Operator"})
    row = table("ada,Ada,dock,Operator,2026-02-01,2026-09-01", head="key,name,unit,job,hired_on,left_on")

    apply(bring(row, "people.csv"))

    seat = Holding.objects.current().get(person__key="ada")
    assert (seat.valid_from.isoformat(), seat.valid_to.isoformat()) == ("2026-02-01", "2026-09-01")
    assert PositionVersion.objects.current().filter(position=seat.position, job__key="Operator").exists()
