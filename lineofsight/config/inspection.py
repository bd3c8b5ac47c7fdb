"""What `lineofsight check` looks at: settings, tables, triggers, the record of changes, the version of SQLite."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.db import connection

from lineofsight.base import triggers
from lineofsight.base.verify import verify
from lineofsight.config import safety, startup

#: Every version before can in rare cases corrupt a WAL database that has several writers.
SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    text: str
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{'wrong' if self.is_wrong else 'ok   '}  {self.text}"


def inspect() -> list[Line]:
    """Return what was looked at, each with whether it is wrong."""
    lines = [Line(sentence, is_wrong=True) for sentence in safety.refusals()] or [Line("Settings allow a start.")]
    lines += [Line(sentence) for sentence in safety.warnings()]
    lines += _framework()
    waiting = startup.pending()
    if waiting:
        return [*lines, Line(f"{len(waiting)} migrations did not run yet: {', '.join(waiting[:5])}.", is_wrong=True)]
    return [*lines, Line("All migrations ran."), *_database()]


def _framework() -> Iterator[Line]:
    found = checks.run_checks(include_deployment_checks=False)
    for message in found:
        yield Line(str(message).replace("\n", " "), is_wrong=message.is_serious())
    if not found:
        yield Line("The framework's checks found nothing.")


def _database() -> Iterator[Line]:
    if connection.vendor == "sqlite":
        version = tuple(int(part) for part in settings.SQLITE_VERSION.split("."))
        known = "it can corrupt a database with several writers; take 3.51.3 or newer"
        fine = version >= SAFE_SQLITE
        yield Line(f"SQLite {settings.SQLITE_VERSION}" + ("." if fine else f": {known}."))
    missing = triggers.missing()
    yield Line(
        f"Missing in the database: {', '.join(missing)}." if missing else "All triggers and constraints are there.",
        is_wrong=bool(missing),
    )
    verdict = verify()
    age = verdict.oldest_unsealed_seconds
    waiting = "" if age is None else f" The oldest unsealed change is {age:.1f} s old."
    yield Line(f"{verdict.changes} changes are recorded, {verdict.sealed} sealed.{waiting}")
    yield from (Line(problem, is_wrong=True) for problem in verdict.problems)
