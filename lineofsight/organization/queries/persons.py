"""What the page of a person shows: seats and what they answer for to everyone, the rest to those in reach."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.hidden import HIDDEN
from lineofsight.base.queries import query
from lineofsight.organization import things
from lineofsight.organization.access import may_organize_person
from lineofsight.organization.models import (
    Accountability,
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
)
from lineofsight.organization.queries.names import units_named

MOST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A person by name and address."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A position held from one day to another; the dates and the share of full time are None where they are closed."""

    position: UUID
    title: str
    unit: str
    unit_slug: str
    job: str
    since: date | None
    until: date | None
    fte: Decimal | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A reporting line from one day to another."""

    manager: PersonLink
    kind: str
    weight: Decimal
    since: date
    until: date | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class AnswersFor:
    """A thing that the person answers for: owner, steward, updater or a letter of RASCI."""

    code: str
    name: str
    url: str
    since: date


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person on a day. Where `is_open` is false, contact, dates and lines stay with those in reach."""

    id: int
    public_id: UUID
    slug: str
    version: int
    name: str
    sort_name: str
    email: str
    legal_entity: str
    is_open: bool
    is_self: bool
    seats: tuple[HeldSeat, ...]
    earlier_seats: tuple[HeldSeat, ...]
    lines: tuple[LineSpan, ...]
    earlier_lines: tuple[LineSpan, ...]
    reports: tuple[PersonLink, ...]
    answers: tuple[AnswersFor, ...]
    answers_closed: int
    may_change: Decision


@query("organization.person_facts", "/people/{slug}/facts")
def person_facts(ctx: Context, slug: str) -> PersonFacts:
    """Show a person on a day with positions and lines over time, in at most nine queries."""
    rows = Person.objects.visible_to(ctx.viewer).filter(slug=slug).select_related("legal_entity", "details")
    person = rows.first()
    if person is None:
        raise NotFound("This person")
    is_open = PersonDetails.objects.visible_to(ctx.viewer).filter(person=person).exists()
    seats, earlier_seats = _seats(ctx, person, is_open)
    lines, earlier_lines = _lines(ctx, person) if is_open else ((), ())
    answers, closed = _answers(ctx, person)
    return PersonFacts(
        id=person.pk,
        public_id=person.public_id,
        slug=person.slug,
        version=person.version,
        name=person.details.name,
        sort_name=person.details.sort_name,
        email=person.details.email if is_open else HIDDEN,
        legal_entity=person.legal_entity.name if person.legal_entity else "",
        is_open=is_open,
        is_self=ctx.viewer.person_id == person.pk,
        seats=seats,
        earlier_seats=earlier_seats,
        lines=lines,
        earlier_lines=earlier_lines,
        reports=_reports(ctx, person),
        answers=answers,
        answers_closed=closed,
        may_change=may_organize_person(ctx, person, None),
    )


def _seats(ctx: Context, person: Person, is_open: bool) -> tuple[tuple[HeldSeat, ...], tuple[HeldSeat, ...]]:
    """Return the positions of the day, and those before and after it where the viewer may see them."""
    day = ctx.as_of or clock.today()
    held = list(Holding.objects.known(ctx.known_at).filter(person=person).order_by("-valid_from", "pk"))
    held = held if is_open else [row for row in held if _is_on(row, day)]
    said: dict[int, list[PositionVersion]] = {}
    versions = (
        PositionVersion.objects.visible_to(ctx.viewer).known(ctx.known_at).select_related("position", "unit", "job")
    )
    for version in versions.filter(position_id__in={row.position_id for row in held}).order_by("valid_from"):
        said.setdefault(version.position_id, []).append(version)
    names = units_named({version.unit_id for found in said.values() for version in found}, day)
    now: list[HeldSeat] = []
    earlier: list[HeldSeat] = []
    for row in held:
        is_now = _is_on(row, day)
        version = _said_of(said.get(row.position_id, []), day if is_now else row.valid_to or row.valid_from)
        if version is None:
            continue
        seat = HeldSeat(
            position=version.position.public_id,
            title=version.title,
            unit=names.get(version.unit_id, ""),
            unit_slug=version.unit.slug,
            job=version.job.name if version.job else "",
            since=row.valid_from if is_open else None,
            until=row.valid_to if is_open else None,
            fte=row.fte if is_open else None,
            is_now=is_now,
        )
        (now if is_now else earlier).append(seat)
    return tuple(now), tuple(earlier)


def _said_of(versions: list[PositionVersion], day: date) -> PositionVersion | None:
    """Return what was said of a position on a day, else the last before it, else the first."""
    before = [version for version in versions if version.valid_from <= day]
    return before[-1] if before else next(iter(versions), None)


def _lines(ctx: Context, person: Person) -> tuple[tuple[LineSpan, ...], tuple[LineSpan, ...]]:
    day = ctx.as_of or clock.today()
    rows = ReportingLine.objects.visible_to(ctx.viewer).known(ctx.known_at).filter(person=person)
    found = rows.select_related("manager__details").order_by("-valid_from", "-weight", "kind", "pk")
    spans = [
        LineSpan(
            PersonLink(row.manager.slug, row.manager.details.name),
            row.kind,
            row.weight.normalize(),
            row.valid_from,
            row.valid_to,
            _is_on(row, day),
        )
        for row in found
    ]
    return tuple(span for span in spans if span.is_now), tuple(span for span in spans if not span.is_now)


def _reports(ctx: Context, person: Person) -> tuple[PersonLink, ...]:
    """Return who reports to the person, as far as the viewer may see their lines."""
    rows = ReportingLine.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    found = rows.filter(manager=person).order_by("person__details__sort_name", "pk")
    names = found.values_list("person__slug", "person__details__name")[:MOST_REPORTS]
    return tuple(PersonLink(slug, name) for slug, name in dict.fromkeys(names))


def _answers(ctx: Context, person: Person) -> tuple[tuple[AnswersFor, ...], int]:
    """Return what the person answers for as far as the viewer may see it, and of how many things they may not know."""
    rows = Accountability.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    found = list(rows.filter(person=person).order_by("code", "target").values_list("code", "target", "valid_from"))
    names = things.named(ctx.viewer, [target for _, target, _ in found]) if found else {}
    seen = [
        AnswersFor(code, names[target].name, names[target].url, since)
        for code, target, since in found
        if target in names
    ]
    return tuple(sorted(seen, key=lambda each: (each.code, each.name))), len(found) - len(seen)


def _is_on(row: Holding | ReportingLine, day: date) -> bool:
    return bool(row.valid_from <= day and (row.valid_to is None or day < row.valid_to))
