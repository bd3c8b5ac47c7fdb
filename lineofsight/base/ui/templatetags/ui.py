"""The `ui_…` template tags: thin names for the functions in `ui.html`; docs/developer/ui.md lists them."""

from collections.abc import Mapping, Sequence

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from lineofsight.base.ui import chrome, icons
from lineofsight.base.ui.components import Column, Text
from lineofsight.base.ui.html import chart, number, page, picture, process, status, table, thread

register = template.Library()

register.simple_tag(status.status_chip, name="ui_status")
register.simple_tag(status.tone_of, name="ui_tone")
register.simple_tag(icons.icon, name="ui_icon")
register.simple_tag(icons.node, name="ui_node")
register.simple_tag(number.number, name="ui_number")
register.simple_tag(number.money, name="ui_money")
register.simple_tag(number.missing, name="ui_missing")
register.simple_tag(thread.thread_bar, name="ui_thread_bar")
register.simple_tag(thread.ladder, name="ui_ladder")
register.simple_tag(thread.dots, name="ui_dots")
register.simple_tag(thread.strand, name="ui_strand")
register.simple_tag(picture.picture, name="ui_picture")
register.simple_tag(chart.sparkline, name="ui_sparkline")
register.simple_tag(chart.bullet, name="ui_bullet")
register.simple_tag(chart.xmr_chart, name="ui_xmr_chart")
register.simple_tag(process.steps, name="ui_steps")
register.simple_tag(process.totals, name="ui_totals")
register.simple_tag(process.progress, name="ui_progress")
register.simple_tag(page.actions, name="ui_actions")
register.simple_tag(page.views, name="ui_views")
register.simple_tag(page.empty, name="ui_empty")
register.simple_tag(page.keys, name="ui_keys")
register.simple_tag(page.avatar, name="ui_avatar")
register.simple_tag(page.audience, name="ui_audience")


def _query_of(context: template.Context) -> QueryDict | None:
    request = context.get("request")
    return request.GET if isinstance(request, HttpRequest) else None


@register.simple_tag(takes_context=True)
def ui_chrome(context: template.Context) -> chrome.Chrome:
    """Return the frame of the page for this reader; works on error pages that have no request."""
    request = context.get("request")
    return chrome.chrome_for(request if isinstance(request, HttpRequest) else None)


@register.simple_tag(takes_context=True)
def ui_query(context: template.Context, **changes: object) -> str:
    """Return the query string of this page with parameters changed, for links that keep the view."""
    return table.query(_query_of(context), **changes)


@register.simple_tag(takes_context=True)
def ui_why(
    context: template.Context, text: Text, why: str = "", *, url: str = "", label: Text = "", quiet: bool = False
) -> SafeString:
    """Return a number that answers Why? under `?why=` of this page, or at another address."""
    current = _query_of(context)
    is_open = bool(why) and current is not None and current.get("why") == why
    return number.why(text, url or table.query(current, why=why), label=label, quiet=quiet, is_open=is_open)


@register.simple_tag(takes_context=True)
def ui_table_head(context: template.Context, columns: Sequence[Column], sort: str = "") -> SafeString:
    """Return a table head whose links sort and keep everything else of the address."""
    return table.table_head(columns, sort, _query_of(context))


@register.simple_tag(takes_context=True)
def ui_pages(context: template.Context, shown: Page) -> SafeString:
    """Return the links to the other pages of a long table."""
    return table.pages(shown, _query_of(context))


@register.simple_tag(takes_context=True)
def ui_undo_bar(context: template.Context, text: Text, url: str, *, is_still: bool = False) -> SafeString:
    """Return the bar that takes the last act back by posting to `url`."""
    return process.undo_bar(text, url, str(context.get("csrf_token", "")), is_still=is_still)


@register.inclusion_tag("ui/parts/field.html")
def ui_field(field: BoundField) -> Mapping[str, object]:
    """Show a form field: label above, hint under the label, errors at the field."""
    field_type = getattr(field.field.widget, "input_type", "")
    return {"field": field, "is_check": field_type == "checkbox", "is_file": field_type == "file"}


@register.inclusion_tag("ui/parts/errors.html")
def ui_errors(form: BaseForm) -> Mapping[str, object]:
    """Show the summary of a form's errors, each linked to its field; takes the focus when it appears."""
    return {"form": form, "wrong": [field for field in form if field.errors]}
