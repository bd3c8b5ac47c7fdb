"""Addresses of requests that wait, and of the record of acts."""

from django.urls import path

from lineofsight.governance import views

app_name = "governance"
urlpatterns = [
    path("admin/requests/", views.requests, name="requests"),
    path("admin/requests/<uuid:call>/release/", views.release, name="request_release"),
    path("admin/requests/<uuid:call>/refuse/", views.refuse, name="request_refuse"),
    path("admin/requests/<uuid:call>/withdraw/", views.withdraw, name="request_withdraw"),
    path("admin/audit/", views.acts, name="acts"),
    path("admin/audit/check/", views.check, name="check"),
    path("admin/audit/refusals/", views.refusals, name="refusals"),
    path("admin/audit/leave/", views.grants, name="grants"),
    path("admin/audit/leave/<uuid:grant>/give/", views.give_grant, name="grant_give"),
    path("admin/audit/leave/<uuid:grant>/refuse/", views.refuse_grant, name="grant_refuse"),
    path("admin/audit/leave/<uuid:grant>/end/", views.end_grant, name="grant_end"),
    path("admin/audit/leave/<uuid:grant>/read/", views.read, name="grant_read"),
]
