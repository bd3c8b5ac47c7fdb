"""The line of sight as bar, ladder and dots; `picture` holds the fourth size.

The shapes are decoration; the steps are an ordered list.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep, Text, ThreadStep
from lineofsight.base.ui.html.status import status_chip
from lineofsight.base.ui.icons import node

NOTHING = SafeString("")
USUAL = 2


def thread_bar(steps: Sequence[ThreadStep], label: Text = "") -> SafeString:
    """Return the bar at the top of a thing's page: where you are, and what it serves, up to the vision."""
    return format_html(
        '<nav aria-label="{}"><ol class="ls-thread">{}</ol></nav>',
        label or gettext("Line of sight"),
        format_html_join("", "<li>{}{}{}</li>", ((node(s.shape), name_of(s), _small(_noted(s))) for s in steps)),
    )


def dots(steps: Sequence[ThreadStep]) -> SafeString:
    """Return a thread as small shapes for a table cell, with the names for screen readers and on hover."""
    return format_html(
        '<ol class="ls-dots">{}</ol>',
        format_html_join(
            "",
            '<li title="{}">{}<span class="ls-vh">{}</span></li>',
            ((plain_name(step), node(step.shape), plain_name(step)) for step in steps),
        ),
    )


def strand(steps: Sequence[ThreadStep], label: Text = "") -> SafeString:
    """Return one strand as a ladder from top to bottom, for phones and side columns; its width is its share."""
    return format_html(
        '<ol class="ls-ladder ls-strand"{}>{}</ol>',
        format_html(' aria-label="{}"', label) if label else NOTHING,
        format_html_join(
            "",
            '<li class="ls-thick-{}{}">{}{}{}</li>',
            (
                (
                    _thickness(step.share),
                    " ls-stops" if step.shape == "stops" else "",
                    node(step.shape, "ls-node ls-node-l"),
                    name_of(step),
                    note_of(step),
                )
                for step in steps
            ),
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


def name_of(step: ThreadStep) -> SafeString:
    """Return a step's name as a link; a step that is not open keeps its place and says so."""
    current = SafeString(' aria-current="page"') if step.here else NOTHING
    if step.closed:
        return format_html('<span class="ls-thread-name ls-closed">{}</span>', gettext("Not open to you"))
    if not step.url:
        return format_html('<span class="ls-thread-name"{}>{}</span>', current, step.name)
    return format_html('<a href="{}" title="{}"{}>{}</a>', step.url, step.name, current, step.name)


def plain_name(step: ThreadStep) -> str:
    """Return a step's name as text."""
    return gettext("Not open to you") if step.closed else str(step.name)


def note_of(step: ThreadStep) -> SafeString:
    """Return the small line under a step: its note, and its status as shape and word."""
    chip = status_chip(step.status, step.caveat, form="quiet") if step.status and not step.closed else NOTHING
    if not step.note and not chip:
        return NOTHING
    between = SafeString(" · ") if step.note and chip else NOTHING
    return format_html('<span class="ls-thread-note">{}{}{}</span>', step.note, between, chip)


def _noted(step: ThreadStep) -> Text:
    """Return a step's note in the bar, with how many others stand beside it."""
    if not step.more:
        return step.note
    beside = gettext("and %(count)s more") % {"count": numbers.format_number(step.more)}
    return f"{step.note} · {beside}" if step.note else beside


def _thickness(share: float | None) -> int:
    """Return the width of a strand in whole pixels, 1 to 11; without a share it is drawn as the usual 2."""
    return USUAL if share is None else min(max(round(share * 11), 1), 11)


def _small(note: object) -> SafeString:
    return format_html("<small>{}</small>", note) if note else NOTHING
