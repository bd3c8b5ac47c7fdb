"""What its owner is told of an import that nobody watched, and what of imports waits for them on the start page."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from lineofsight.base import clock, files
from lineofsight.base.models import Notice
from lineofsight.base.notices import reading
from lineofsight.base.runner import system_change
from lineofsight.insight.presenting import waiting as words
from lineofsight.insight.queries.waiting import waiting
from lineofsight.integrations import commands, staging
from lineofsight.integrations.models import Import
from lineofsight.integrations.tests.company import Company, apply, bring, table
from lineofsight.organization.tests.cast import Cast


def waits(cast: Cast, name: str) -> list[str]:
    return [line.title for line in words.lines(waiting(cast.context(name)), clock.today())]


def told(cast: Cast, name: str) -> list[str]:
    rows = Notice.objects.filter(user=cast.users[name], type__startswith="import_")
    return [line.sentence for line in reading.shown(cast.context(name), rows)]


def brought(cast: Cast, content: str, **options: Any) -> Import:
    return bring(content, ctx=cast.context("steward", "The report of the month."), **options)


def test_a_failed_import_waits_until_the_next_one_and_its_owner_is_told(company: Company) -> None:
    brought(company.cast, "a,b,c\n1,2,3\n", name="odd.csv")

    assert told(company.cast, "steward") == ["odd.csv could not be taken over. Nothing of it counts."]
    assert waits(company.cast, "steward") == ["The import of odd.csv failed"]
    assert waits(company.cast, "administrator") == []

    run = brought(company.cast, table("nps,top,2026-01,4"))

    assert waits(company.cast, "steward") == ["Look at the import of values.csv"]
    apply(run, ctx=company.cast.context("steward", "The report of the month."))
    assert waits(company.cast, "steward") == []


def test_a_preview_is_told_only_where_reading_took_its_time(company: Company) -> None:
    brought(company.cast, table("nps,top,2026-01,4"))
    assert told(company.cast, "steward") == []

    stored = files.store(BytesIO(table("nps,top,2026-02,4").encode()), "values.csv")
    slow = commands.bring_files(company.cast.context("steward"), None, {"files": [stored.pk]})
    with system_change("as if it had waited for its turn"):
        Import.objects.filter(pk=slow.pk).update(created_at=clock.now() - timedelta(minutes=5))
    staging.stage(slow.pk)

    assert told(company.cast, "steward") == ["values.csv is read. Nothing of it counts before you apply it."]
