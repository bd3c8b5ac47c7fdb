"""Addresses of the organization, of accounts and of roles."""

from django.urls import path

from lineofsight.organization.views import accounts, roles

app_name = "organization"
urlpatterns = [
    path("admin/accounts/", accounts.accounts, name="accounts"),
    path("admin/accounts/new/", accounts.new_account, name="account_new"),
    path("admin/accounts/<uuid:account>/", accounts.account, name="account"),
    path("admin/accounts/<uuid:account>/disable/", accounts.disable, name="account_disable"),
    path("admin/accounts/<uuid:account>/enable/", accounts.enable, name="account_enable"),
    path("admin/accounts/<uuid:account>/link/", accounts.send_link, name="account_send_link"),
    path("admin/accounts/<uuid:account>/sessions/end/", accounts.end_sessions, name="account_end_sessions"),
    path("admin/accounts/<uuid:account>/person/", accounts.link, name="account_person"),
    path("admin/accounts/<uuid:account>/roles/new/", roles.give, name="role_give"),
    path("admin/accounts/<uuid:account>/roles/<slug:role>/end/", roles.end, name="role_end"),
    path("admin/roles/", roles.roles, name="roles"),
    path("admin/roles/catalog/", roles.role_catalog, name="role_catalog"),
]
