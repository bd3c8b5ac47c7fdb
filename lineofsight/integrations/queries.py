"""What the pages of imports show: lists, progress, preview, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator

from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations import access, commands, following, tops
from lineofsight.integrations.models import Import, ImportProgress, StagedObservation, StagedRow
from lineofsight.integrations.report import tables_of
from lineofsight.integrations.rights import NAMES
from lineofsight.measures.models import MeasureVersion, Observation
from lineofsight.organization.models import Period, UnitVersion

SHORT = 5


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list."""

    number: int
    files: str
    state: str
    rows_read: int
    new: int
    changed: int
    refused: int
    by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is left out, with its reason and the way on; remarks look the same."""

    file: str
    line: int | None
    column: int | None
    key: str
    raw: str
    sentence: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of one thing: before and after."""

    line: int | None
    key: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Everything the page of one import shows, whatever its state."""

    number: int
    public_id: str
    version: int
    state: str
    title: str
    files: str
    format: str
    created_at: datetime
    by: str
    rows_read: int
    rows_total: int | None
    problem: str
    counts: dict[str, int]
    tables: list[tuple[str, dict[str, int]]]
    left_over: int
    refused_rows: int
    is_one_table: bool
    is_blocked: bool
    needs_reason: bool
    refused: "Page[RefusedLine] | None"
    remarks: Sequence[RefusedLine]
    remark_count: int
    changed: Sequence[ChangedField]
    changed_count: int
    consequences: Sequence[tuple[str, int]]
    checks: Sequence[str]
    after: Sequence[str]
    may_apply: Decision
    may_cancel: Decision
    may_take_back: Decision
    applied_at: datetime | None
    back_until: datetime | None
    cannot_take_back: str
    scores_note: str
    asks_where: str
    top_unit: str
    taken_back: dict[str, int] = field(default_factory=dict)

    @property
    def writes(self) -> int:
        """Return how many things applying writes."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    @property
    def is_moving(self) -> bool:
        """Test whether the page is worth looking at again in a second."""
        return self.state in ("uploaded", "staging")


@query("integrations.imports", "imports")
def imports(ctx: Context) -> list[ImportLine]:
    """Return the imports that the viewer may see, the latest first."""
    rows = Import.objects.visible_to(ctx.viewer).select_related("file", "created_by").order_by("-pk")[:ROWS_ON_A_PAGE]
    return [
        ImportLine(
            number=run.pk,
            files=run.file.name + (f" +{len(run.more_files)}" if run.more_files else ""),
            state=run.state,
            rows_read=run.counts.get("rows_read", 0),
            new=run.counts.get("new", 0),
            changed=run.counts.get("changed", 0),
            refused=run.counts.get("refused", 0),
            by=str(run.created_by),
            created_at=run.created_at,
        )
        for run in rows
    ]


def find(ctx: Context, number: int) -> Import:
    """Return an import that the viewer may see."""
    rows = Import.objects.visible_to(ctx.viewer).select_related("file", "created_by", "unit")
    run = rows.filter(pk=number).first()
    if run is None:
        raise NotFound("This import")
    found: Import = run
    return found


def import_page(ctx: Context, number: int, *, page: int = 1, show_all: bool = False) -> ImportPage:
    """Return one import as its page shows it."""
    run = find(ctx, number)
    progress = ImportProgress.objects.filter(run=run).first()
    tables = tables_of(run)
    main = _main_table(run, tables)
    done = sum(main[1].get(name, 0) for name in ("new", "changed", "same")) if main else 0
    left_over = _left_over(run)
    rows_read = run.counts.get("rows_read", 0) if run.state not in ("uploaded", "staging") else 0
    changed, changed_count = _changed(run, show_all)
    remarks = _findings(run, "remark")
    back_until = run.applied_at + timedelta(days=commands.DAYS_TO_TAKE_BACK) if run.applied_at else None
    return ImportPage(
        number=run.pk,
        public_id=str(run.public_id),
        version=run.version,
        state=run.state,
        title=_title(tables),
        files=", ".join(file.name for file in run.files()),
        format=run.format,
        created_at=run.created_at,
        by=str(run.created_by),
        rows_read=rows_read or (progress.rows_read if progress else 0),
        rows_total=progress.rows_total if progress else None,
        problem=run.problem,
        counts=run.counts,
        tables=tables,
        left_over=left_over if main else 0,
        refused_rows=max(rows_read - done - left_over, 0) if main else run.counts.get("refused", 0),
        is_one_table=main is not None,
        is_blocked=bool(run.report.get("is_blocked")),
        needs_reason=commands.needs_reason(run),
        refused=_page(_findings(run, "refused"), page),
        remarks=[_refused(row) for row in remarks[: ROWS_ON_A_PAGE if show_all else SHORT]],
        remark_count=remarks.count(),
        changed=changed,
        changed_count=changed_count,
        consequences=_consequences(run, tables),
        checks=_checks(run),
        after=run.report.get("after", []),
        may_apply=access.may_apply(ctx, run, None),
        may_cancel=access.may_cancel(ctx, run, None),
        may_take_back=access.may_take_back(ctx, run, None),
        applied_at=run.applied_at,
        back_until=back_until,
        cannot_take_back=commands.cannot_take_back(run, ctx.now) or "",
        asks_where=_asked(run),
        top_unit=tops.first_top() if tops.CODE in run.report.get("codes", {}) else "",
        scores_note=following.LATE if progress and progress.scores_owed else "",
        taken_back=run.report.get("taken_back", {}),
    )


def _asked(run: Import) -> str:
    """Return the question where a unit without a parent is to stand, as far as it is open."""
    if run.state != "ready" or tops.CODE not in run.report.get("codes", {}):
        return ""
    rows = StagedRow.objects.filter(run=run, code=tops.CODE).order_by("id")
    return " ".join(rows.values_list("sentence", flat=True)[:SHORT])


def refused_lines(ctx: Context, number: int) -> list[RefusedLine]:
    """Return every refused line of an import, for the error file."""
    return [_refused(row) for row in _findings(find(ctx, number), "refused").iterator(chunk_size=2_000)]


def _findings(run: Import, verdict: str) -> Any:
    return StagedRow.objects.filter(run=run, verdict=verdict).order_by("file_name", "line", "id")


def _page(rows: Any, number: int) -> "Page[RefusedLine] | None":
    shown = Paginator(rows, ROWS_ON_A_PAGE).get_page(number)
    shown.object_list = [_refused(row) for row in shown.object_list]
    return shown


def _refused(row: StagedRow) -> RefusedLine:
    return RefusedLine(row.file_name, row.line, row.column, row.key, row.raw[:200], row.sentence, row.next_step)


def _title(tables: list[tuple[str, dict[str, int]]]) -> str:
    names = [NAMES[table] for table, _ in tables if table in NAMES]
    if "strategies" in dict(tables):
        return "a strategy with its KPIs"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "a file"


def _main_table(run: Import, tables: list[tuple[str, dict[str, int]]]) -> tuple[str, dict[str, int]] | None:
    """Return the table whose rows are the file's rows: only a file of one kind has such."""
    named = dict(tables)
    if run.mapping_file_id or run.format != "table":
        return None
    for name in ("people", "observations", "units", "lines"):
        if name in named:
            return name, named[name]
    return None


def _left_over(run: Import) -> int:
    """Return the rows that are empty, repeat another one, or are filtered by a rule."""
    return sum(
        account["empty"] + account["merged"] + sum(account["filtered"].values())
        for account in run.report.get("accounts", {}).values()
    )


def _changed(run: Import, show_all: bool) -> tuple[list[ChangedField], int]:
    most = ROWS_ON_A_PAGE if show_all else SHORT
    rows = StagedRow.objects.filter(run=run, verdict="changed").exclude(table="published").order_by("id")
    fields: list[ChangedField] = []
    for row in rows[:most]:
        for name, before in row.before.items():
            label = name.replace("_", " ").capitalize()
            fields.append(
                ChangedField(row.line, row.after.get("name") or row.key, label, _shown(before), _shown(row.after[name]))
            )
    values = StagedObservation.objects.filter(run=run, verdict="changed")
    if len(fields) < most:
        fields += _changed_values(values.order_by("line", "id")[: most - len(fields)])
    return fields[:most], rows.count() + values.count()


def _changed_values(rows: Any) -> list[ChangedField]:
    staged = list(rows)
    earlier = Observation.objects.in_bulk([row.earlier_id for row in staged])
    names = dict(
        MeasureVersion.objects.current()
        .filter(measure_id__in=[row.measure_id for row in staged])
        .values_list("measure_id", "name")
    )
    units = dict(
        UnitVersion.objects.current().filter(unit_id__in=[row.unit_id for row in staged]).values_list("unit_id", "name")
    )
    periods = dict(Period.objects.filter(pk__in=[row.period_id for row in staged]).values_list("pk", "key"))
    return [
        ChangedField(
            line=row.line,
            key=names.get(row.measure_id, ""),
            field=f"{units.get(row.unit_id, '')}, {periods.get(row.period_id, '')}",
            before=_shown(earlier[row.earlier_id].value if row.earlier_id in earlier else None),
            after=_shown(row.value if row.value is not None else row.label),
        )
        for row in staged
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _consequences(run: Import, tables: list[tuple[str, dict[str, int]]]) -> list[tuple[str, int]]:
    lines = []
    for table, counts in tables:
        name = NAMES.get(table, table.replace("_", " "))
        name = name[0].upper() + name[1:]
        if counts.get("new"):
            lines.append((f"{name} added", counts["new"]))
        if counts.get("changed"):
            lines.append((f"{name} changed", counts["changed"]))
    if run.counts.get("restated"):
        lines.append(("Values of closed periods restated", run.counts["restated"]))
    measures = len(run.report.get("measures", []))
    if measures:
        lines.append(("KPIs with other values", measures))
    return lines


def _checks(run: Import) -> list[str]:
    """Return what was checked and found right."""
    codes = set(run.report.get("codes", {}))
    tables = set(run.report.get("tables", {}))
    checks = ["Every row is accounted for"] if run.report.get("accounts") else []
    if not codes & {"measure_unknown", "unit_unknown", "person_unknown", "reference_unknown"}:
        checks.append("All keys are known")
    if tables & {"units", "lines", "objectives"} and not codes & {"parent_cycle", "line_circle"}:
        checks.append("Nothing lies below itself")
    if "lines" in tables and "weights_do_not_add_up" not in codes:
        checks.append("All reporting lines add up to 100 %")
    if "observations" in tables and not codes & {"different_values", "named_twice"}:
        checks.append("No period has two values")
    facts = run.report.get("files", {}).values()
    return [*checks, *("Read as " + ", ".join(map(str, one.values())) for one in facts)]
