"""Small furniture of a page: actions, views, empty states, key caps, people, who reads it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui.chrome import initials
from lineofsight.base.ui.components import Action, EmptyState, Text, ViewLink
from lineofsight.base.ui.icons import icon

NOTHING = SafeString("")


def actions(given: Sequence[Action]) -> SafeString:
    """Return what the reader may do next as links that look like buttons."""
    return format_html(
        '<div class="ls-actions">{}</div>',
        format_html_join(
            "",
            '<a class="ls-button{}" href="{}">{}</a>',
            ((" ls-button-main" if action.main else "", action.url, action.label) for action in given),
        ),
    )


def views(given: Sequence[ViewLink], label: Text = "") -> SafeString:
    """Return the ways to look at a thing, such as Map, Table, Trend, as links with the current one marked."""
    return format_html(
        '<ul class="ls-views" aria-label="{}">{}</ul>',
        label or gettext("View"),
        format_html_join(
            "",
            '<li><a href="{}"{}>{}</a></li>',
            ((view.url, SafeString(' aria-current="true"') if view.current else NOTHING, view.label) for view in given),
        ),
    )


def empty(state: EmptyState) -> SafeString:
    """Return why nothing is here and one next step."""
    return format_html(
        '<div class="ls-empty">{}<h2>{}</h2><p>{}</p>{}</div>',
        icon(state.icon, "ls-icon ls-empty-mark"),
        state.title,
        state.sentence,
        actions(state.actions) if state.actions else NOTHING,
    )


def keys(*names: str) -> SafeString:
    """Return key caps, such as Ctrl K."""
    return format_html(
        '<span class="ls-keys">{}</span>', format_html_join("", '<kbd class="ls-key">{}</kbd>', ((k,) for k in names))
    )


def avatar(name: str, size: str = "") -> SafeString:
    """Return the initials of a person in a disc; decoration, the name stands beside it."""
    css = f" ls-avatar-{size}" if size else ""
    return format_html('<span class="ls-avatar{}" aria-hidden="true">{}</span>', css, initials(name))


def audience(text: Text) -> SafeString:
    """Return who reads this, for beside a text box: "Read by you and Joost"."""
    return format_html('<span class="ls-audience">{}{}</span>', icon("eye"), text)
