"""Addresses of the forms about KPIs; the KPI's own page belongs to a higher domain."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.measures import views

app_name = "measures"
urlpatterns = [
    path("kpis/<slug:slug>/values/new/", views.new_value, name="value_new"),
    path("kpis/<slug:slug>/targets/new/", views.new_target, name="target_new"),
    path("kpis/<slug:slug>/card/edit/", views.edit_card, name="card_edit"),
    path("kpis/<slug:slug>/disputes/new/", views.new_dispute, name="dispute_new"),
    path("kpis/<slug:slug>/disputes/<uuid:public_id>/close/", views.close_dispute, name="dispute_close"),
]

past.today_only(
    _("a form writes what is true from today on."),
    *(f"measures:{name}" for name in ("value_new", "target_new", "card_edit", "dispute_new", "dispute_close")),
)
