"""Addresses of the machinery: history of any thing, search."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import history, notices, past, search

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/preferences/", notices.preferences, name="notice_preferences"),
    path("search/", search.search, name="search"),
    path("history/acts/<uuid:act>/take-back/", history.take_back, name="history_take_back"),
    path("history/<str:kind>/<uuid:public_id>/", history.history, name="history"),
]

past.today_only(_("a form writes what is true from today on."), "history_take_back")
past.today_only(_("notices tell of what came."), "notices", "notice_preferences")
past.today_only(_("search finds what there is now; its links lead on to the day."), "search")
