"""Legal entities and units: founded, moved and renamed from a day on, closed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization import closures, trees
from lineofsight.organization.access import may_organize, may_organize_unit
from lineofsight.organization.inputs import FromSource, earlier, free_slug, optional, touched
from lineofsight.organization.models import LegalEntity, PositionVersion, Unit, UnitVersion
from lineofsight.organization.trees import Edge


class UnitCircle(Invalid):
    """A unit would lie below itself."""


class UnitInUse(Invalid):
    """A unit cannot close while something lives in it."""


class CreateLegalEntity(FromSource):
    """A company or authority; `country` as ISO 3166-1 alpha-2, `currency` as ISO 4217."""

    name: str = Field(min_length=1, max_length=200)
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")


@command("organization.create_legal_entity", allow=may_organize)
def create_legal_entity(ctx: Context, target: None, data: CreateLegalEntity) -> LegalEntity:
    """Found a legal entity."""
    entity = LegalEntity(**data.identity(), name=data.name, country=data.country, currency=data.currency)
    entity.save()
    return entity


class UnitShape(Input):
    """What is said about a unit from a day on."""

    kind: str = Field(default="", max_length=30)
    parent: UUID | None = None
    legal_entity: UUID | None = None
    time_zone: str = Field(default="", max_length=40)
    sort_order: int = Field(default=0, ge=0)


class CreateUnit(UnitShape, FromSource):
    """A unit that exists from a day on; without a parent it is the top one."""

    name: str = Field(min_length=1, max_length=200)
    slug: str = Field(default="", max_length=80)
    from_: date


@command("organization.create_unit", allow=may_organize_unit)
def create_unit(ctx: Context, target: None, data: CreateUnit) -> Unit:
    """Found a unit; sent twice with one key, it is founded once."""
    made = earlier(Unit, data)
    if made is not None:
        return made
    slug = free_slug(Unit, data.slug or data.name, 80)
    unit = Unit(**data.identity(slug), slug=slug)
    unit.save()
    values = {**_values(ctx.viewer, data), "name": data.name}
    _check_parent(unit, values["parent"], data.from_, None)
    dated.revise(UnitVersion, {"unit": unit}, from_=data.from_, now=ctx.now, **values)
    _tell()
    return unit


class ReviseUnit(UnitShape):
    """What changes from a day on; fields that are left out stay as they are. A parent of null makes it a top unit."""

    name: str = Field(default="", max_length=200)
    from_: date


@command("organization.revise_unit", on=Unit, allow=may_organize_unit)
def revise_unit(ctx: Context, unit: Unit, data: ReviseUnit) -> Unit:
    """Rename, move or reshape a unit from a day on; it may not come to lie below itself on any day."""
    check_lives(unit, data.from_)
    values = {name: value for name, value in _values(ctx.viewer, data).items() if name in data.model_fields_set}
    if "name" in data.model_fields_set:
        if not data.name:
            raise Invalid({"name": "A unit has a name."})
        values["name"] = data.name
    if "parent" in values:
        _check_parent(unit, values["parent"], data.from_, None)
    dated.revise(UnitVersion, {"unit": unit}, from_=data.from_, to=_end_of(unit), now=ctx.now, **values)
    touched(unit)
    _tell()
    return unit


class CloseUnit(Input):
    """The first day on which the unit is no more."""

    on: date


@command("organization.close_unit", on=Unit, allow=may_organize_unit)
def close_unit(ctx: Context, unit: Unit, data: CloseUnit) -> Unit:
    """Close a unit from a day on; refused while units or positions remain in it."""
    check_lives(unit, data.on)
    children = _living(UnitVersion.objects.current().filter(parent=unit), data.on)
    seats = _living(PositionVersion.objects.current().filter(unit=unit), data.on)
    if children or seats:
        what = f"{children} units and {seats} positions"
        raise UnitInUse({"on": f"On {data.on} there are {what} in this unit. Move or close them first."})
    dated.end(UnitVersion, {"unit": unit}, on=data.on, now=ctx.now)
    touched(unit)
    _tell()
    return unit


def check_lives(unit: Unit, on: date) -> None:
    """Refuse a day on which the unit does not exist, naming the days on which it does."""
    spans = list(
        UnitVersion.objects.current().filter(unit=unit).order_by("valid_from").values_list("valid_from", "valid_to")
    )
    if any(start <= on and (stop is None or on < stop) for start, stop in spans):
        return
    if not spans or on < spans[0][0]:
        raise Invalid({"from_": f"This unit begins on {spans[0][0]}." if spans else "This unit never existed."})
    raise Invalid({"from_": f"This unit was closed on {spans[-1][1]}."})


def _values(viewer: Viewer, data: UnitShape) -> dict[str, Any]:
    return {
        "kind": data.kind,
        "time_zone": data.time_zone,
        "sort_order": data.sort_order,
        "parent": optional(Unit, viewer, data.parent, "parent"),
        "legal_entity": optional(LegalEntity, viewer, data.legal_entity, "legal_entity"),
    }


def _check_parent(unit: Unit, parent: Unit | None, from_: date, to: date | None) -> None:
    if parent is None:
        return
    spans = UnitVersion.objects.current().filter(unit=parent).values_list("valid_from", "valid_to")
    if not trees.covers(spans, from_, to):
        raise Invalid({"parent": f"The parent unit does not exist on every day from {from_}."})
    found = trees.circle(Edge(unit.pk, parent.pk, from_, to), unit_edges)
    if found:
        names = " → ".join(unit_name(pk) for pk in found)
        raise UnitCircle({"parent": f"A unit cannot lie below itself: {names}. Choose another parent."})


def unit_edges(children: set[int]) -> Iterable[Edge]:
    """Return the edges from these units to their parents, as known now."""
    rows = UnitVersion.objects.current().filter(unit_id__in=children, parent__isnull=False)
    return [Edge(*row) for row in rows.values_list("unit_id", "parent_id", "valid_from", "valid_to")]


def _living(rows: Any, on: date) -> int:
    """Count the things that exist on the day or begin after it."""
    return int(rows.exclude(valid_to__lte=on).count())


def _end_of(unit: Unit) -> date | None:
    last = UnitVersion.objects.current().filter(unit=unit).order_by("-valid_from").first()
    end: date | None = last.valid_to if last else None
    return end


def unit_name(unit_id: int) -> str:
    """Return the last known name of a unit."""
    row = UnitVersion.objects.current().filter(unit_id=unit_id).order_by("-valid_from").first()
    return row.name if row else "this unit"


def _tell() -> None:
    closures.rebuild_units()
    events.publish("organization.tree_changed")
