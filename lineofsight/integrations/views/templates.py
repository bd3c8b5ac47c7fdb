"""Tables to fill in, as files to download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.integrations import access
from lineofsight.integrations.formats.templates import template_of


@require_GET
def template(request: HttpRequest, table: str) -> HttpResponse:
    """Return a table with our headings and one example, as CSV or xlsx."""
    decision = access.may_bring(context_of(request))
    if not decision:
        raise Refused(decision.reason)
    found = template_of(table)
    if found is None:
        raise NotFound("This template")
    head, example = found
    answer = as_download(request, table, lambda: Sheet(head, [example]))
    return answer or redirect(f"{request.path}?format=csv")
