"""Cause-and-effect links of a draft."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.strategy.access import can_write_version
from lineofsight.strategy.commands.versions import require_draft
from lineofsight.strategy.models import CausalLink, StrategicObjective, StrategyVersion


class LinkObjectives(Input):
    """The driver leads the outcome, in the same direction (1) or against it (-1), after `lag` periods."""

    driver: UUID
    outcome: UUID
    sign: Literal[-1, 1] = 1
    lag: int = Field(default=0, ge=0, le=120)
    why: str = ""


class UnlinkObjectives(Input):
    """The two ends of a link."""

    driver: UUID
    outcome: UUID


@command("strategy.link_objectives", on=StrategyVersion, allow=can_write_version)
def link_objectives(ctx: Context, version: StrategyVersion, data: LinkObjectives) -> CausalLink:
    """State in a draft that one objective drives another; an existing link takes the new sign, lag and reasoning."""
    require_draft(version)
    driver, outcome = (_objective(version, name, getattr(data, name)) for name in ("driver", "outcome"))
    if driver == outcome:
        raise Invalid({"outcome": "An objective cannot drive itself."})
    link = version.links.filter(driver=driver, outcome=outcome).first()
    said = {"sign": data.sign, "lag": data.lag, "why": data.why}
    if link is None:
        link = CausalLink(strategy_version=version, driver=driver, outcome=outcome, **said)
    elif all(getattr(link, name) == value for name, value in said.items()):
        return link
    else:
        for name, value in said.items():
            setattr(link, name, value)
    link.save()
    events.publish("strategy.structure_changed", strategy_id=version.strategy_id)
    return link


@command("strategy.unlink_objectives", on=StrategyVersion, allow=can_write_version)
def unlink_objectives(ctx: Context, version: StrategyVersion, data: UnlinkObjectives) -> int:
    """Take a link out of a draft; return how many were there."""
    require_draft(version)
    rows = version.links.filter(driver__public_id=data.driver, outcome__public_id=data.outcome)
    count, _ = rows.delete()
    events.publish("strategy.structure_changed", strategy_id=version.strategy_id)
    return count


def _objective(version: StrategyVersion, field: str, public_id: UUID) -> StrategicObjective:
    row = StrategicObjective.objects.filter(public_id=public_id, versions__strategy_version=version).first()
    if row is None:
        raise Invalid({field: "This version has no such objective."})
    return row
