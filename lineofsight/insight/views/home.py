"""The start page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from lineofsight.base import clock
from lineofsight.base.web.requests import context_of
from lineofsight.insight import queries
from lineofsight.insight.presenting import home as words_of
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.presenting import waiting as waiting_words
from lineofsight.insight.views import line_of_sight
from lineofsight.insight.views.pages import show


def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this reader, then what each of their roles looks at first."""
    ctx = context_of(request)
    found = queries.home(ctx)
    today = clock.today()
    said = waiting_words.sentence(found.waiting, today)
    words: dict[str, Any] = {
        "title": words_of.greeting(found.name, localtime(clock.now())),
        "subtitle": words_of.day_line(ctx.as_of or today, [said] if not ctx.as_of else []),
        "home": found,
        "waiting": waiting_words.lines(found.waiting, today),
    }
    period = ""
    if found.glance:
        period = found.glance.period.key
        words |= {
            "bands": words_of.bands(found.glance),
            "glance_sentence": words_of.glance_sentence(found.glance),
            "glance_facts": scorecard_words.facts(found.glance),
            "page": found.glance,
            "changed": scorecard_words.changed(found.glance),
            "quiet": scorecard_words.quiet_count(found.glance),
        }
    if found.sight:
        words |= line_of_sight.parts(request, found.sight)
        if answer := line_of_sight.why_of(request, found.sight):
            return answer
    if found.administration:
        words |= {"admin": found.administration, "next_steps": words_of.next_steps(found.administration)}
    return show(request, "insight/home.html", words, period)
