"""Addresses of the pages across domains."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.insight import thread_urls, views
from lineofsight.insight.views import compare, quality, units

app_name = "insight"
urlpatterns = [
    path("", views.home, name="home"),
    path("scorecards/", views.scorecards, name="scorecards"),
    path("scorecards/<slug:slug>/", views.latest_scorecard, name="scorecard_latest"),
    path("scorecards/<slug:slug>/compare/", compare.scorecard, name="scorecard_compared"),
    path("scorecards/<slug:slug>/<str:period>/", views.scorecard, name="scorecard"),
    path("kpis/", views.kpis, name="kpis"),
    path("kpis/<slug:slug>/", views.kpi, name="kpi"),
    path("kpis/<slug:slug>/compare/", compare.kpi, name="kpi_compared"),
    path("strategy/objectives/<str:slug>/", views.objective, name="objective"),
    path("strategy/map/", views.strategy_map, name="strategy_map"),
    path("data-quality/", quality.data_quality, name="data_quality"),
    *thread_urls.urlpatterns,
    path("organization/units/<slug:slug>/numbers/", units.unit_numbers, name="unit_numbers"),
    path("why/<int:node>/<str:period>/", views.why, name="why"),
    path("sources/<int:observation>/", views.source, name="source"),
]

past.today_only(_("data is judged by what is known now."), "insight:data_quality")
past.today_only(_("it names its own two days."), "insight:kpi_compared", "insight:scorecard_compared")
