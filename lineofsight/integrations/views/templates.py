"""Tables to fill in, as files to download."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.integrations import access
from lineofsight.integrations.formats.templates import template_of


@require_GET
def template(request: HttpRequest, table: str) -> HttpResponse:
    """Return a table with our headings and one example, as CSV where nothing else is asked for, or as xlsx."""
    decision = access.may_bring(context_of(request))
    if not decision:
        raise Refused(decision.reason)
    found = template_of(table)
    if request.GET.get("format") != "xlsx":
        request.GET = QueryDict("format=csv")
    answer = as_download(request, table, lambda: Sheet(found[0], [found[1]])) if found else None
    if answer is None:
        raise NotFound("This template")
    return answer
