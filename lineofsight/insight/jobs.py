"""What the pages across domains do in the background: tell of changed status, signals and overdue values."""

from django_tasks import task

from lineofsight.base import clock
from lineofsight.insight.queries import telling


@task()
def tell_status() -> int:
    """Tell those who answer for KPIs whose status changed; safe to run twice."""
    return telling.tell_status(clock.now())


@task()
def tell_signals() -> int:
    """Tell those who answer for KPIs whose latest value is a signal; safe to run twice."""
    return telling.tell_signals(clock.now())


@task()
def tell_overdue() -> int:
    """Tell those who record KPIs which values are overdue; safe to run twice."""
    return telling.tell_overdue(clock.now())
