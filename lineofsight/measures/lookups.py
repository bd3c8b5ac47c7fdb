"""Finding what an input names, each miss with its sentence."""

from datetime import date
from typing import Any

from lineofsight.base.errors import Invalid
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import BadKey, Span
from lineofsight.organization.models import Period, Unit, UnitVersion
from lineofsight.organization.periods import parse_key, period_for, rule_of


def card_at(measure: Measure, on: date) -> MeasureVersion:
    """Return the card that holds on a day; before the first card, the first one."""
    return _held(_cards(measure), on)


def _cards(measure: Measure) -> list[MeasureVersion]:
    cards = MeasureVersion.objects.current().filter(measure=measure).select_related("calendar").order_by("valid_from")
    return list(cards)


def _held(cards: list[MeasureVersion], on: date) -> MeasureVersion:
    if not cards:
        raise Invalid({"": "This KPI has no card yet."})
    return next((card for card in reversed(cards) if card.valid_from <= on), cards[0])


def span_of(measure: Measure, key: str) -> tuple[MeasureVersion, Span]:
    """Return the dates a key names in the calendar of the KPI, and the card that holds then.

    Invalid where the calendar has no such period or the KPI another frequency.
    """
    cards = _cards(measure)
    latest = _held(cards, date.max)
    try:
        span = parse_key(latest.calendar, key)
        card = _held(cards, span.start_on)
        if card.calendar_id != latest.calendar_id:
            span = parse_key(card.calendar, key)
    except BadKey as error:
        raise Invalid({"period": str(error)}) from None
    if span.frequency != card.frequency:
        example = calendar_math.period_on(rule_of(card.calendar), card.frequency, span.start_on).key
        known = f"“{key}” is a {span.frequency} period, but this KPI is {card.frequency}"
        raise Invalid({"period": f"{known}; write for example {example}."})
    return card, span


def period_of(measure: Measure, key: str) -> tuple[MeasureVersion, Period]:
    """Return the KPI's card and the period of a key, made where it is missing; runs inside a command."""
    card, span = span_of(measure, key)
    return card, period_for(card.calendar, card.frequency, span.key)


def check_unit_exists(unit: Unit, start: date, until: date) -> None:
    """Refuse a unit that existed on no day of [start, until)."""
    rows = UnitVersion.objects.current().filter(unit=unit)
    if not rows.filter(valid_from__lt=until).exclude(valid_to__lte=start).exists():
        last = rows.order_by("-valid_from").first()
        name = last.name if last else unit.slug
        raise Invalid({"unit": f"{name} did not exist then."})


def columns(row: Any) -> dict[str, Any]:
    """Return a row's columns by field name, foreign keys as ids."""
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
