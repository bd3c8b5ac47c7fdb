"""Steps of a process, counts that add up, progress, and the way back (undo)."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Step, Text, Total
from lineofsight.base.ui.html.status import status_chip
from lineofsight.base.ui.icons import icon

NOTHING = SafeString("")


def steps(given: Sequence[Step]) -> SafeString:
    """Return the numbered steps of a process; done ones carry a tick and may link back."""
    return format_html(
        '<ol class="ls-steps" aria-label="{}">{}</ol>',
        gettext("Steps"),
        format_html_join("", "{}", ((_step(number, step),) for number, step in enumerate(given, start=1))),
    )


def totals(given: Sequence[Total], label: Text) -> SafeString:
    """Return counts that add up, each a link to its rows."""
    return format_html(
        '<nav aria-label="{}"><ul class="ls-totals">{}</ul></nav>',
        label,
        format_html_join("", "{}", ((_total(total),) for total in given)),
    )


def progress(done: float | None, label: Text, *, expected: float | None = None, text: Text = "") -> SafeString:
    """Return a bar from 0 to 1 with an optional mark where today should be; the label says it in words.

    A value outside 0..1 is drawn at the end it passes, `text` shows it.
    """
    share = min(max(done or 0.0, 0.0), 1.0) * 100
    parts = [format_html('<rect class="ls-progress-done" y="3" width="{}%" height="6" rx="3"/>', round(share, 1))]
    if expected is not None:
        place = min(max(expected, 0.0), 1.0) * 100
        parts.append(
            format_html('<rect class="ls-progress-mark" x="{}%" width="2" height="12"/>', round(min(place, 99.0), 1))
        )
    return format_html(
        '<span class="ls-progress"><svg role="img" aria-label="{}">'
        '<rect class="ls-progress-track" y="3" width="100%" height="6" rx="3"/>{}</svg>{}</span>',
        label,
        format_html_join("", "{}", ((part,) for part in parts)),
        format_html('<span class="ls-n ls-small">{}</span>', text) if text else NOTHING,
    )


def undo_bar(text: Text, url: str, token: str, *, is_still: bool = False) -> SafeString:
    """Return the bar after an act that can be taken back: what happened, and Undo as a form that works by itself."""
    return format_html(
        '<div class="ls-undo{}" role="status" data-ls-undo><span>{}</span>'
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        "<button>{}</button></form></div>",
        " ls-undo-still" if is_still else "",
        text,
        url,
        token,
        gettext("Undo"),
    )


def _step(number: int, step: Step) -> SafeString:
    mark = icon("tick") if step.state == "done" else numbers.format_number(number)
    inside = format_html(
        '<span class="ls-step-mark">{}</span><span>{}{}</span>',
        mark,
        step.name,
        format_html('<span class="ls-vh">{}</span>', gettext(", done")) if step.state == "done" else NOTHING,
    )
    if step.url and step.state == "done":
        inside = format_html('<a href="{}">{}</a>', step.url, inside)
    current = SafeString(' aria-current="step"') if step.state == "current" else NOTHING
    return format_html("<li{}>{}</li>", current, inside)


def _total(total: Total) -> SafeString:
    label = status_chip(total.status, form="quiet", word=str(total.label)) if total.status else total.label
    inside = format_html("<b>{}</b> {}", numbers.format_number(total.count), label)
    css = SafeString(' class="ls-total-wide"') if total.wide else NOTHING
    if not total.url:
        return format_html("<li{}><div>{}</div></li>", css, inside)
    current = SafeString(' aria-current="true"') if total.current else NOTHING
    return format_html('<li{}><a href="{}"{}>{}</a></li>', css, total.url, current, inside)
