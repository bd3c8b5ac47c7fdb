"""Finding the KPI and unit that a read is about, in the viewer's scope."""

from datetime import date, datetime

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import Unit, UnitVersion


def seen_measure(ctx: Context, slug: str) -> Measure:
    """Return the KPI of a slug; NotFound where there is none or the viewer may not see it."""
    row = Measure.objects.visible_to(ctx.viewer).select_related("owning_unit").filter(slug=slug).first()
    if row is None:
        raise NotFound("KPI")
    return row


def seen_unit_of_slug(ctx: Context, slug: str) -> Unit:
    """Return the unit of a slug; NotFound where there is none."""
    row = Unit.objects.visible_to(ctx.viewer).filter(slug=slug).first()
    if row is None:
        raise NotFound("Unit")
    return row


def card_on(
    ctx: Context, measure: Measure, day: date | None = None, known_at: datetime | None = None
) -> MeasureVersion:
    """Return the card that holds on a day as known at an instant; before the first one, the first."""
    on = day or ctx.as_of or clock.today()
    rows = MeasureVersion.objects.visible_to(ctx.viewer).known(known_at or ctx.known_at).filter(measure=measure)
    cards = list(rows.select_related("calendar", "unit_of_measure").order_by("valid_from"))
    if not cards:
        raise NotFound("The card of this KPI on that day")
    held = [card for card in cards if card.valid_from <= on]
    return held[-1] if held else cards[0]


def unit_names(day: date | None = None) -> dict[int, str]:
    """Return the name of every unit on a day (today); a unit that does not exist then has none."""
    rows = UnitVersion.objects.at(day or clock.today())
    return dict(rows.values_list("unit_id", "name"))
