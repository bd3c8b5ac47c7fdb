"""Imports as acts: bringing files, applying what was staged, canceling, taking values back."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from pydantic import Field

from lineofsight.accounts.models import User
from lineofsight.base import bulk
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid, ReasonNeeded, Refused
from lineofsight.base.store_models import StoredFile
from lineofsight.integrations import following, mending
from lineofsight.integrations.access import (
    may_apply,
    may_bring,
    may_cancel,
    may_compare_again,
    may_export,
    may_take_back,
)
from lineofsight.integrations.applying import apply_staged
from lineofsight.integrations.models import Export, Import, ImportProgress
from lineofsight.integrations.report import held_in_database
from lineofsight.integrations.taking_back import take_values_back
from lineofsight.measures.models import Observation
from lineofsight.organization.models import Unit

DAYS_TO_TAKE_BACK = 7
ANALYZE_FROM = 10_000


class BringFiles(Input):
    """Stored files by their row ids, the mapping's among them, and what the first one is where that must be said."""

    files: list[int]
    mapping: int | None = None
    table: str = ""
    unit: str = ""
    under: str = ""
    second_top: bool = False


class CompareAgain(Input):
    """Where a unit without a parent is to stand, where that was asked; what is not sent stays."""

    under: str | None = None
    second_top: bool | None = None


@command("integrations.bring_files", allow=may_bring)
def bring_files(ctx: Context, target: None, data: BringFiles) -> Import:
    """Note that files came in; they are staged next, and nothing changes until they are applied."""
    if ctx.via == "api":
        raise Refused(
            gettext("Files come in by the import page or the command line: naming one could open somebody else's.")
        )
    if not data.files:
        raise Invalid({"files": "Choose a file."})
    unit = _unit(ctx, data.unit, "unit") if data.unit else None
    run = Import.objects.create(
        file=StoredFile.objects.get(pk=data.files[0]),
        more_files=data.files[1:],
        mapping_file_id=data.mapping,
        table=data.table,
        unit=unit,
        under=_unit(ctx, data.under, "under") if data.under else None,
        is_second_top=data.second_top,
        created_by=User.objects.get(pk=ctx.viewer.user_id),
        created_at=ctx.now,
    )
    ImportProgress.objects.create(run=run, heartbeat_at=ctx.now)
    return run


def _unit(ctx: Context, key: str, field: str) -> Unit:
    rows = Unit.objects.visible_to(ctx.viewer)
    found = rows.filter(slug=key).first() or rows.filter(key=key).first()
    if found is None:
        raise Invalid({field: f"There is no unit “{key}”."})
    return found


@command("integrations.apply_import", on=Import, allow=may_apply)
def apply_import(ctx: Context, run: Import, data: Nothing) -> Import:
    """Apply what was staged, all of it or nothing; asks for a reason where it restates or changes targets."""
    if run.state != "ready":
        raise Invalid({"": "This import is not ready to be applied."})
    if run.report.get("is_blocked"):
        raise Invalid({"": "Something in this file keeps all of it from being applied; see the refused lines."})
    if needs_reason(run) and not ctx.reason.strip():
        raise ReasonNeeded
    remarks = apply_staged(ctx, run)
    following.owe(run)
    run.state, run.applied_at = "applied", ctx.now
    run.report = {**run.report, "after": remarks, "database": held_in_database(run)}
    run.version += 1
    run.save()
    if sum(run.counts.get(name, 0) for name in ("new", "changed")) >= ANALYZE_FROM:
        transaction.on_commit(lambda: bulk.analyze(Observation))
    return run


def needs_reason(run: Import) -> bool:
    """Test whether applying restates a closed period or changes a target that is in force."""
    return bool(run.counts.get("restated") or run.report.get("tables", {}).get("targets", {}).get("changed"))


@command("integrations.cancel_import", on=Import, allow=may_cancel)
def cancel_import(ctx: Context, run: Import, data: Nothing) -> Import:
    """Give an import up; nothing of it was visible. One that is being read stops at its next slice."""
    if run.state == "staging":
        ImportProgress.objects.filter(run=run).update(is_cancel_asked=True)
        return run
    run.state = "canceled"
    run.version += 1
    run.save()
    return run


@command("integrations.compare_again", on=Import, allow=may_compare_again)
def compare_again(ctx: Context, run: Import, data: CompareAgain) -> Import:
    """Let an import that is not applied be read and compared anew, with what was asked answered."""
    if data.under is not None:
        run.under = _unit(ctx, data.under, "under") if data.under else None
    if data.second_top is not None:
        run.is_second_top = data.second_top
    run.state, run.problem = "uploaded", ""
    run.version += 1
    run.save()
    return run


@command("integrations.export_everything", allow=may_export)
def export_everything(ctx: Context, target: None, data: Nothing) -> Export:
    """Ask for everything one may see as one archive; it is written in the background, and who asked stays on record."""
    return Export.objects.create(created_by=User.objects.get(pk=ctx.viewer.user_id), created_at=ctx.now)


class Mended(Input):
    """A refused line by its row id: the text that its cell should have, or that the line is left out."""

    row: int
    text: str | None = Field(default=None, max_length=2_000)
    leave_out: bool = False


class MendRows(Input):
    """What to correct before the files are compared again; `corrections` already made stay."""

    rows: list[Mended] = Field(max_length=500)


@command("integrations.mend_rows", on=Import, allow=may_compare_again)
def mend_rows(ctx: Context, run: Import, data: MendRows) -> Import:
    """Correct cells of refused lines, or leave lines out; the file stays as it came and is compared again."""
    mending.mend(run, ctx.viewer.name, {one.row: (one.text, one.leave_out) for one in data.rows})
    run.state, run.problem = "uploaded", ""
    run.version += 1
    run.save()
    return run


@command("integrations.take_back", on=Import, allow=may_take_back, asks_reason=True)
def take_back(ctx: Context, run: Import, data: Nothing) -> Import:
    """Take the values of an applied import back: those that nobody corrected since give way to the earlier ones."""
    refusal = cannot_take_back(run, ctx.now)
    if refusal:
        raise Invalid({"": refusal})
    counts = take_values_back(ctx, run)
    following.owe(run)
    run.state, run.taken_back_at = "taken_back", ctx.now
    run.report = {**run.report, "taken_back": counts}
    run.version += 1
    run.save()
    return run


def cannot_take_back(run: Import, now: Any) -> str | None:
    """Return why an import cannot be taken back, or None."""
    if run.state != "applied" or run.applied_at is None:
        return "Only an applied import can be taken back."
    if now - run.applied_at > timedelta(days=DAYS_TO_TAKE_BACK):
        return f"An import can be taken back for {DAYS_TO_TAKE_BACK} days."
    tables = set(run.report.get("tables", {})) - {"observations", "published_figures"}
    changed = [
        name for name in sorted(tables) if sum(run.report["tables"][name].get(one, 0) for one in ("new", "changed"))
    ]
    if changed:
        return "It brought more than values; objects are changed by their own acts, not taken back."
    return None
