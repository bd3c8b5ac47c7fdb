"""Addresses of the organization, of accounts and of roles."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.organization.views import accounts, chart, person_forms, persons, plans, roles, standing_in, unit_forms

app_name = "organization"
past.today_only(
    _("a form writes what is true from today on."),
    *(f"organization:{name}" for name in ("unit_new", "unit_edit", "unit_close", "unit_below", "position_new")),
    *(f"organization:{name}" for name in ("position_edit", "person_new", "person_edit", "lines_edit", "seat_new")),
    *(f"organization:{name}" for name in ("seat_leave", "reorganization_new", "reorganization_edit", "move_new")),
    *(f"organization:reorganization_{name}" for name in ("return", "take_back")),
)
past.today_only(_("who stands in for whom is judged now."), "organization:delegations", "organization:looks")
past.today_only(_("a plan is shown as it stands now."), "organization:reorganizations", "organization:reorganization")
urlpatterns = [
    path("admin/accounts/", accounts.accounts, name="accounts"),
    path("admin/accounts/new/", accounts.new_account, name="account_new"),
    path("admin/accounts/<uuid:account>/", accounts.account, name="account"),
    path("admin/accounts/<uuid:account>/disable/", accounts.disable, name="account_disable"),
    path("admin/accounts/<uuid:account>/enable/", accounts.enable, name="account_enable"),
    path("admin/accounts/<uuid:account>/link/", accounts.send_link, name="account_send_link"),
    path("admin/accounts/<uuid:account>/sessions/end/", accounts.end_sessions, name="account_end_sessions"),
    path(
        "admin/accounts/<uuid:account>/second-factor/reset/",
        accounts.reset_second_factor,
        name="account_reset_second_factor",
    ),
    path("admin/accounts/<uuid:account>/person/", accounts.link, name="account_person"),
    path("admin/accounts/<uuid:account>/roles/new/", roles.give, name="role_give"),
    path("admin/accounts/<uuid:account>/roles/<slug:role>/end/", roles.end, name="role_end"),
    path("organization/", chart.tree, name="tree"),
    path("organization/units/new/", unit_forms.new_unit, name="unit_new"),
    path("organization/units/<slug:slug>/", chart.unit, name="unit"),
    path("organization/units/<slug:slug>/edit/", unit_forms.edit_unit, name="unit_edit"),
    path("organization/units/<slug:slug>/close/", unit_forms.close_unit, name="unit_close"),
    path("organization/units/<slug:slug>/units/new/", unit_forms.unit_below, name="unit_below"),
    path("organization/units/<slug:slug>/positions/new/", unit_forms.new_position, name="position_new"),
    path("organization/reorganizations/", plans.reorganizations, name="reorganizations"),
    path("organization/reorganizations/new/", plans.new_reorganization, name="reorganization_new"),
    path("organization/reorganizations/<uuid:public_id>/", plans.reorganization, name="reorganization"),
    path("organization/reorganizations/<uuid:public_id>/edit/", plans.edit_reorganization, name="reorganization_edit"),
    path("organization/reorganizations/<uuid:public_id>/moves/new/", plans.new_move, name="move_new"),
    path(
        "organization/reorganizations/<uuid:public_id>/moves/<int:place>/remove/", plans.remove_move, name="move_remove"
    ),
    path(
        "organization/reorganizations/<uuid:public_id>/return/",
        plans.return_reorganization,
        name="reorganization_return",
    ),
    path("organization/reorganizations/<uuid:public_id>/take-back/", plans.take_back, name="reorganization_take_back"),
    path("organization/reorganizations/<uuid:public_id>/<slug:verb>/", plans.act, name="reorganization_act"),
    path("organization/positions/<uuid:position>/edit/", unit_forms.edit_position, name="position_edit"),
    path("organization/people/new/", person_forms.new_person, name="person_new"),
    path("people/<slug:slug>/", persons.person, name="person"),
    path("people/<slug:slug>/edit/", person_forms.edit_person, name="person_edit"),
    path("people/<slug:slug>/lines/edit/", person_forms.edit_lines, name="lines_edit"),
    path("people/<slug:slug>/positions/new/", person_forms.new_seat, name="seat_new"),
    path("people/<slug:slug>/positions/<uuid:position>/leave/", person_forms.leave_seat, name="seat_leave"),
    path("people/<slug:slug>/positions/<uuid:position>/keep/", person_forms.keep_seat, name="seat_keep"),
    path("admin/accounts/<uuid:account>/look/", standing_in.ask_as_person, name="look_as_person"),
    path("delegations/", standing_in.delegations, name="delegations"),
    path("delegations/new/", standing_in.delegate, name="delegate"),
    path("delegations/end/", standing_in.end_delegation, name="delegation_end"),
    path("delegations/act/", standing_in.start_acting, name="start_acting"),
    path("delegations/stop/", standing_in.stop_acting, name="stop_acting"),
    path("looks/", standing_in.looks, name="looks"),
    path("looks/new/", standing_in.ask_as_role, name="look_as_role"),
    path("looks/stop/", standing_in.stop_looking, name="stop_looking"),
    path("looks/<uuid:look>/answer/", standing_in.answer_look, name="look_answer"),
    path("looks/<uuid:look>/start/", standing_in.start_look, name="look_start"),
    path("looks/<uuid:look>/end/", standing_in.end_look, name="look_end"),
    path("admin/roles/", roles.roles, name="roles"),
    path("admin/roles/catalog/", roles.role_catalog, name="role_catalog"),
]
