"""A valid call of every command, so that a refusal cannot have another cause than who asks.

Each command has one or more cases, named as the table names them: `made(world, who)` returns the call that `who` makes.
"""

from tests.permissions.calls import (
    accounts,
    governance,
    integrations,
    measures,
    notices,
    organization,
    scorecard,
    strategy,
    threads,
)
from tests.permissions.calls.making import Call, Case

CALLS: dict[str, dict[str, Case]] = {
    **accounts.CALLS,
    **governance.CALLS,
    **notices.CALLS,
    **organization.CALLS,
    **strategy.CALLS,
    **measures.CALLS,
    **scorecard.CALLS,
    **integrations.CALLS,
    **threads.CALLS,
}

__all__ = ["CALLS", "Call", "Case"]
