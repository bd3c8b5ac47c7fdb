"""Objectives of a draft."""

from uuid import UUID

from django.utils.text import slugify
from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.strategy.access import can_write_objective, can_write_version, seen_unit
from lineofsight.strategy.commands.versions import require_draft
from lineofsight.strategy.models import (
    ObjectiveTheme,
    ObjectiveVersion,
    Perspective,
    StrategicObjective,
    Strategy,
    StrategyVersion,
)


class AddObjective(Input):
    """An objective of a draft; perspective and themes by their keys, the unit is the strategy's where none is named.

    An objective that the strategy has already (by source and key, else by code) joins the draft.
    """

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=600)
    statement: str = ""
    kind: str = Field(default="", max_length=40)
    unit: UUID | None = None
    perspective: str | None = None
    themes: list[str] = Field(default_factory=list)
    source: str = Field(default="", max_length=40)
    key: str = Field(default="", max_length=120)
    status_reported: str = Field(default="", max_length=60)
    sort_order: int | None = Field(default=None, ge=0)


class EditObjective(Input):
    """What a draft says of an objective; fields that are not sent stay."""

    strategy_version: UUID
    name: str | None = Field(default=None, min_length=1, max_length=600)
    statement: str | None = None
    kind: str | None = Field(default=None, max_length=40)
    perspective: str | None = None
    themes: list[str] | None = None
    status_reported: str | None = Field(default=None, max_length=60)
    sort_order: int | None = Field(default=None, ge=0)


class PlaceObjective(Input):
    """Where an objective of a draft stands: in which perspective, before which other objective (None: last there)."""

    objective: UUID
    perspective: str | None = None
    before: UUID | None = None


class DropObjective(Input):
    """The draft from which the objective is left out."""

    strategy_version: UUID


@command("strategy.add_objective", on=StrategyVersion, allow=can_write_version)
def add_objective(ctx: Context, version: StrategyVersion, data: AddObjective) -> StrategicObjective:
    """Add an objective to a draft."""
    require_draft(version)
    strategy = version.strategy
    perspective = perspective_of(strategy, data.perspective)
    objective = _earlier(strategy, data) or _create(ctx, strategy, data)
    if version.objectives.filter(objective=objective).exists():
        raise Invalid({"code": f"{objective.code} is in this version already; edit it instead."})
    order = data.sort_order if data.sort_order is not None else version.objectives.count() + 1
    said = ObjectiveVersion.objects.create(
        strategy_version=version,
        objective=objective,
        name=data.name,
        statement=data.statement,
        kind=data.kind,
        perspective=perspective,
        status_reported=data.status_reported,
        sort_order=order,
    )
    _set_themes(said, strategy, data.themes)
    events.publish("strategy.structure_changed", strategy_id=strategy.pk)
    return objective


def _earlier(strategy: Strategy, data: AddObjective) -> StrategicObjective | None:
    rows = strategy.objectives
    if data.source and data.key:
        return rows.filter(source=data.source, key=data.key).first()
    return rows.filter(code=data.code).first()


def _create(ctx: Context, strategy: Strategy, data: AddObjective) -> StrategicObjective:
    unit = seen_unit(ctx, data.unit) if data.unit else strategy.unit
    row = StrategicObjective(strategy=strategy, unit=unit, code=data.code, source=data.source)
    row.key = data.key or f"{strategy.key}/{data.code}"
    row.slug = _free_slug(data.code, data.name)
    if StrategicObjective.objects.filter(source=row.source, key=row.key).exists():
        raise Invalid({"key": f"The key {row.key} belongs to an objective of another strategy."})
    row.save()
    return row


def _free_slug(code: str, name: str) -> str:
    base = slugify(f"{code} {name}")[:100] or "objective"
    taken = set(StrategicObjective.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def perspective_of(strategy: Strategy, key: str | None) -> Perspective | None:
    """Return the perspective of a key, None for none; Invalid where the strategy has no such."""
    if not key:
        return None
    row = strategy.perspectives.filter(key=key).first()
    if row is None:
        raise Invalid({"perspective": f"This strategy has no perspective {key}."})
    return row


def _set_themes(said: ObjectiveVersion, strategy: Strategy, keys: list[str]) -> bool:
    themes = {theme.key: theme for theme in strategy.themes.filter(key__in=keys)}
    unknown = [key for key in keys if key not in themes]
    if unknown:
        raise Invalid({"themes": f"This strategy has no theme {unknown[0]}."})
    present = {row.theme.key: row for row in said.themes.select_related("theme")}
    for key in present.keys() - set(keys):
        present[key].delete()
    for key in themes.keys() - present.keys():
        ObjectiveTheme.objects.create(objective_version=said, theme=themes[key])
    return set(keys) != set(present)


@command("strategy.edit_objective", on=StrategicObjective, allow=can_write_objective)
def edit_objective(ctx: Context, objective: StrategicObjective, data: EditObjective) -> ObjectiveVersion:
    """Change what a draft says of an objective."""
    said = _said_in_draft(ctx, objective, data.strategy_version)
    texts = ("name", "statement", "kind", "status_reported", "sort_order")
    sent = {
        name: getattr(data, name) for name in texts if name in data.model_fields_set and getattr(data, name) is not None
    }
    if "perspective" in data.model_fields_set:
        sent["perspective"] = perspective_of(objective.strategy, data.perspective)
    is_different = any(getattr(said, name) != value for name, value in sent.items())
    if is_different:
        for name, value in sent.items():
            setattr(said, name, value)
        said.save()
    if data.themes is not None:
        is_different = _set_themes(said, objective.strategy, data.themes) or is_different
    if is_different:
        objective.version += 1
        objective.save(update_fields=["version"])
        events.publish("strategy.structure_changed", strategy_id=objective.strategy_id)
    return said


@command("strategy.place_objective", on=StrategyVersion, allow=can_write_version)
def place_objective(ctx: Context, version: StrategyVersion, data: PlaceObjective) -> ObjectiveVersion:
    """Move an objective of a draft to another perspective or another place in it; the others keep their order."""
    require_draft(version)
    rows = list(version.objectives.select_related("objective", "perspective").order_by("sort_order", "id"))
    said = next((row for row in rows if row.objective.public_id == data.objective), None)
    if said is None:
        raise Invalid({"objective": "This version has no such objective."})
    perspective = perspective_of(version.strategy, data.perspective)
    others = [row for row in rows if row is not said]
    place = next((at for at, row in enumerate(others) if row.objective.public_id == data.before), None)
    if data.before is not None and place is None:
        raise Invalid({"before": "This version has no such objective."})
    order = [*others[:place], said, *others[place:]] if place is not None else [*others, said]
    is_moved = said.perspective_id != (perspective.pk if perspective else None)
    said.perspective = perspective
    for number, row in enumerate(order, start=1):
        if row.sort_order != number or (row is said and is_moved):
            row.sort_order = number
            row.save()
    events.publish("strategy.structure_changed", strategy_id=version.strategy_id)
    return said


@command("strategy.drop_objective", on=StrategicObjective, allow=can_write_objective)
def drop_objective(ctx: Context, objective: StrategicObjective, data: DropObjective) -> None:
    """Leave an objective and its links out of a draft; earlier versions keep it."""
    said = _said_in_draft(ctx, objective, data.strategy_version)
    version = said.strategy_version
    said.themes.all().delete()
    version.links.filter(driver=objective).delete()
    version.links.filter(outcome=objective).delete()
    said.delete()
    events.publish("strategy.structure_changed", strategy_id=objective.strategy_id)


def _said_in_draft(ctx: Context, objective: StrategicObjective, version_id: UUID) -> ObjectiveVersion:
    rows = ObjectiveVersion.objects.visible_to(ctx.viewer).select_related("strategy_version")
    said = rows.filter(objective=objective, strategy_version__public_id=version_id).first()
    if said is None:
        raise NotFound("The objective in this version")
    require_draft(said.strategy_version)
    return said
