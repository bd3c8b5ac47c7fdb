"""Addresses of signing in and of one's own account: those of allauth that are open here, under its names."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from lineofsight.accounts import views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("signup/", views.closed, name="account_signup"),
    path("email/", views.closed, name="account_email"),
    path("password/set/", views.closed, name="account_set_password"),
    path("profile/", views.profile, name="profile"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("sessions/end/one/", views.end_session, name="end_session"),
    path("sessions/end/others/", views.end_other_sessions, name="end_other_sessions"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", views.revoke_token, name="token_revoke"),
]
