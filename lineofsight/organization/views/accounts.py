"""Pages about accounts: who may sign in, whose account it is, and what administrators may do about it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.accounts import commands as accounts_commands
from lineofsight.accounts import commands_access
from lineofsight.accounts.access import may_keep_accounts
from lineofsight.base.access import deny
from lineofsight.base.ui.components import Action, Column, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.organization import commands, queries
from lineofsight.organization.forms.accounts import NewAccountForm, ReasonForm
from lineofsight.organization.views.acting import act, do

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STATES = {
    "active": gettext_lazy("Active"),
    "waiting": gettext_lazy("No password yet"),
    "disabled": gettext_lazy("Disabled"),
    "operator": gettext_lazy("Command line"),
}
FILTERS = {
    "": gettext_lazy("All"),
    "active": gettext_lazy("Active"),
    "waiting": gettext_lazy("No password yet"),
    "unlinked": gettext_lazy("Without a person"),
    "disabled": gettext_lazy("Disabled"),
}
COLUMNS = (
    Column(gettext_lazy("Account")),
    Column(gettext_lazy("E-mail address")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Person")),
    Column(gettext_lazy("Roles today")),
)


def address(account: UUID | str) -> str:
    """Return the address of an account's page."""
    return reverse("organization:account", kwargs={"account": account})


def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    ctx = context_of(request)
    wanted, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < int(number[:6]) < 10**6 else 1
    if download := as_download(request, "accounts", lambda: _sheet(queries.accounts(ctx, wanted, state, page=0))):
        return download
    found = queries.accounts(ctx, wanted, state, page=page)
    paginator = Paginator(range(found.total), table.ROWS_ON_A_PAGE)
    words = {
        "title": _("Accounts"),
        "subtitle": table.row_count(found.total),
        "rows": [(line, STATES[line.state]) for line in found.rows],
        "columns": COLUMNS,
        "pages": paginator.get_page(page),
        "wanted": wanted,
        "unfiltered": found.unfiltered,
        "views": [
            ViewLink(label, table.query(request.GET, state=key or None), key == state) for key, label in FILTERS.items()
        ],
        "actions": [Action(_("New account"), reverse("organization:account_new"), main=True)]
        if may_keep_accounts(ctx, None, None)
        else [],
    }
    return render(request, "organization/admin/accounts.html", words)


@get_or_post
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account, and send its person the link to choose a password."""
    page = {
        "title": _("New account"),
        "decision": may_keep_accounts(context_of(request), None, None),
        "button": _("Make the account"),
        "consequence": _("Nobody can sign in to it before its person has chosen a password by a link you send."),
    }
    form = NewAccountForm(request.POST or None)
    answer = act(
        request,
        form,
        accounts_commands.create_user,
        None,
        page,
        said=_("The account is there. Link it to its person, give it a role, then send the link."),
        back=reverse("organization:accounts"),
    )
    if answer.status_code == 302:
        made = queries.accounts(context_of(request), form.cleaned_data["email"]).rows
        return redirect(address(made[0].public_id)) if len(made) == 1 else answer
    return answer


def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """Show an account."""
    wanted = request.GET.get("person", "").strip()
    shown = queries.account_page(context_of(request), account, wanted)
    words = {
        "title": shown.line.name,
        "subtitle": shown.line.email,
        "shown": shown,
        "state": STATES[shown.line.state],
        "wanted": wanted,
        "roles_now": [line for line in shown.roles if line.state != "ended"],
        "roles_ended": [line for line in shown.roles if line.state == "ended"],
    }
    return render(request, "organization/admin/account.html", words)


@get_or_post
def disable(request: HttpRequest, account: UUID) -> HttpResponse:
    """Disable an account, with a reason."""
    shown = queries.account_page(context_of(request), account)
    page = {
        "title": _("Disable the account of %(name)s") % {"name": shown.line.name},
        "decision": shown.may_disable,
        "button": _("Disable the account"),
        "consequence": _("Sessions, tokens and links end at once. Roles stay on record and give nothing meanwhile."),
    }
    said = _("The account is disabled.")
    form = ReasonForm(request.POST or None)
    return act(request, form, accounts_commands.disable_user, account, page, said=said, back=address(account))


@get_or_post
def enable(request: HttpRequest, account: UUID) -> HttpResponse:
    """Enable a disabled account again, with a reason."""
    shown = queries.account_page(context_of(request), account)
    held = ", ".join(shown.line.roles) or _("none")
    page = {
        "title": _("Enable the account of %(name)s") % {"name": shown.line.name},
        "decision": shown.may_disable,
        "button": _("Enable the account"),
        "consequence": _("The person can sign in again, with the roles held today: %(roles)s.") % {"roles": held},
    }
    said = _("The account is enabled.")
    form = ReasonForm(request.POST or None)
    return act(request, form, accounts_commands.enable_user, account, page, said=said, back=address(account))


@get_or_post
def reset_second_factor(request: HttpRequest, account: UUID) -> HttpResponse:
    """Take away the second factor of somebody who lost it, with a reason."""
    ctx = context_of(request)
    shown = queries.account_page(ctx, account)
    mine = _("You cannot take your own second factor away here. Ask another administrator.")
    page = {
        "title": _("Reset the second factor of %(name)s") % {"name": shown.line.name},
        "decision": deny(mine) if shown.is_own else shown.may_keep,
        "button": _("Reset the second factor"),
        "consequence": _("Authenticator app, passkeys and recovery codes are taken away, and all sessions end."),
    }
    said = _("The second factor is taken away. The person sets up a new one at the next sign-in.")
    form = ReasonForm(request.POST or None)
    return act(request, form, commands_access.reset_second_factor, account, page, said=said, back=address(account))


@require_POST
def send_link(request: HttpRequest, account: UUID) -> HttpResponse:
    """Mail the person a link to choose a password."""
    said = _("A link is on its way. It works once, and for one hour.")
    return do(request, accounts_commands.set_password_by_link, None, account, said=said, back=address(account))


@require_POST
def end_sessions(request: HttpRequest, account: UUID) -> HttpResponse:
    """Sign an account out everywhere."""
    return do(
        request, accounts_commands.end_sessions, None, account, said=_("All sessions ended."), back=address(account)
    )


@require_POST
def link(request: HttpRequest, account: UUID) -> HttpResponse:
    """Say whose account this is, or take that back."""
    person, is_off = request.POST.get("person", ""), request.POST.get("act") == "unlink"
    said = _("The link is taken away.") if is_off else _("The account is linked.")
    data = {"user": None if is_off else str(account)}
    return do(request, commands.link_account, data, person, said=said, back=address(account))


def _sheet(found: queries.AccountList) -> Sheet:
    return Sheet(
        [str(column.label) for column in COLUMNS],
        [[line.name, line.email, str(STATES[line.state]), line.person, "; ".join(line.roles)] for line in found.rows],
    )
