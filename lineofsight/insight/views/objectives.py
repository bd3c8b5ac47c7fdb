"""A strategic objective."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import ThreadStep
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.insight import queries
from lineofsight.insight.presenting import maps, periods
from lineofsight.insight.queries import ObjectivePage
from lineofsight.insight.views.pages import show


def objective(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an objective: its statement, owner, score and KPIs, what drives it, and what it serves."""
    ctx = context_of(request)
    try:
        found = queries.objective_page(ctx, slug, request.GET.get("period") or None)
    except NotFound:
        other = queries.slug_of(ctx, slug)
        if other is None or other == slug:
            raise
        return redirect(request.path.replace(f"/{slug}/", f"/{other}/") + table.query(request.GET))
    words = {
        "title": f"{found.code} {found.name}",
        "subtitle": subtitle(found),
        "thread": thread(found),
        "found": found,
        "facts": found.facts,
        "page": found.page,
        "leads_to": [(link, *maps.VERDICTS[link.verdict]) for link in found.leads_to],
        "driven_by": [(link, *maps.VERDICTS[link.verdict]) for link in found.driven_by],
        "map_url": f"/strategy/map/?scorecard={found.page.slug}&period={found.page.period.key}" if found.page else "",
    }
    return show(request, "insight/objective.html", words, found.page.period.key if found.page else "")


def subtitle(found: ObjectivePage) -> str:
    """Return the line under the title."""
    version = gettext("version %(number)s") % {"number": found.version_number}
    parts = [found.unit, found.perspective, f"{found.version_title}, {version}"]
    if found.page:
        parts.append(periods.name(found.page.period))
    return " · ".join(filter(None, parts))


def thread(found: ObjectivePage) -> tuple[ThreadStep, ...]:
    """Return the line of sight of an objective: what it serves, its perspective, the vision."""
    steps = [ThreadStep("objective", f"{found.code} {found.name}", note=found.unit, here=True)]
    for line in found.serves[:1]:
        more = len(found.serves) - 1
        note = gettext("and %(count)s more") % {"count": more} if more else line.unit
        steps.append(ThreadStep("objective", f"{line.code} {line.name}", f"/strategy/objectives/{line.slug}/", note))
    if found.perspective:
        steps.append(ThreadStep("perspective", found.perspective))
    if found.vision:
        steps.append(ThreadStep("vision", gettext("Vision"), "/strategy/", found.vision))
    return tuple(steps)
