"""Who sets up calendars and closes their periods."""

from typing import Any

from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, Decision, HasViewer, deny, rule
from lineofsight.organization.access.keepers import EVERYWHERE


@rule
def may_keep_calendar(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Set up calendars: the strategy office and administrators."""
    if ctx.viewer.holds_everywhere("strategy_office", *EVERYWHERE):
        return ALLOW
    return deny(gettext("Only the strategy office or an administrator may set up a calendar."))


@rule
def may_close_periods(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Close and reopen periods: the strategy office of the whole organization."""
    if ctx.viewer.holds_everywhere("strategy_office", "operator"):
        return ALLOW
    return deny(gettext("Only the strategy office may close or reopen a period."))
