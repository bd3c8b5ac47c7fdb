"""Addresses of imports and exports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.integrations.views import exports, imports, origins, templates

app_name = "integrations"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new"),
    path("imports/templates/<slug:table>/", templates.template, name="template"),
    path("imports/<int:number>/", imports.one_import, name="import"),
    path("imports/<int:number>/apply/", imports.apply, name="apply"),
    path("imports/<int:number>/cancel/", imports.cancel, name="cancel"),
    path("imports/<int:number>/mend/", imports.mend, name="mend"),
    path("imports/<int:number>/again/", imports.again, name="again"),
    path("imports/<int:number>/take-back/", imports.take_back, name="take_back"),
    path("imports/origins/objectives/<slug:slug>/", origins.origins_of_objective, name="origins_of_objective"),
    path("imports/origins/goals/<uuid:goal>/", origins.origins_of_goal, name="origins_of_goal"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:number>/", exports.archive, name="archive"),
]

_ALL = ("imports", "new", "template", "import", "exports", "archive", "origins_of_objective", "origins_of_goal")
past.today_only(_("an import or archive says by itself when it was made."), *(f"integrations:{name}" for name in _ALL))
