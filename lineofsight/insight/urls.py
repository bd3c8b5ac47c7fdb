"""Addresses of the pages across domains."""

from django.urls import path

from lineofsight.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.home, name="home"),
    path("scorecards/", views.scorecards, name="scorecards"),
    path("scorecards/<slug:slug>/", views.latest_scorecard, name="scorecard_latest"),
    path("scorecards/<slug:slug>/<str:period>/", views.scorecard, name="scorecard"),
    path("kpis/", views.kpis, name="kpis"),
    path("kpis/<slug:slug>/", views.kpi, name="kpi"),
    path("why/<int:node>/<str:period>/", views.why, name="why"),
    path("sources/<int:observation>/", views.source, name="source"),
]
