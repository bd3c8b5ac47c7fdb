"""What a form that looks at another day keeps of the address."""

from django import template
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def ui_kept(context: template.Context, *dropped: str) -> SafeString:
    """Return hidden fields for everything the address says but `dropped`."""
    request = context.get("request")
    given = request.GET.lists() if isinstance(request, HttpRequest) else ()
    fields = ((name, value) for name, values in given if name not in dropped for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
