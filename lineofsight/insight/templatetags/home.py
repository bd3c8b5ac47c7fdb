"""Tags of the start page and of what it leads to."""

from django import template

from lineofsight.insight.presenting import waiting
from lineofsight.insight.queries.keeping import Due

register = template.Library()


@register.filter
def due_period(due: Due) -> str:
    """Name the period of a value that is due."""
    return waiting.period_of(due)
