"""Who may import, and who sees the imports of others."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.integrations import rights
from lineofsight.integrations.models import ENDED, Export, Import

OVERSEERS = ("administrator", "operator", "auditor", "strategy_office")
# A report that names no tables yet is no report of goals; PostgreSQL calls the negation of what is missing unknown.
WITHOUT_GOALS = Q(report__tables__isnull=True) | ~Q(report__tables__has_any_keys=sorted(rights.GOAL_TABLES))


@scope(Import)
def imports_in_sight(viewer: Viewer) -> Q:
    """Return one's own imports; all of them for those who keep or audit the installation, but none with goals.

    A preview shows what is in a file: goals are read by the person, the managers above, and HR.
    """
    own = Q(created_by_id=viewer.user_id) if viewer.user_id else NOTHING
    if viewer.is_system or viewer.holds_everywhere("operator"):
        return EVERYTHING
    return own | WITHOUT_GOALS if viewer.holds_everywhere(*OVERSEERS) else own


@rule
def may_bring(ctx: HasViewer, target: object = None, data: object = None) -> Decision:
    """Allow those whose role brings data in, and those who answer for a KPI's values."""
    if rights.may_import(ctx.viewer):
        return ALLOW
    return deny(gettext("Importing is for the strategy office, HR, data stewards and administrators."))


@scope(Export)
def exports_in_sight(viewer: Viewer) -> Q:
    """Return one's own exports; that there were others is for those who keep or audit the installation."""
    if viewer.holds_everywhere("administrator", "operator", "auditor"):
        return EVERYTHING
    return Q(created_by_id=viewer.user_id) if viewer.user_id else NOTHING


@rule
def may_export(ctx: HasViewer, target: object = None, data: object = None) -> Decision:
    """Allow those who keep the installation or its strategy as a whole; they export what they may see."""
    if rights.may_export(ctx.viewer):
        return ALLOW
    return deny(
        gettext("Exporting everything is for the strategy office and administrators of the whole organization.")
    )


@rule
def may_apply(ctx: Context, run: Import, data: object) -> Decision:
    """Allow whoever may bring in everything that the import holds; the one who brought it may have lost that right."""
    if not rights.may_import(ctx.viewer):
        return deny(gettext("Importing is for the strategy office, HR, data stewards and administrators."))
    scope_now = rights.scope_for(ctx.viewer)
    refusal = scope_now.refusal([name for name in run.report.get("tables", {}) if name != "published"])
    if refusal:
        return deny(refusal)
    if scope_now.measure_ids is not None and run.created_by_id != ctx.viewer.user_id:
        return deny(gettext("Only the person who brought this file may apply it."))
    if not all(scope_now.may_record(pk) for pk in run.report.get("measures", [])):
        return deny(gettext("You no longer answer for all KPIs in this file."))
    return ALLOW


@rule
def may_cancel(ctx: Context, run: Import, data: object) -> Decision:
    """Allow the person who brought it, and administrators."""
    if run.state in ENDED:
        return deny(gettext("This import is over."))
    if run.created_by_id == ctx.viewer.user_id or ctx.viewer.holds_everywhere("administrator", "operator"):
        return ALLOW
    return deny(gettext("Only the person who brought this file, or an administrator, may cancel it."))


@rule
def may_compare_again(ctx: Context, run: Import, data: object) -> Decision:
    """Allow the person who brought it, and administrators, while it is not applied."""
    if run.state not in ("failed", "ready"):
        return deny(gettext("Only an import that failed or waits to be applied can be read again."))
    if run.created_by_id == ctx.viewer.user_id or ctx.viewer.holds_everywhere("administrator", "operator"):
        return ALLOW
    return deny(gettext("Only the person who brought this file, or an administrator, may read it again."))


@rule
def may_take_back(ctx: Context, run: Import, data: object) -> Decision:
    """Allow whoever might apply it."""
    return may_apply(ctx, run, data)
