"""The line of sight: bar, ladder and dots. The shapes are decoration; the steps are an ordered list."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui.components import LadderStep, Text, ThreadStep
from lineofsight.base.ui.html.status import status_chip
from lineofsight.base.ui.icons import node

NOTHING = SafeString("")


def thread_bar(steps: Sequence[ThreadStep], label: Text = "") -> SafeString:
    """Return the bar at the top of a thing's page: where you are, and what it serves, up to the vision."""
    return format_html(
        '<nav aria-label="{}"><ol class="ls-thread">{}</ol></nav>',
        label or gettext("Line of sight"),
        format_html_join("", "<li>{}{}{}</li>", ((node(s.shape), _name(s), _small(s.note)) for s in steps)),
    )


def dots(steps: Sequence[ThreadStep]) -> SafeString:
    """Return a thread as small shapes for a table cell, with the names for screen readers and on hover."""
    return format_html(
        '<ol class="ls-dots">{}</ol>',
        format_html_join(
            "",
            '<li title="{}">{}<span class="ls-vh">{}</span></li>',
            ((_plain_name(step), node(step.shape), _plain_name(step)) for step in steps),
        ),
    )


def ladder(steps: Sequence[LadderStep]) -> SafeString:
    """Return a Why? answer from the number down to its source and its people."""
    return format_html('<ol class="ls-ladder">{}</ol>', format_html_join("", "{}", ((_rung(s),) for s in steps)))


def _rung(step: LadderStep) -> SafeString:
    return format_html(
        '<li>{}<div class="ls-ladder-title"><span>{}</span>{}</div>{}{}{}</li>',
        node(step.shape),
        step.title,
        status_chip(step.status, step.caveat) if step.status else NOTHING,
        format_html('<div class="ls-equation">{}</div>', step.equation) if step.equation else NOTHING,
        format_html('<div class="ls-small ls-links">{}</div>', step.body) if step.body else NOTHING,
        format_html('<div class="ls-micro ls-quiet">{}</div>', step.note) if step.note else NOTHING,
    )


def _name(step: ThreadStep) -> SafeString:
    current = SafeString(' aria-current="page"') if step.here else NOTHING
    if step.closed:
        return format_html('<span class="ls-thread-name ls-closed">{}</span>', gettext("Not open to you"))
    if not step.url:
        return format_html('<span class="ls-thread-name"{}>{}</span>', current, step.name)
    return format_html('<a href="{}" title="{}"{}>{}</a>', step.url, step.name, current, step.name)


def _plain_name(step: ThreadStep) -> str:
    return gettext("Not open to you") if step.closed else str(step.name)


def _small(note: object) -> SafeString:
    return format_html("<small>{}</small>", note) if note else NOTHING
