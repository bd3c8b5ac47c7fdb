"""What was committed is saved, whatever happens to the scores that follow it; they are caught up with later."""

import json
from contextlib import contextmanager

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from lineofsight.base import clock
from lineofsight.integrations import cli, commands, following, jobs, sweeping
from lineofsight.integrations.models import Import, ImportProgress
from lineofsight.integrations.tests.company import bring, score_nps, table, values_of
from lineofsight.integrations.tests.test_import_pages import page, upload  # noqa: F401 a fixture
from lineofsight.organization.operator import operator_context
from lineofsight.scorecard.models import CalculationRun

FAILS = {
    "sqlite": (
        "CREATE TRIGGER scores_fail BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        "DROP TRIGGER scores_fail",
    ),
    "postgresql": (
        """CREATE FUNCTION scores_fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'disk full'; END$$;
        CREATE TRIGGER scores_fail BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION scores_fail()""",
        "DROP TRIGGER scores_fail ON {table}; DROP FUNCTION scores_fail()",
    ),
}
ROWS = table("nps,top,2026-01,41", "nps,top,2026-02,43.5")


@contextmanager
def failing_scores():
    """Let the database refuse to store any calculation."""
    begin, end = (text.format(table=CalculationRun._meta.db_table) for text in FAILS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute(end)


@pytest.fixture
def counted(company):
    """The company with its KPI in a scorecard, so that scores follow its values."""
    score_nps(company)
    return company


def waiting_jobs():
    return DBTaskResult.objects.filter(task_path=jobs.catch_up_scores.module_path).count()


def test_the_page_tells_saved_values_from_scores_that_failed_to_follow(counted, page):  # noqa: F811
    client = page("administrator")
    upload(client, ROWS)
    number = Import.objects.get().pk

    with failing_scores():
        answer = client.post(f"/imports/{number}/apply/", follow=True)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Everything was saved. Working out the scores failed and is tried again" in text
    assert "Applied. Scores follow." not in text
    assert len(values_of(counted.nps)) == 2
    assert waiting_jobs() == 1

    assert jobs.catch_up_scores.call() == 1
    assert "Working out the scores failed" not in client.get(f"/imports/{number}/").content.decode()
    assert CalculationRun.objects.exists()


def test_the_command_line_says_it_too(counted, tmp_path, capsys):
    file = tmp_path / "values.csv"
    file.write_text(ROWS)

    with failing_scores():
        code = cli.main([str(file), "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (code, report["state"]) == (0, "applied")
    assert report["scores"] == following.LATE
    assert len(values_of(counted.nps)) == 2

    assert following.catch_up() == 1
    assert following.catch_up() == 0


def test_taking_back_is_told_apart_in_the_same_way(counted, page):  # noqa: F811
    client = page("administrator")
    upload(client, ROWS)
    number = Import.objects.get().pk
    client.post(f"/imports/{number}/apply/")

    with failing_scores():
        text = client.post(f"/imports/{number}/take-back/", {"reason": "Wrong."}, follow=True).content.decode()

    assert "Working out the scores failed" in text
    assert Import.objects.get().state == "taken_back"
    assert values_of(counted.nps) == {}


def test_a_failure_before_the_commit_is_raised_and_nothing_is_saved(counted):
    run = bring(ROWS)

    with pytest.raises(ZeroDivisionError):
        following.act(run.pk, "an import", lambda: 1 / 0)

    assert not following.is_owed(run.pk)
    assert values_of(counted.nps) == {}


def test_whoever_died_between_commit_and_scores_is_found_by_the_sweep(counted):
    run = bring(ROWS)
    commands.apply_import(operator_context(), run, {})  # and here the process ends
    assert following.is_owed(run.pk)

    sweeping.sweep()
    assert waiting_jobs() == 0  # it may still be at work

    ImportProgress.objects.update(heartbeat_at=clock.now() - 2 * sweeping.timedelta(seconds=following.WAITS_SECONDS))
    sweeping.sweep()
    sweeping.sweep()
    assert waiting_jobs() == 1
