"""Disputes: a value under examination, for a limited time."""

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import clock, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.measures.access import can_close_dispute, can_dispute
from lineofsight.measures.lookups import span_of
from lineofsight.measures.models import Dispute, Measure, Observation
from lineofsight.strategy.access import seen_unit

TIME_LIMIT = timedelta(days=30)


class OpenDispute(Input):
    """What seems wrong with a value; without a day, it must be settled within 30 days."""

    unit: UUID
    period: str = Field(max_length=20)
    claim: str = Field(min_length=1, max_length=4000)
    due_on: date | None = None


class CloseDispute(Input):
    """What came out: the value was corrected, or it stands; and why."""

    outcome: Literal["corrected", "upheld"]
    finding: str = Field(min_length=1, max_length=4000)


@command("measures.open_dispute", on=Measure, allow=can_dispute)
def open_dispute(ctx: Context, measure: Measure, data: OpenDispute) -> Dispute:
    """Dispute a value one can see: it is marked everywhere, and kept out of ratings and pay, until settled."""
    unit = seen_unit(ctx, data.unit)
    _, span = span_of(measure, data.period)
    seen = Observation.objects.visible_to(ctx.viewer).current()
    observed = seen.filter(measure=measure, unit=unit, period__key=span.key).select_related("period").first()
    if observed is None:
        raise NotFound("A value of this KPI for this unit and period")
    key = {"measure": measure, "unit": unit, "period": observed.period, "closed_at": None}
    earlier = Dispute.objects.filter(**key).first()
    if earlier is not None:
        if earlier.claim == data.claim and earlier.opened_by_id == ctx.viewer.user_id:
            return earlier
        raise Invalid({"": f"This value is disputed already, since {earlier.opened_at.date()}."})
    due_on = data.due_on or clock.today() + TIME_LIMIT
    if due_on < clock.today():
        raise Invalid({"due_on": "The day by which it must be settled has passed."})
    row = Dispute.objects.create(
        **key, claim=data.claim, opened_by_id=ctx.viewer.user_id, opened_at=ctx.now, due_on=due_on
    )
    _publish(row)
    return row


@command("measures.close_dispute", on=Dispute, allow=can_close_dispute)
def close_dispute(ctx: Context, dispute: Dispute, data: CloseDispute) -> Dispute:
    """Close a dispute with what was found; the same answer twice changes nothing."""
    if dispute.closed_at is not None:
        if (dispute.outcome, dispute.finding) == (data.outcome, data.finding):
            return dispute
        raise Invalid({"": f"This dispute was closed on {dispute.closed_at.date()}."})
    dispute.outcome, dispute.finding = data.outcome, data.finding
    dispute.closed_at, dispute.closed_by_id = ctx.now, ctx.viewer.user_id
    dispute.version += 1
    dispute.save()
    _publish(dispute)
    return dispute


def _publish(dispute: Dispute) -> None:
    events.publish(
        "measures.observations_changed",
        measure_id=dispute.measure_id,
        unit_ids=[dispute.unit_id],
        period_ids=[dispute.period_id] if dispute.period_id else [],
    )
