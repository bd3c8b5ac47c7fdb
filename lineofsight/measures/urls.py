"""Addresses of the forms about KPIs; the KPI's own page belongs to a higher domain."""

from django.urls import path

from lineofsight.measures import views

app_name = "measures"
urlpatterns = [
    path("kpis/<slug:slug>/values/new/", views.new_value, name="value_new"),
    path("kpis/<slug:slug>/targets/new/", views.new_target, name="target_new"),
    path("kpis/<slug:slug>/card/edit/", views.edit_card, name="card_edit"),
    path("kpis/<slug:slug>/disputes/new/", views.new_dispute, name="dispute_new"),
    path("kpis/<slug:slug>/disputes/<uuid:public_id>/close/", views.close_dispute, name="dispute_close"),
]
