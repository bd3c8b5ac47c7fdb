"""Finding people by a part of their name, without accents and capitals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Value, When

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.folding import fold
from lineofsight.base.queries import query
from lineofsight.organization.models import Holding, Person, PersonDetails, PositionVersion
from lineofsight.organization.queries.names import units_named

MOST_FOUND = 25


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person by name, with the position and unit of the day; both are empty for whoever holds none."""

    id: int
    slug: str
    name: str
    title: str
    unit: str
    unit_slug: str


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """The first of them, and whether there are more."""

    people: tuple[FoundPerson, ...]
    has_more: bool

    def __bool__(self) -> bool:
        """Test whether anybody was found."""
        return bool(self.people)


@query("organization.find_people", "/people")
def find_people(ctx: Context, text: str = "") -> FoundPeople:
    """Find people whose name holds every word of a text, those whose name begins with it first; in four queries."""
    words = fold(text).split()
    if not words or not ctx.viewer.user_id:
        return FoundPeople((), has_more=False)
    rows = PersonDetails.objects.filter(person__in=Person.objects.visible_to(ctx.viewer))
    for word in words:
        rows = rows.filter(folded__contains=word)
    first = Case(When(folded__startswith=" ".join(words), then=Value(0)), default=Value(1), output_field=IntegerField())
    found = list(
        rows.order_by(first, "sort_name", "pk").values_list("person_id", "person__slug", "name")[: MOST_FOUND + 1]
    )
    seats = seats_on(ctx, [pk for pk, _, _ in found[:MOST_FOUND]])
    people = tuple(FoundPerson(pk, slug, name, *seats.get(pk, ("", "", ""))) for pk, slug, name in found[:MOST_FOUND])
    return FoundPeople(people, has_more=len(found) > MOST_FOUND)


def seats_on(ctx: Context, people: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return title, unit and address of the unit of a position that each of these people holds, in three queries."""
    day: date = ctx.as_of or clock.today()
    held = Holding.objects.at(day, ctx.known_at).filter(person_id__in=people).order_by("pk")
    position_of = dict(held.values_list("person_id", "position_id"))
    rows = PositionVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    columns = ("position_id", "title", "unit_id", "unit__slug")
    seats = {row[0]: row[1:] for row in rows.filter(position_id__in=position_of.values()).values_list(*columns)}
    names = units_named({unit for _, unit, _ in seats.values()}, ctx.as_of) if seats else {}
    found = {person: seats[position] for person, position in position_of.items() if position in seats}
    return {person: (title, names.get(unit, ""), slug) for person, (title, unit, slug) in found.items()}
