"""One import in whatever state it is: its page shows all of this."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.paginator import Page

from lineofsight.base.access import Decision, deny
from lineofsight.base.commands import Context
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations import access, commands, following, tops
from lineofsight.integrations.models import Import, ImportProgress
from lineofsight.integrations.queries import findings
from lineofsight.integrations.queries.changes import ChangedField, changed_fields
from lineofsight.integrations.queries.consequences import checks_of, consequences_of, reach_of
from lineofsight.integrations.queries.findings import SHORT, RefusedLine
from lineofsight.integrations.report import tables_of
from lineofsight.integrations.rights import NAMES


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
    reach: Sequence[tuple[str, str]]
    checks: Sequence[str]
    after: Sequence[str]
    may_apply: Decision
    may_cancel: Decision
    may_mend: Decision
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
    def can_mend(self) -> bool:
        """Test whether a refused line of this page can be corrected here, or left out."""
        return bool(self.may_mend and self.refused and any(row.can_be_left_out for row in self.refused.object_list))

    @property
    def is_moving(self) -> bool:
        """Test whether the page is worth looking at again in a second."""
        return self.state in ("uploaded", "staging")


def import_page(ctx: Context, number: int, *, page: int = 1, show_all: bool = False) -> ImportPage:
    """Return one import as its page shows it."""
    run = findings.find(ctx, number)
    progress = ImportProgress.objects.filter(run=run).first()
    tables = tables_of(run)
    main = _main_table(run, tables)
    done = sum(main[1].get(name, 0) for name in ("new", "changed", "same")) if main else 0
    left_over = _left_over(run)
    rows_read = run.counts.get("rows_read", 0) if run.state not in ("uploaded", "staging") else 0
    changed, changed_count = changed_fields(ctx, run, show_all)
    remarks = findings.findings_of(run, "remark")
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
        refused=findings.page_of(findings.findings_of(run, "refused"), page),
        remarks=[findings.refused_line(row) for row in remarks[: ROWS_ON_A_PAGE if show_all else SHORT]],
        remark_count=remarks.count(),
        changed=changed,
        changed_count=changed_count,
        consequences=consequences_of(run, tables),
        reach=reach_of(ctx, run) if run.state == "ready" else (),
        checks=checks_of(run),
        after=run.report.get("after", []),
        may_apply=access.may_apply(ctx, run, None),
        may_cancel=access.may_cancel(ctx, run, None),
        may_mend=access.may_compare_again(ctx, run, None) if run.state == "ready" else deny(""),
        may_take_back=access.may_take_back(ctx, run, None),
        applied_at=run.applied_at,
        back_until=back_until,
        cannot_take_back=commands.cannot_take_back(run, ctx.now) or "",
        asks_where=findings.asked_where(run),
        top_unit=tops.first_top() if tops.CODE in run.report.get("codes", {}) else "",
        scores_note=following.LATE if progress and progress.scores_owed else "",
        taken_back=run.report.get("taken_back", {}),
    )


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
    for name in ("people", "observations", "units", "lines", "okrs", "key_results", "goals"):
        if name in named:
            return name, named[name]
    return None


def _left_over(run: Import) -> int:
    """Return the rows that are empty, repeat another one, or are filtered by a rule."""
    return sum(
        account["empty"] + account["merged"] + sum(account["filtered"].values())
        for account in run.report.get("accounts", {}).values()
    )
