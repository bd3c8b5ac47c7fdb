"""Addresses of strategies and their versions; the map with scores and an objective's page belong to a higher domain."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.strategy import views

app_name = "strategy"
urlpatterns = [
    path("strategy/", views.home, name="home"),
    path("strategy/versions/new/", views.draft, name="draft"),
    path("strategy/versions/<int:number>/", views.version, name="version"),
    path("strategy/versions/<int:number>/changes/", views.changes, name="changes"),
    path("strategy/versions/<int:number>/texts/edit/", views.edit_texts, name="texts_edit"),
    path("strategy/versions/<int:number>/map/edit/", views.edit_map, name="map_edit"),
    path("strategy/versions/<int:number>/<str:name>/", views.act, name="act"),
]

past.today_only(_("a draft is written today."), "strategy:texts_edit", "strategy:act", "strategy:map_edit")
