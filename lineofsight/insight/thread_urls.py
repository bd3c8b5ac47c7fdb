"""Addresses of the thread: lines of sight, goals of a person, objectives of units, alignment, effort."""

from django.urls import path

from lineofsight.insight.views import alignment, line_of_sight

urlpatterns = [
    path("line-of-sight/", line_of_sight.line_of_sight, name="line_of_sight"),
    path("people/<slug:slug>/line-of-sight/", line_of_sight.line_of_sight, name="line_of_sight_of"),
    path("people/<slug:slug>/moved/", line_of_sight.moved, name="moved_of"),
    path("people/<slug:slug>/goals/", line_of_sight.goals, name="goals_of"),
    path("okrs/", alignment.okrs, name="okrs"),
    path("okrs/alignment/", alignment.alignment, name="alignment"),
    path("okrs/alignment/<slug:unit>/", alignment.alignment, name="alignment_of"),
    path("okrs/effort/<slug:unit>/", alignment.effort, name="effort_of"),
    path("team/", alignment.team, name="team"),
    path("okrs/objectives/<slug:slug>/", alignment.okr, name="okr"),
    path("okrs/<slug:cycle>/<slug:unit>/", alignment.okrs_of_unit, name="okrs_of_unit"),
]
