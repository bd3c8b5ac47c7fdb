"""How acts on KPIs read in history."""

from datetime import date
from decimal import Decimal
from typing import Any

from lineofsight.base.canonical import plain
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import register
from lineofsight.measures.models import MeasureVersion
from lineofsight.organization.models import UnitVersion

TIMES = ("id", "valid_from", "valid_to", "known_from", "known_to")


@register("measures.record_observation")
def recorded(change: Change, rows: list[RowChange]) -> str:
    """Return "recorded 45 for Rotterdam, 2026-10", or corrected, where an earlier value was superseded."""
    given = change.input
    is_correction = any(row.kind == "observation" and row.operation == "update" for row in rows)
    written = next((row.values for row in rows if row.kind == "observation" and row.operation == "insert"), None) or {}
    said = _after(written, "value") or _after(written, "label")
    verb = "corrected to" if is_correction else "recorded"
    return f"{verb} {_number(said)} for {_unit(given)}, {given.get('period', '')}"


@register("measures.withdraw_observation")
def withdrawn(change: Change, rows: list[RowChange]) -> str:
    """Return "took back the value of Rotterdam, 2026-10"."""
    return f"took back the value of {_unit(change.input)}, {change.input.get('period', '')}"


@register("measures.set_target")
def target_set(change: Change, rows: list[RowChange]) -> str:
    """Return "set the target of Rotterdam to 3 from 14 Apr 2026", with what it was where that was closed."""
    written = [row.values or {} for row in rows if row.kind == "target" and row.operation == "insert"]
    starts = str(change.input.get("from_", ""))
    here = next(
        (values for values in written if _after(values, "valid_from") == starts), written[-1] if written else {}
    )
    return f"set the target of {_unit(change.input)} to {_number(_after(here, 'target'))} from {_day(starts)}"


@register("measures.end_target")
def target_ended(change: Change, rows: list[RowChange]) -> str:
    """Return "ended the target of Rotterdam on 14 Apr 2026"."""
    return f"ended the target of {_unit(change.input)} on {_day(str(change.input.get('on', '')))}"


@register("measures.create_measure")
def created(change: Change, rows: list[RowChange]) -> str:
    """Return "created this KPI"."""
    return "created this KPI"


@register("measures.revise_measure")
def revised(change: Change, rows: list[RowChange]) -> str:
    """Return "changed the card from 1 Jan 2026: polarity, factor"."""
    starts = str(change.input.get("from_", ""))
    said = f"changed the card from {_day(starts)}"
    written = [row.values or {} for row in rows if row.kind == "measure_version" and row.operation == "insert"]
    here = next((values for values in written if _after(values, "valid_from") == starts), None)
    versions = [row for row in rows if row.kind == "measure_version" and row.operation == "update"]
    closed = [row.row_id for row in versions if row.row_id is not None]
    earlier = MeasureVersion.objects.filter(pk__in=closed).order_by("valid_from").values().first()
    if here is None or earlier is None:
        return said
    fields = [name for name, before in plain(earlier).items() if _after(here, name) != before and name not in TIMES]
    return f"{said}: {', '.join(name.removesuffix('_id').replace('_', ' ') for name in fields)}"


@register("measures.open_dispute")
def dispute_opened(change: Change, rows: list[RowChange]) -> str:
    """Return "disputed the value of Rotterdam, 2026-10"."""
    return f"disputed the value of {_unit(change.input)}, {change.input.get('period', '')}"


@register("measures.close_dispute")
def dispute_closed(change: Change, rows: list[RowChange]) -> str:
    """Return "closed the dispute: the value stands", or that it was corrected."""
    outcome = {"upheld": "the value stands", "corrected": "the value was corrected"}
    return f"closed the dispute: {outcome.get(str(change.input.get('outcome')), '')}"


def _after(values: dict[str, Any], name: str) -> Any:
    return values.get(name, (None, None))[1]


def _unit(given: dict[str, Any]) -> str:
    """Return the present name of the unit that an input names."""
    rows = UnitVersion.objects.current().filter(unit__public_id=given.get("unit")).order_by("-valid_from")
    return rows.values_list("name", flat=True).first() or "a unit"


def _number(value: Any) -> str:
    if value is None:
        return "nothing"
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"
