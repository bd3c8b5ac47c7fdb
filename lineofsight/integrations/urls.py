"""Addresses of imports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.integrations import views

app_name = "integrations"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new_import, name="new"),
    path("imports/<int:number>/", views.one_import, name="import"),
    path("imports/<int:number>/apply/", views.apply, name="apply"),
    path("imports/<int:number>/cancel/", views.cancel, name="cancel"),
    path("imports/<int:number>/mend/", views.mend, name="mend"),
    path("imports/<int:number>/again/", views.again, name="again"),
    path("imports/<int:number>/take-back/", views.take_back, name="take_back"),
]

past.today_only(
    _("an import says by itself when it was read and applied."),
    *(f"integrations:{name}" for name in ("imports", "new", "import")),
)
