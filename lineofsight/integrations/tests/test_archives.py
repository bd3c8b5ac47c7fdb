"""Everything as one archive: an empty installation reads it to the same scores; nobody gets more than they see."""

import io
import json
import zipfile

import pytest
from django.db import connections
from django.test import override_settings

from lineofsight.base import clock, files, history
from lineofsight.base.models import Change
from lineofsight.base.store_models import StoredFile
from lineofsight.demo import testing
from lineofsight.goals.models import Goal, GoalEdge, GoalValue, JobEdge, Standing
from lineofsight.integrations import cli, commands, exporting, jobs, sweeping
from lineofsight.integrations.archives import catalog, reading, writing
from lineofsight.integrations.archives.cells import as_cell, from_cell
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.models import Export
from lineofsight.integrations.tests.company import apply, bring, make_company, score_nps, table
from lineofsight.integrations.tests.test_import_pages import page  # noqa: F401 a fixture
from lineofsight.measures.models import Measure, Observation
from lineofsight.okr.models import AlignmentEdge, Cycle, KeyResult, KeyResultValue, Milestone, Objective, Progress
from lineofsight.organization.models import PersonDetails, UnitVersion
from lineofsight.organization.operator import operator_context
from lineofsight.scorecard.models import Score

pytestmark = pytest.mark.one_database
#: Objectives, goals and what links them: every column of every row comes back.
THREADS = (Cycle, Objective, KeyResult, Milestone, KeyResultValue, AlignmentEdge, Goal, GoalValue, GoalEdge, JobEdge)


def scores():
    rows = Score.objects.current().order_by("node_id", "period_id")
    return list(rows.values_list("node_id", "period_id", "unrounded", "status", "coverage"))


def everything():
    """Return all that an archive should bring over, as plain values."""
    standing = Standing.objects.current().order_by("goal_id")
    progress = Progress.objects.current().order_by("objective_id", "key_result_id")
    return {
        "scores": scores(),
        "progress": list(progress.values_list("objective_id", "key_result_id", "progress", "reason")),
        "standing": list(standing.values_list("goal_id", "progress", "aligned", "reason")),
        "values": list(Observation.objects.order_by("pk").values_list("pk", "value", "raw", "lines", "known_to")),
        "units": list(UnitVersion.objects.order_by("pk").values_list("unit__slug", "name", "valid_from", "known_from")),
        "people": list(PersonDetails.objects.order_by("pk").values_list("person__key", "name", "email")),
        **{model.__name__: list(model.objects.order_by("pk").values_list()) for model in THREADS},
    }


def written(ctx, path):
    with path.open("wb") as out:
        writing.write(ctx, out)
    return path


@pytest.fixture(scope="module")
def demo_archive(_demo_of_worker, tmp_path_factory, django_db_blocker):
    """The demo as an archive, and what it holds; the tests themselves run in an empty database."""
    made = _demo_of_worker
    own = connections["default"]
    connections["default"] = testing.load_backend(made.config["ENGINE"]).DatabaseWrapper(made.config, "default")
    try:
        with override_settings(FILES_DIR=made.folder / "files"), django_db_blocker.unblock():
            path = written(system(), tmp_path_factory.mktemp("archive") / "demo.zip")
            held = everything()
    finally:
        connections["default"].close()
        connections["default"] = own
        history.forget_installation()
    return path, held


def system():
    from lineofsight.organization.tests.cast import system as made

    return made()


def test_an_archive_of_the_demo_gives_the_same_scores_in_an_empty_installation(db, demo_archive):
    path, held = demo_archive

    found = reading.restore(path)

    assert (found.scores_differing, len(held["scores"]) > 1_000) == (0, True)
    assert everything() == held
    assert all(held[name] for name in ("progress", "standing", "Objective", "GoalEdge", "AlignmentEdge"))
    value = Observation.objects.exclude(file=None).exclude(lines="").first()
    assert files.text_lines(value.file, files.expand(value.lines))
    act = Change.objects.get(command="integrations.restore_archive")
    assert "Read from the archive demo.zip" in act.reason


def test_what_a_cell_says_is_read_back_as_it_was():
    field = Measure._meta.get_field("family")
    for text in ("", "plain", "=1+1", "'quoted", "\\N", "-5", "  @x", "\tx", "two\nlines"):
        cell = as_cell(field, text)
        assert from_cell(field, cell) == text
        assert not cell.startswith(("=", "-", "\t"))
    assert from_cell(field, as_cell(field, None)) is None
    report = Export._meta.get_field("counts")
    assert from_cell(report, as_cell(report, {"a": ["=x", None]})) == {"a": ["=x", None]}


@pytest.fixture
def company(db):
    """A company for one test alone: others here begin with an empty installation."""
    return make_company()


@pytest.fixture
def filled(company):
    score_nps(company)
    apply(bring(table("nps,top,2026-01,41", "nps,top,2026-02,43.5")))
    apply(bring("key,name,parent\npier,Pier,top\n", "units.csv"))
    return company


def names(path):
    with zipfile.ZipFile(path) as archive:
        return {
            entry["table"]: entry["rows"]
            for entry in json.loads(archive.read(catalog.MANIFEST))["entries"]
            if entry["kind"] == "table"
        }


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_an_archive_holds_what_its_writer_may_see_and_no_secret(filled, tmp_path):
    office = written(filled.cast.context("strategist"), tmp_path / "office.zip")
    everyone = written(operator_context(), tmp_path / "all.zip")
    administrator = written(filled.cast.context("administrator"), tmp_path / "administrator.zip")

    assert names(everyone)["organization.PersonDetails"] == 13
    assert names(office)["organization.PersonDetails"] == 1  # one's own
    assert "worker@example.org" in contents(everyone)["tables/organization.persondetails.csv"]
    assert not any("worker@example.org" in text for text in contents(office).values())
    assert names(administrator)["organization.PersonDetails"] == 13
    assert names(office)["measures.Observation"] == 2
    assert "pbkdf2" not in "".join(contents(everyone).values())
    assert "argon2" not in "".join(contents(everyone).values())
    assert not {"accounts.ApiToken", "integrations.Export"} & names(everyone).keys()
    said = json.loads(contents(office)["manifest.json"])
    assert said["left_out"]["integrations.Import"] == 2  # brought by an account that is out of sight
    package = json.loads(contents(office)["packages/1.json"])
    assert [one["value"] for one in package["kpis"][0]["observations"]] == ["41.000000", "43.500000"]


def test_the_package_in_an_archive_can_be_imported_by_itself(filled, tmp_path):
    package = contents(written(system(), tmp_path / "all.zip"))["packages/1.json"]

    again = bring(package, "package.json", second_top=True)

    assert (again.state, again.report["is_blocked"], again.counts["refused"]) == ("ready", False, 0)
    assert again.report["tables"]["kpis"]["new"] == 1


def test_an_archive_is_not_read_into_an_installation_that_holds_something(filled, tmp_path):
    path = written(system(), tmp_path / "all.zip")

    with pytest.raises(FileProblem, match=r"this one has 5 units\. Name an empty database by DATABASE_URL"):
        reading.restore(path)


def spoiled(path, target, change):
    """Write the archive again with one entry changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def in_manifest(**other):
    def change(name, content):
        return json.dumps(json.loads(content) | other).encode() if name == catalog.MANIFEST else content

    return change


UNITS = "tables/organization.unit.csv"
SPOILED = {
    "a changed cell": (
        lambda name, old: old.replace(b"2,", b"3,") if name == UNITS else old,
        "is not what its manifest",
    ),
    "a longer table": (lambda name, old: old + b"x" if name == UNITS else old, "is not what its manifest says"),
    "a missing table": (lambda name, old: None if name == UNITS else old, "is missing or cannot be read"),
    "another format": (in_manifest(format="lineofsight-archive/9"), "is an archive of another kind"),
    "no entries": (in_manifest(entries=[{}]), "its manifest cannot be read"),
    "an unknown table": (
        in_manifest(entries=[{"name": "x", "kind": "table", "table": "moon.Crater"}]),
        "holds moon.Crater, which is not known here",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_damaged_archive_is_refused_whole(db, demo_archive, tmp_path, capsys, case):
    change, sentence = SPOILED[case]
    path = spoiled(demo_archive[0], tmp_path / "spoiled.zip", change)

    assert cli.main([str(path)]) == 2

    assert sentence in capsys.readouterr().err
    assert UnitVersion.objects.count() == 0


def test_the_command_line_writes_and_reads_archives(filled, tmp_path, capsys):
    target = tmp_path / "all.zip"
    assert cli.export([str(target), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["state"], report["rows"]["measures.Observation"]) == ("written", 2)
    assert names(target)["organization.Unit"] == 5

    assert cli.export([str(tmp_path / "no" / "such.zip")]) == 2
    assert cli.main([str(target), str(target)]) == 2
    assert "Import it by itself" in capsys.readouterr().err


def test_the_command_line_says_what_was_read(db, demo_archive, capsys):
    assert cli.main([str(demo_archive[0])]) == 0

    text = capsys.readouterr().out
    assert "rows and" in text
    assert "All scores came out the same when computed anew." in text


def test_an_archive_is_asked_for_written_and_downloaded_on_the_page(filled, page):  # noqa: F811
    client = page("strategist")
    assert "No archive yet" in client.get("/exports/").content.decode()

    text = client.post("/exports/", follow=True).content.decode()
    assert "Is being written" in text
    export = Export.objects.get()
    assert jobs.write_archive.call(export.pk) == "ready"
    assert jobs.write_archive.call(export.pk) == "ready"
    assert "Download" in client.get("/exports/").content.decode()

    answer = client.get(f"/exports/{export.pk}/")
    content = io.BytesIO(b"".join(answer.streaming_content))
    assert answer["Content-Disposition"].endswith('.zip"')
    assert catalog.MANIFEST in zipfile.ZipFile(content).namelist()
    asked = Change.objects.get(command="integrations.export_everything")
    assert asked.actor_name == "Strategist"


def test_nobody_downloads_the_archive_of_another(filled, page):  # noqa: F811
    export = commands.export_everything(filled.cast.context("strategist"), None, {})
    exporting.write(export.pk)

    administrator = page("administrator")
    text = administrator.get("/exports/").content.decode()
    assert ("Strategist" in text, "Download" in text) == (True, False)
    assert administrator.get(f"/exports/{export.pk}/").status_code == 404
    for who in ("worker", "hr", "steward", "chief"):
        client = page(who)
        assert (client.get("/exports/").status_code, client.post("/exports/").status_code) == (403, 403)
        assert client.get(f"/exports/{export.pk}/").status_code == 403
    assert Export.objects.count() == 1


def test_rights_are_judged_when_the_archive_is_written(filled):
    export = commands.export_everything(filled.cast.context("strategist"), None, {})
    from lineofsight.organization import commands as organization

    user = filled.cast.users["strategist"]
    organization.end_role(system(), user, {"role": "strategy_office", "unit": None, "on": clock.today()})

    assert exporting.write(export.pk) == "failed"
    assert Export.objects.get().problem == exporting.NOT_ANY_MORE


def test_an_archive_is_removed_after_a_week_and_one_that_nobody_writes_is_given_up(filled, monkeypatch):
    first = commands.export_everything(filled.cast.context("strategist"), None, {})
    exporting.write(first.pk)
    commands.export_everything(filled.cast.context("strategist"), None, {})
    sweeping.sweep()
    assert sorted(Export.objects.values_list("state", flat=True)) == ["asked", "ready"]

    monkeypatch.setattr(exporting, "DAYS_KEPT", 0)
    monkeypatch.setattr(exporting, "SILENT_HOURS", 0)
    sweeping.sweep()

    assert sorted(Export.objects.values_list("state", flat=True)) == ["failed", "removed"]
    stored = StoredFile.objects.get(pk=Export.objects.get(pk=first.pk).file_id)
    assert (stored.removed_at is not None, files.path_of(stored).exists()) == (True, False)


def test_a_write_that_breaks_is_marked(filled, settings, tmp_path):
    export = commands.export_everything(filled.cast.context("strategist"), None, {})
    for stored in StoredFile.objects.all():
        files.path_of(stored).unlink(missing_ok=True)

    with pytest.raises(FileNotFoundError):
        exporting.write(export.pk)

    assert (Export.objects.get().state, Export.objects.get().problem) == ("failed", exporting.BROKEN)
