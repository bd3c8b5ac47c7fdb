"""Addresses of imports and exports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import past
from lineofsight.integrations.views import exports, imports

app_name = "integrations"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new"),
    path("imports/<int:number>/", imports.one_import, name="import"),
    path("imports/<int:number>/apply/", imports.apply, name="apply"),
    path("imports/<int:number>/cancel/", imports.cancel, name="cancel"),
    path("imports/<int:number>/mend/", imports.mend, name="mend"),
    path("imports/<int:number>/again/", imports.again, name="again"),
    path("imports/<int:number>/take-back/", imports.take_back, name="take_back"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:number>/", exports.archive, name="archive"),
]

past.today_only(
    _("an import or archive says by itself when it was made."),
    *(f"integrations:{name}" for name in ("imports", "new", "import", "exports", "archive")),
)
