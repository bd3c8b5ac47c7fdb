"""A newer package of the same organization: what it leaves out is said, and what it changes waits for the adoption."""

import json
from datetime import timedelta

import pytest

from lineofsight.base import clock
from lineofsight.integrations import staging, sweeping
from lineofsight.integrations.models import Import, ImportProgress, StagedObservation
from lineofsight.integrations.tests.company import apply, bring, command_line, table
from lineofsight.integrations.tests.test_package_import import SMALL, written
from lineofsight.measures import commands as measures
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Unit
from lineofsight.organization.tests.cast import START, system
from lineofsight.strategy import commands as strategies
from lineofsight.strategy.models import CascadeLink, StrategyVersion

pytestmark = pytest.mark.django_db


def served():
    rows = CascadeLink.objects.at(clock.today()).values_list("child__key", "parent__key", "contributes")
    return {(child, parent): contributes for child, parent, contributes in rows}


def test_what_a_newer_package_leaves_out_is_named_and_stays(tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL))
    newer = json.loads(json.dumps(SMALL)) | {"links": []}
    newer["objectives"] = newer["objectives"][:1]
    newer["kpis"] = newer["kpis"][:1]

    code, report = command_line(capsys, written(tmp_path, newer))

    said = [one["key"] for one in report["findings"] if one["code"] == "objective_missing"]
    assert (code, said, report["changed"]) == (0, ["E1", "P1"], 0)
    assert [one["key"] for one in report["findings"] if one["code"] == "kpi_missing"] == ["waste"]
    assert report["database"]["objectives"] == 3


def test_many_that_are_left_out_are_summed_up(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("lineofsight.integrations.staging_checks.MOST_MISSING", 1)
    command_line(capsys, written(tmp_path, SMALL))

    _, report = command_line(capsys, written(tmp_path, {**SMALL, "objectives": [], "links": [], "kpis": []}))

    sentences = [one["sentence"] for one in report["findings"] if one["code"] == "objective_missing"]
    assert "2 more objectives of an earlier package are not in this one." in sentences


def test_a_changed_cascade_holds_from_the_adoption_on(tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL))
    assert served() == {("E1", "P1"): True}
    newer = json.loads(json.dumps(SMALL))
    newer["objectives"][2] |= {"parent": "C1", "supports": ["P1"]}

    command_line(capsys, written(tmp_path, newer))
    assert served() == {("E1", "P1"): True}
    assert command_line(capsys, written(tmp_path, newer))[1]["changed"] == 0

    draft = StrategyVersion.objects.get(state="draft")
    strategies.submit_version(system(), draft, {})
    strategies.approve_version(system(), draft, {})
    strategies.adopt_version(system(), draft, {"on": clock.today()})

    assert served() == {("E1", "C1"): True, ("E1", "P1"): False}
    assert Import.objects.order_by("pk")[1].report["cascade"]["is_done"]


def test_an_objective_that_serves_nothing_any_more_waits_too(tmp_path, capsys):
    command_line(capsys, written(tmp_path, SMALL))
    newer = json.loads(json.dumps(SMALL))
    newer["objectives"][2] |= {"parent": None}
    newer["objectives"].append({"key": "N1", "name": "New", "unit": "acme", "perspective": "p"})

    command_line(capsys, written(tmp_path, newer))
    assert served() == {("E1", "P1"): True}

    draft = StrategyVersion.objects.get(state="draft")
    for act in (strategies.submit_version, strategies.approve_version):
        act(system(), draft, {})
    strategies.adopt_version(system(), draft, {"on": clock.today()})
    assert served() == {}


@pytest.fixture
def two_norths(company):
    """A unit of another source under the key of one of ours."""
    top = company.cast.units["top"].public_id
    for source in ("one", "two"):
        row = {"key": "quay", "name": f"Quay {source}", "parent": "top", "from_": START}
        organization.place_units(system(), None, {"source": source, "rows": [row]})
    return top


def test_a_key_of_two_sources_is_refused_the_same_way_for_values_people_and_kpis(company, two_norths):
    values = bring(table("nps,quay,2026-01,4"))
    people = bring("key,name,unit\nada,Ada,quay\n", "people.csv")

    for run in (values, people):
        [finding] = run.rows.filter(verdict="refused")
        assert finding.code in ("unit_ambiguous", "key_ambiguous")
        assert "the key “quay” belongs to units of several sources" in finding.sentence
        assert finding.next_step == "Use the address of the unit (its last part) instead."
    slug = Unit.objects.get(source="two", key="quay").slug
    assert apply(bring(f"key,name,unit\nada,Ada,{slug}\n", "people.csv")).counts["new"] == 1


def test_a_kpi_of_two_sources_is_refused_until_its_address_is_used(company):
    card = {"from_": START, "polarity": "maximize", "owning_unit": company.cast.units["top"].public_id, "key": "waste"}
    for source in ("one", "two"):
        measures.create_measure(system(), None, {**card, "name": f"Waste {source}", "source": source})

    [finding] = bring(table("waste,top,2026-01,4")).rows.filter(verdict="refused")

    assert (finding.code, "belongs to KPIs of several sources" in finding.sentence) == ("key_ambiguous", True)
    assert bring(table("waste-two,top,2026-01,4")).counts["new"] == 1


def test_a_preview_that_nobody_applies_expires(company):
    run = bring(table("nps,top,2026-01,41"))
    sweeping.sweep()
    assert Import.objects.get().state == "ready"

    ImportProgress.objects.update(heartbeat_at=clock.now() - timedelta(days=sweeping.DAYS_TO_APPLY, seconds=1))
    sweeping.sweep()

    run.refresh_from_db()
    assert (run.state, StagedObservation.objects.count()) == ("expired", 0)
    assert "Nothing of it was taken" in run.problem
    assert staging.stage(run.pk).state == "expired"


def test_refused_rows_are_counted_by_table(company, tmp_path, capsys):
    run = bring(table("nps,top,2026-01,4l", "moon,top,2026-02,43", "nps,top,2026-03,44"))
    assert run.report["tables"]["observations"]["refused"] == 2
    lost = bring("key,name,unit\nada,Ada,moon\nbob,Bob,top\n,Eve,top\n", "people.csv")
    assert (lost.report["tables"]["people"]["new"], lost.report["tables"]["people"]["refused"]) == (1, 2)

    package = {**SMALL, "objectives": [*SMALL["objectives"], {"name": "No key"}], "organization": SMALL["organization"]}
    _, report = command_line(capsys, written(tmp_path, package), "--second-top", "--dry-run")
    assert report["tables"]["objectives"]["refused"] == 1


def test_windows_text_is_remarked_upon_by_the_command_line_too(company, tmp_path, capsys):
    file = tmp_path / "values.csv"
    file.write_bytes("measure,unit,period,value,comment\nnps,top,2026-01,4,café\n".encode("cp1252"))

    _, report = command_line(capsys, str(file))

    [said] = [one for one in report["findings"] if one["code"] == "encoding_assumed"]
    assert "Windows-1252" in said["sentence"]
    assert report["read_as"]["values.csv"]["encoding"] == "cp1252"
