"""Perspectives and themes: the rows and columns of a strategy."""

from typing import Literal

from django.utils.text import slugify
from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.strategy.access import can_write_strategy
from lineofsight.strategy.choices import PRESETS
from lineofsight.strategy.models import Perspective, StrategicTheme, Strategy


class AddPerspective(Input):
    """A perspective; without a key its name gives one, without an order it comes last."""

    name: str = Field(min_length=1, max_length=200)
    standard: str = Field(default="", max_length=20)
    key: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=40)
    sort_order: int | None = Field(default=None, ge=0)


class AddPerspectives(Input):
    """A set of perspectives to start from."""

    preset: Literal["balanced_scorecard", "public", "esg"] = "balanced_scorecard"


class EditPerspective(Input):
    """The perspective of a key, with what changes."""

    key: str
    name: str | None = Field(default=None, min_length=1, max_length=200)
    sort_order: int | None = Field(default=None, ge=0)


class AddTheme(Input):
    """A theme; without a key its name gives one."""

    name: str = Field(min_length=1, max_length=200)
    key: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=40)


@command("strategy.add_perspective", on=Strategy, allow=can_write_strategy)
def add_perspective(ctx: Context, strategy: Strategy, data: AddPerspective) -> Perspective:
    """Add a perspective; one with the same key and name is returned as it is."""
    key = data.key or slugify(data.name)[:120]
    earlier = strategy.perspectives.filter(key=key).first()
    if earlier is not None:
        if earlier.name != data.name:
            raise Invalid({"key": f"The key {key} is taken by the perspective {earlier.name}."})
        return earlier
    order = data.sort_order if data.sort_order is not None else strategy.perspectives.count() + 1
    row = Perspective.objects.create(
        strategy=strategy, name=data.name, standard=data.standard, key=key, source=data.source, sort_order=order
    )
    events.publish("strategy.structure_changed", strategy_id=strategy.pk)
    return row


@command("strategy.add_perspectives", on=Strategy, allow=can_write_strategy)
def add_perspectives(ctx: Context, strategy: Strategy, data: AddPerspectives) -> list[Perspective]:
    """Add the perspectives of a preset, from the top of the map down."""
    return [
        add_perspective(ctx, strategy, AddPerspective(name=name, standard=standard, key=standard, sort_order=position))
        for position, (name, standard) in enumerate(PRESETS[data.preset], start=1)
    ]


@command("strategy.edit_perspective", on=Strategy, allow=can_write_strategy)
def edit_perspective(ctx: Context, strategy: Strategy, data: EditPerspective) -> Perspective:
    """Rename or move a perspective."""
    row = strategy.perspectives.filter(key=data.key).first()
    if row is None:
        raise Invalid({"key": f"This strategy has no perspective {data.key}."})
    name = data.name or row.name
    order = data.sort_order if data.sort_order is not None else row.sort_order
    if (name, order) == (row.name, row.sort_order):
        return row
    row.name, row.sort_order, row.version = name, order, row.version + 1
    row.save()
    events.publish("strategy.structure_changed", strategy_id=strategy.pk)
    return row


@command("strategy.add_theme", on=Strategy, allow=can_write_strategy)
def add_theme(ctx: Context, strategy: Strategy, data: AddTheme) -> StrategicTheme:
    """Add a theme; one with the same key and name is returned as it is."""
    key = data.key or slugify(data.name)[:120]
    earlier = strategy.themes.filter(key=key).first()
    if earlier is not None:
        if earlier.name != data.name:
            raise Invalid({"key": f"The key {key} is taken by the theme {earlier.name}."})
        return earlier
    return StrategicTheme.objects.create(strategy=strategy, name=data.name, key=key, source=data.source)
