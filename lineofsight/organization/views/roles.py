"""Pages about roles: who holds what over which unit, what a role means, giving and ending one."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lineofsight.accounts import roles as catalog_of_roles
from lineofsight.base import clock
from lineofsight.base.errors import Refused
from lineofsight.base.ui.components import Action, Column, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.organization import commands, queries
from lineofsight.organization.forms.accounts import EndRoleForm, GiveRoleForm
from lineofsight.organization.views.accounts import address
from lineofsight.organization.views.acting import act

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STATES = {"now": gettext_lazy("Now"), "planned": gettext_lazy("Planned"), "ended": gettext_lazy("Ended")}
COLUMNS = (
    Column(gettext_lazy("Who"), "name"),
    Column(gettext_lazy("Role"), "role_name"),
    Column(gettext_lazy("Over"), "unit"),
    Column(gettext_lazy("From"), "since"),
    Column(gettext_lazy("Until"), "until"),
    Column(gettext_lazy("State")),
)


def roles(request: HttpRequest) -> HttpResponse:
    """List who holds which role."""
    ctx = context_of(request)
    if not ctx.viewer.has("administrator", "operator", "auditor"):
        raise Refused(_("Roles are given by administrators. Your own stand in your profile."))
    wanted, role, state = (request.GET.get(name, "").strip() for name in ("q", "role", "state"))
    key, is_down = table.sort_of(request.GET, COLUMNS, "name")
    found = queries.role_lines(ctx, wanted, role, state=state)
    lines = sorted(
        found,
        key=lambda line: (
            (getattr(line, key) or date.max) if key in ("since", "until") else str(getattr(line, key)).casefold()
        ),
        reverse=is_down,
    )
    if download := as_download(request, "roles", lambda: _sheet(lines)):
        return download
    shown = Paginator(lines, table.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "title": _("Roles"),
        "subtitle": table.row_count(len(lines)),
        "rows": shown,
        "columns": COLUMNS,
        "sort": f"-{key}" if is_down else key,
        "wanted": wanted,
        "role": catalog_of_roles.name_of(role) if role else "",
        "clear": request.path,
        "views": [
            ViewLink(_("Now and planned"), table.query(request.GET, state=None), state != "all"),
            ViewLink(_("With those that ended"), table.query(request.GET, state="all"), state == "all"),
        ],
        "actions": [Action(_("What a role means"), reverse("organization:role_catalog"))],
    }
    return render(request, "organization/admin/roles.html", words)


def role_catalog(request: HttpRequest) -> HttpResponse:
    """Say what each role means."""
    rows = queries.role_catalog(context_of(request))
    viewer = context_of(request).viewer
    words = {
        "title": _("What a role means"),
        "subtitle": _("Roles only add rights: without any, a person sees the scorecards of their own units."),
        "rows": rows,
        "counts": viewer.has("administrator", "operator", "auditor"),
    }
    return render(request, "organization/admin/role_catalog.html", words)


@get_or_post
def give(request: HttpRequest, account: UUID) -> HttpResponse:
    """Give an account a role."""
    ctx = context_of(request)
    shown = queries.account_page(ctx, account)
    page = {
        "title": _("Give %(name)s a role") % {"name": shown.line.name},
        "subtitle": shown.line.email,
        "decision": shown.may_assign,
        "button": _("Give the role"),
        "consequence": _(
            "It counts from the first request of that day on. A role over a unit reaches all units below it."
        ),
        "catalog": reverse("organization:role_catalog"),
    }
    form = GiveRoleForm(queries.unit_tree(ctx), request.POST or None)
    said = _("The role is given.")
    return act(request, form, commands.assign_role, account, page, said=said, back=address(account))


@get_or_post
def end(request: HttpRequest, account: UUID, role: str) -> HttpResponse:
    """End a role of an account."""
    shown = queries.account_page(context_of(request), account)
    unit = request.GET.get("unit", "") or None
    words = {"name": shown.line.name, "role": catalog_of_roles.name_of(role)}
    page = {
        "title": _("End the role %(role)s of %(name)s") % words,
        "subtitle": shown.line.email,
        "decision": shown.may_assign,
        "button": _("End the role"),
        "consequence": _("The person is signed out, and has to sign in again without it."),
    }
    form = EndRoleForm(request.POST or None, initial={"on": clock.today()})
    extra = {"role": role, "unit": unit}
    said = _("The role ends.")
    return act(request, form, commands.end_role, account, page, said=said, back=address(account), extra=extra)


def _sheet(lines: list[queries.RoleLine]) -> Sheet:
    heads = [*(str(column.label) for column in COLUMNS), str(_("E-mail address"))]
    rows = [
        [line.name, line.role_name, line.unit, line.since, line.until, str(STATES[line.state]), line.email]
        for line in lines
    ]
    return Sheet(heads, rows)
