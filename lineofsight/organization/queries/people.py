"""What a person's card shows: name, position and unit to everyone; contact and lines to those in reach."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.hidden import HIDDEN
from lineofsight.base.queries import query
from lineofsight.organization.models import (
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
    UnitVersion,
)
from lineofsight.organization.queries.names import people_named


@dataclass(frozen=True, slots=True)
class Seat:
    """A position that the person holds on the day."""

    title: str
    unit_id: int
    unit: str


@dataclass(frozen=True, slots=True)
class ManagerLine:
    """A line to a manager, by its weight in percent."""

    manager: str
    manager_slug: str
    kind: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person on a day; `lines` is None and `email` is HIDDEN where the viewer may not see them."""

    id: int
    public_id: UUID
    slug: str
    name: str
    seats: tuple[Seat, ...]
    email: str
    lines: tuple[ManagerLine, ...] | None


@query("organization.person", "/people/{slug}")
def person_card(ctx: Context, slug: str) -> PersonCard:
    """Show a person's card, in at most seven queries; NotFound where there is nobody of that address."""
    person = Person.objects.visible_to(ctx.viewer).filter(slug=slug).first()
    if person is None:
        raise NotFound("This person")
    day = ctx.as_of or clock.today()
    details = PersonDetails.objects.visible_to(ctx.viewer).filter(person=person).first()
    return PersonCard(
        id=person.pk,
        public_id=person.public_id,
        slug=person.slug,
        name=details.name if details else people_named([person.pk]).get(person.pk, ""),
        seats=_seats(ctx, person, day),
        email=details.email if details else HIDDEN,
        lines=_lines(ctx, person, day) if details else None,
    )


def _seats(ctx: Context, person: Person, day: date) -> tuple[Seat, ...]:
    """Return position and unit, which are open to everyone; the share of full time and the dates are not."""
    held = Holding.objects.at(day, ctx.known_at).filter(person=person).values("position_id")
    rows = PositionVersion.objects.at(day, ctx.known_at).filter(position_id__in=held).order_by("title", "pk")
    units = {row.unit_id for row in rows}
    names = dict(UnitVersion.objects.at(day, ctx.known_at).filter(unit_id__in=units).values_list("unit_id", "name"))
    return tuple(Seat(row.title, row.unit_id, names.get(row.unit_id, "")) for row in rows)


def _lines(ctx: Context, person: Person, day: date) -> tuple[ManagerLine, ...]:
    rows = ReportingLine.objects.visible_to(ctx.viewer).at(day, ctx.known_at).filter(person=person)
    lines = list(rows.select_related("manager").order_by("-weight", "kind", "pk"))
    names = people_named(line.manager_id for line in lines)
    return tuple(
        ManagerLine(names.get(line.manager_id, ""), line.manager.slug, line.kind, line.weight) for line in lines
    )
