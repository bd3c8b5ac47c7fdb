"""What key results and goals have alike: numbers from where to where, a KPI that supplies them, a value on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lineofsight.base import clock
from lineofsight.integrations.formats.thread_records import GoalRecord, KeyResultRecord
from lineofsight.integrations.formats.words import UNIT_OF_MEASURE_WORDS, look_up
from lineofsight.integrations.threads.known import Noted, number
from lineofsight.integrations.threads.references import References
from lineofsight.integrations.threads.telling import text_of
from lineofsight.integrations.wanted import Values, stored_key
from lineofsight.measures.supplying import RESTRICTED

Measured = KeyResultRecord | GoalRecord
LONGEST_WORD = 40


def numbers(refers: References, table: str, one: Measured, earlier: Values | None) -> Values:
    """Return start, target and what they are counted in."""
    word = refers.said(table, one, "unit_of_measure", earlier, "")
    return {
        "start": _number(refers.said(table, one, "start", earlier, None)),
        "target": _number(refers.said(table, one, "target", earlier, None)),
        "unit_of_measure": (look_up(UNIT_OF_MEASURE_WORDS, word) or word)[:LONGEST_WORD],
    }


def supplied(refers: References, table: str, one: Measured, earlier: Values | None, home: str | None) -> Values:
    """Return which KPI supplies the value, and at which unit; `home` is the unit where none is named."""
    measure = refers.said(table, one, "measure", earlier, "")
    unit = refers.said(table, one, "measure_unit", earlier, "")
    if not measure:
        return {"measure": "", "measure_unit": ""}
    found = refers.resolve(one, "measure", measure, refers.measures)
    if found is not None and refers.measures.known(measure) in refers.restricted:
        refers.teller.refuse(one, "measure", "kpi_restricted", f"{RESTRICTED[0].lower()}{RESTRICTED[1:]}", "", measure)
    at = refers.resolve(one, "measure_unit", unit, refers.units) if unit else home
    if not unit and home is None:
        refers.teller.refuse(one, "measure_unit", "kpi_unit_missing", "say at which unit the KPI is read.")
    return {"measure": found, "measure_unit": at}


def named(one: Measured, values: Values, *names: str) -> Values:
    """Return the keys by which things are looked up when the row is applied: those of the row, else the known ones."""
    return {name: stored_key(getattr(one, name) or values[name] or "") for name in names}


def noted(refers: References, one: Measured, key: str, values: Values, earlier: Values | None, held: Noted) -> None:
    """Add where it stood to what a row wants, and to what is known the value of the same day."""
    if one.value is None and one.value_on is None:
        return
    problem = _of_value(one, values)
    if problem:
        refers.teller.refuse(one, *problem, raw=text_of(one.value if problem[0] == "value" else one.value_on))
        return
    assert one.value_on is not None
    values |= {"value": number(one.value), "value_on": one.value_on.isoformat()}
    if earlier is None:
        return
    days = held.get(key, {})
    on = one.value_on if one.value_on in days else max(days, default=None)
    earlier |= {"value": number(days[on]) if on else None, "value_on": on.isoformat() if on else None}


def _of_value(one: Measured, values: Values) -> tuple[str, str, str] | None:
    """Return field, code and sentence of what is wrong with a value, or None."""
    if one.value is None:
        return "value", "value_missing", "a day without a value says nothing."
    if one.value_on is None:
        return "value_on", "value_day_missing", "say on which day it stood there."
    if one.value_on > clock.today():
        return "value_on", "day_in_future", "this day has not come yet."
    if values.get("measure"):
        return "value", "kpi_supplies", f"the KPI “{values['measure']}” supplies this value."
    if values.get("kind") == "binary" and not 0 <= one.value <= 1:
        return "value", "part_outside", "say how far it is, from 0 (not yet) to 1 (done)."
    return None


def decimal(text: str | None) -> Decimal | None:
    """Return the number of a payload."""
    return None if text is None else Decimal(text)


def day(text: str | None) -> date | None:
    """Return the day of a payload."""
    return None if text is None else date.fromisoformat(text)


def _number(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else number(value)
