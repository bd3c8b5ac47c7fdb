"""What the calendar lets happen: approved reorganizations take effect on their day, and nobody presses a button."""

import logging

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import CommandError
from lineofsight.organization.commands import apply_reorganization
from lineofsight.organization.models import Reorganization

log = logging.getLogger(__name__)


def apply_due() -> int:
    """Apply every approved plan whose day has come; return how many. Safe to run any number of times.

    One that cannot be done any more stays approved, for a person to return to draft; the others go on.
    """
    due = Reorganization.objects.filter(state="approved", takes_effect_on__lte=clock.today()).order_by(
        "takes_effect_on", "pk"
    )
    done = 0
    for plan in list(due):
        ctx = Context(viewer=SYSTEM, now=clock.now(), via="job", reason="Its day has come.")
        try:
            apply_reorganization(ctx, plan)
            done += 1
        except CommandError as error:
            log.warning("A reorganization could not take effect: %s", error)
    return done
