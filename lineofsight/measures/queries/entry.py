"""What the forms for values and targets show before anything is typed, and what a new target would do."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.measures.access import can_record, can_set_target
from lineofsight.measures.commands.observations import is_ratio
from lineofsight.measures.commands.targets import SetTarget
from lineofsight.measures.models import Measure, MeasureVersion, Observation, Target
from lineofsight.measures.queries.finding import card_on, seen_measure, unit_names
from lineofsight.measures.queries.targets import TargetLine, target_in_force
from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import Span
from lineofsight.organization.models import Period, PeriodClose, Unit
from lineofsight.organization.periods import rule_of

PERIODS_OFFERED = 24


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that can be chosen in a form."""

    id: int
    public_id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value that is there already, as the writer sees it."""

    id: int
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    label: str
    comment: str


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What the form for a value shows."""

    measure_public_id: str
    slug: str
    name: str
    symbol: str
    units: tuple[UnitChoice, ...]
    unit: UnitChoice
    periods: tuple[Span, ...]
    period: str
    is_ratio: bool
    is_text: bool
    is_closed: bool
    earlier: Earlier | None
    may_record: Decision


@dataclass(frozen=True, slots=True)
class TargetForm:
    """What the form for a target shows."""

    measure_public_id: str
    slug: str
    name: str
    symbol: str
    polarity: str
    units: tuple[UnitChoice, ...]
    unit: UnitChoice
    today: date
    in_force: TargetLine | None
    may_set: Decision


def entry_form(ctx: Context, *, slug: str, unit: str = "", period: str = "") -> EntryForm:
    """Return what the form for a value shows; without a unit and period, the first unit and the latest period."""
    measure = seen_measure(ctx, slug)
    card = card_on(ctx, measure)
    units, chosen = _units(ctx, measure, unit)
    spans = _ended_spans(card, clock.today())
    key = period or spans[0].key
    row = Period.objects.filter(calendar=card.calendar, key=key).first()
    values = Observation.objects.visible_to(ctx.viewer).current().filter(measure=measure, unit_id=chosen.id, period=row)
    held = values.first() if row else None
    return EntryForm(
        measure_public_id=str(measure.public_id),
        slug=measure.slug,
        name=card.name,
        symbol=card.unit_of_measure.symbol if card.unit_of_measure else "",
        units=units,
        unit=chosen,
        periods=spans,
        period=key,
        is_ratio=is_ratio(card),
        is_text=bool(card.unit_of_measure and card.unit_of_measure.kind == "text"),
        is_closed=bool(row and PeriodClose.objects.filter(period=row, reopened_at=None).exists()),
        earlier=_earlier(held) if held else None,
        may_record=can_record(ctx, measure),
    )


def target_form(ctx: Context, *, slug: str, unit: str = "", on: date | None = None) -> TargetForm:
    """Return what the form for a unit's target shows; without a unit, the first one."""
    measure = seen_measure(ctx, slug)
    card = card_on(ctx, measure)
    units, chosen = _units(ctx, measure, unit)
    day = on or clock.today()
    asked = SetTarget.model_construct(unit=Unit.objects.get(pk=chosen.id).public_id)
    return TargetForm(
        measure_public_id=str(measure.public_id),
        slug=measure.slug,
        name=card.name,
        symbol=card.unit_of_measure.symbol if card.unit_of_measure else "",
        polarity=card.polarity,
        units=units,
        unit=chosen,
        today=clock.today(),
        in_force=target_in_force(ctx, slug=slug, unit=chosen.slug, on=day),
        may_set=can_set_target(ctx, measure, asked),
    )


def target_impact(ctx: Context, *, slug: str, unit: str, from_: date, target: Decimal | None) -> str:
    """Return in one sentence what a target from a day on would change."""
    measure = seen_measure(ctx, slug)
    held = target_in_force(ctx, slug=slug, unit=unit, on=from_)
    values = Observation.objects.visible_to(ctx.viewer).current().filter(measure=measure, unit__slug=unit)
    touched = set(values.filter(period__until_on__gt=from_).values_list("period_id", flat=True))
    closes = PeriodClose.objects.filter(period_id__in=touched, reopened_at=None)
    frozen = set(closes.values_list("period_id", flat=True))
    follows = (
        Target.objects.current().filter(measure=measure, unit__slug=unit, valid_from__gt=from_).order_by("valid_from")
    )
    later = follows.first()
    words = [f"From {_day(from_)} the target is {_number(target)}{_instead(held)}."]
    words.append(_recount(len(touched - frozen), len(frozen)))
    if later is not None:
        words.append(f"It also replaces what was planned from {_day(later.valid_from)}: {_number(later.target)}.")
    return " ".join(words)


def _instead(held: TargetLine | None) -> str:
    return f" instead of {_number(held.target)}" if held is not None else "; until now there was none"


def _recount(open_ones: int, frozen: int) -> str:
    if not open_ones and not frozen:
        return "No value so far is scored by it."
    said = f"{open_ones} {'period is' if open_ones == 1 else 'periods are'} scored anew"
    if not frozen:
        return f"{said}."
    return f"{said}; {frozen} closed {'one keeps its' if frozen == 1 else 'ones keep their'} result."


def _units(ctx: Context, measure: Measure, slug: str) -> tuple[tuple[UnitChoice, ...], UnitChoice]:
    """Return the units a form offers, the KPI's own first, and the one chosen."""
    with_numbers = Q(pk=measure.owning_unit_id)
    for model in (Observation, Target):
        rows = model.objects.visible_to(ctx.viewer).filter(measure=measure)
        with_numbers |= Q(pk__in=rows.values("unit_id"))
    names = unit_names()
    units = Unit.objects.visible_to(ctx.viewer).filter(with_numbers | Q(slug=slug) if slug else with_numbers)
    choices = sorted(
        (UnitChoice(row.pk, str(row.public_id), row.slug, names.get(row.pk, row.slug)) for row in units),
        key=lambda choice: (choice.id != measure.owning_unit_id, choice.name),
    )
    chosen = next((choice for choice in choices if choice.slug == slug), None) if slug else choices[0]
    if chosen is None:
        raise NotFound("Unit")
    return tuple(choices), chosen


def _ended_spans(card: MeasureVersion, today: date) -> tuple[Span, ...]:
    """Return the latest periods, the last one that has ended first, the running one at the end."""
    rule = rule_of(card.calendar)
    running = calendar_math.period_on(rule, card.frequency, today)
    spans: list[Span] = []
    day = running.start_on - timedelta(days=1)
    while len(spans) < PERIODS_OFFERED:
        span = calendar_math.period_on(rule, card.frequency, day)
        spans.append(span)
        day = span.start_on - timedelta(days=1)
    return (*spans, running)


def _earlier(row: Observation) -> Earlier:
    return Earlier(row.pk, row.value, row.numerator, row.denominator, row.label, row.comment)


def _number(value: Decimal | None) -> str:
    return "not set" if value is None else f"{value.normalize():f}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
