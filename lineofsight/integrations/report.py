"""The report of an import, in words and as JSON: what it says is what the database holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lineofsight.integrations import following, tops
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.integrations.rights import NAMES
from lineofsight.measures.models import Measure, Observation, PublishedFigure, Target
from lineofsight.organization.models import Person, Unit
from lineofsight.strategy.models import CausalLink, ObjectiveVersion, Perspective

MOST_FINDINGS = 10_000
#: Which codes say which of the lists that a reader of a package looks for.
LISTS = {
    "kpis_with_duplicate_periods": ("duplicate_period", "different_values"),
    "kpis_without_target": ("target_missing",),
    "kpis_without_any_actual": ("no_actual",),
    "kpis_of_unknown_polarity": ("polarity_unknown",),
    "objectives_without_perspective": ("objective_without_perspective",),
}


def held_in_database(run: Import) -> dict[str, int]:
    """Return how many things of the import's source the database holds now, and values of its files."""
    source = run.source
    versions = ObjectiveVersion.objects.filter(
        strategy_version__strategy__source=source, strategy_version__state__in=("active", "draft")
    )
    return {
        "units": Unit.objects.filter(source=source).count(),
        "people": Person.objects.filter(source=source).count(),
        "perspectives": Perspective.objects.filter(strategy__source=source).count(),
        "objectives": versions.values("objective").distinct().count(),
        "objectives_without_perspective": versions.filter(perspective=None).values("objective").distinct().count(),
        "links": CausalLink.objects.filter(strategy_version__in=versions.values("strategy_version")).count(),
        "kpis": Measure.objects.filter(source=source).count(),
        "kpis_without_target": Measure.objects.filter(source=source).exclude(pk__in=_with_target(source)).count(),
        "kpis_without_any_actual": Measure.objects.filter(source=source).exclude(pk__in=_with_value(source)).count(),
        "observations_of_source": Observation.objects.current().filter(measure__source=source).count(),
        "observations": Observation.objects.current().filter(file_id__in=run.file_ids).count(),
        "published_figures": PublishedFigure.objects.current().filter(file_id__in=run.file_ids).count(),
    }


def _with_target(source: str) -> Any:
    rows = Target.objects.current().filter(measure__source=source, target__isnull=False)
    return rows.values("measure")


def _with_value(source: str) -> Any:
    return Observation.objects.current().filter(measure__source=source).values("measure")


def as_json(run: Import, *, dry_run: bool = False) -> dict[str, Any]:
    """Return the whole report as plain values."""
    report = run.report
    findings = [_finding(row) for row in _findings(run)[:MOST_FINDINGS]]
    left_out = max(_findings(run).count() - MOST_FINDINGS, 0)
    listed = {
        name: sorted({one["key"] for one in findings if one["code"] in codes and one["key"]})
        for name, codes in LISTS.items()
    }
    return {
        "import": run.pk,
        "state": run.state,
        "is_dry_run": dry_run,
        "files": [file.name for file in run.files()],
        "format": run.format,
        "source": run.source,
        "problem": run.problem,
        "place": report.get("problem"),
        **run.counts,
        "counts": report.get("package", {}),
        "tables": dict(tables_of(run)),
        "database": report.get("database", {}),
        "accounts": report.get("accounts", {}),
        "read_as": report.get("files", {}),
        "named": {name: keys for name, keys in listed.items() if keys},
        "codes": report.get("codes", {}),
        "after": report.get("after", []),
        "scores": following.LATE if following.is_owed(run.pk) else "",
        "findings": findings,
        "findings_left_out": left_out,
    }


def in_words(run: Import, *, dry_run: bool = False) -> Iterator[str]:
    """Yield the report line by line."""
    names = ", ".join(file.name for file in run.files())
    if run.state in ("failed", "canceled"):
        yield f"{names}: nothing was imported."
        yield run.problem or "The import was canceled."
        return
    done = "would be brought" if dry_run or run.state == "ready" else "brought"
    rows = f"{run.counts['rows_read']:,} rows " if run.counts["rows_read"] else ""  # a package has none
    yield f"{names}: {rows}read as {run.format}."
    for table, counts in tables_of(run):
        parts = [f"{counts.get(name, 0):,} {name}" for name in ("new", "changed", "same")]
        if counts.get("refused"):
            parts.append(f"{counts['refused']:,} refused")
        name = NAMES.get(table, table.replace("_", " "))
        yield f"  {name[0].upper()}{name[1:]} {done}: {', '.join(parts)}."
    if run.counts["refused"]:
        yield f"  Refused in all: {run.counts['refused']:,}."
    for name, count in run.report.get("package", {}).items():
        yield f"  {name.replace('_', ' ').capitalize().replace('Kpis', 'KPIs')}: {count:,}."
    yield from (f"  {sentence}" for sentence in run.report.get("after", []))
    if following.is_owed(run.pk):
        yield f"  {following.LATE}"
    for row in _findings(run)[:MOST_FINDINGS]:
        place = f"{row.file_name}, line {row.line}" if row.line else row.file_name
        word = "refused" if row.verdict == "refused" else "note"
        yield f"  [{word}] {place}: {row.sentence} {row.next_step}".rstrip()
    if tops.CODE in run.report.get("codes", {}):
        yield "Nothing was imported: say where it stands with --under UNIT, or with --second-top beside it."
    elif run.report.get("is_blocked"):
        yield "Nothing was imported: correct the refused lines first."


def tables_of(run: Import) -> list[tuple[str, dict[str, int]]]:
    """Return the counts by table, in the order in which things build on each other."""
    order = [*NAMES, "published_figures"]
    return sorted(run.report.get("tables", {}).items(), key=lambda item: order.index(item[0]))


def _findings(run: Import) -> Any:
    return StagedRow.objects.filter(run=run, verdict__in=("refused", "remark")).order_by(
        "verdict", "file_name", "line", "id"
    )


def _finding(row: StagedRow) -> dict[str, Any]:
    return {
        "severity": row.verdict,
        "code": row.code,
        "sentence": row.sentence,
        "file": row.file_name,
        "line": row.line,
        "column": row.column,
        "pointer": row.pointer,
        "key": row.key,
        "next_step": row.next_step,
        "raw": row.raw,
    }
