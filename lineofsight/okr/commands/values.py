"""Where a key result stands: recorded day by day, superseded, never overwritten."""

from datetime import date
from uuid import UUID

from pydantic import Field

from lineofsight.base import clock, dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.measures.numbers import Number
from lineofsight.okr.access import can_record_value
from lineofsight.okr.models import KeyResult, KeyResultValue, Milestone


class RecordValue(Input):
    """Where it stood on a day; of a milestone and of yes-or-no from 0 (not yet) to 1 (done)."""

    value: Number | None
    on: date | None = None
    milestone: UUID | None = None
    comment: str = Field(default="", max_length=2000)


@command("okr.record_value", on=KeyResult, allow=can_record_value)
def record_value(ctx: Context, key_result: KeyResult, data: RecordValue) -> KeyResultValue:
    """Store where a key result stood on a day; a different earlier value of that day is superseded."""
    milestone = _milestone(key_result, data)
    on = data.on or clock.today()
    if on > clock.today():
        raise Invalid({"on": "This day has not come yet."})
    key = {"key_result": key_result, "milestone": milestone, "on": on}
    rows = KeyResultValue.objects.current().filter(key_result=key_result, on=on)
    earlier = rows.filter(milestone=milestone).first() if milestone else rows.filter(milestone__isnull=True).first()
    if earlier is not None and earlier.value == data.value and earlier.comment == data.comment:
        return earlier
    row = dated.supersede(earlier, KeyResultValue, now=ctx.now, **key, value=data.value, comment=data.comment)
    events.publish("okr.value_recorded", objective_id=key_result.objective_id)
    return row


def _milestone(key_result: KeyResult, data: RecordValue) -> Milestone | None:
    """Return the milestone that a value is of; Invalid where the value does not fit the kind."""
    is_part = key_result.kind in ("milestone", "binary")
    if is_part and data.value is not None and not 0 <= data.value <= 1:
        raise Invalid({"value": "Say how far it is, from 0 (not yet) to 1 (done)."})
    if (key_result.kind == "milestone") != (data.milestone is not None):
        sentence = "Say which milestone." if data.milestone is None else "This key result has no milestones."
        raise Invalid({"milestone": sentence})
    if data.milestone is None:
        return None
    row = key_result.milestones.filter(public_id=data.milestone).first()
    if row is None:
        raise Invalid({"milestone": "This key result has no such milestone."})
    found: Milestone = row
    return found
