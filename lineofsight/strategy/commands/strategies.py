"""Creating a strategy."""

from datetime import date
from uuid import UUID

from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.strategy.access import can_create_strategy, seen_unit
from lineofsight.strategy.models import Strategy, StrategyVersion


class VersionTexts(Input):
    """The texts of a version, none of which must be there while it is a draft."""

    title: str = Field(default="", max_length=200)
    mission: str = ""
    vision: str = ""
    values_text: str = ""
    destination_statement: str = ""
    horizon_from: date | None = None
    horizon_to: date | None = None


class CreateStrategy(VersionTexts):
    """A unit's strategy with the texts of its first draft; `source` and `key` say what a foreign file calls it."""

    unit: UUID
    name: str = Field(min_length=1, max_length=200)
    source: str = Field(default="", max_length=40)
    key: str = Field(default="", max_length=120)


@command("strategy.create_strategy", allow=can_create_strategy)
def create_strategy(ctx: Context, target: None, data: CreateStrategy) -> Strategy:
    """Create a unit's strategy with a first, empty draft."""
    unit = seen_unit(ctx, data.unit)
    key = data.key or f"{unit.slug}-{Strategy.objects.filter(unit=unit).count() + 1}"
    if Strategy.objects.filter(source=data.source, key=key).exists():
        raise Invalid({"key": f"There is a strategy {key} already; draft a new version of it instead."})
    check_horizon(data)
    strategy = Strategy.objects.create(unit=unit, name=data.name, source=data.source, key=key)
    texts = data.model_dump(include=set(VersionTexts.model_fields))
    StrategyVersion.objects.create(strategy=strategy, number=1, **{**texts, "title": data.title or data.name})
    events.publish("strategy.structure_changed", strategy_id=strategy.pk)
    return strategy


def check_horizon(texts: VersionTexts) -> None:
    """Refuse a horizon that ends before it begins."""
    if texts.horizon_from and texts.horizon_to and texts.horizon_to < texts.horizon_from:
        raise Invalid({"horizon_to": "The last day must not be before the first."})
