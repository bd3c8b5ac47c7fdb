"""Shaping scorecards: making one, hanging KPIs under objectives, weights, gates and roll-up rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from django.utils.text import slugify
from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.core.weights import adds_up, rebalance
from lineofsight.measures.models import Measure
from lineofsight.organization.models import Calendar, Unit
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import structure
from lineofsight.scorecard.access import can_create, can_shape_node, seen_node
from lineofsight.scorecard.models import NodeLink, RollupRule, Scorecard, ScoreNode
from lineofsight.strategy.models import StrategicObjective, Strategy

WHOLE = Decimal(100)
Weight = Decimal | None


def _seen(model: type, ctx: Context, public_id: UUID, what: str) -> int:
    found = model.objects.visible_to(ctx.viewer).filter(public_id=public_id).values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(what)
    return int(found)


class CreateScorecard(Input):
    """A unit's scorecard over a strategy, read by a calendar and rhythm."""

    unit: UUID
    strategy: UUID
    calendar: UUID
    name: str = Field(min_length=1, max_length=200)
    kind: Literal["corporate", "business_unit", "support_unit", "department", "team", "personal"] = "corporate"
    frequency: Literal["daily", "weekly", "monthly", "quarterly", "semiannual", "annual"] = "monthly"
    slug: str = Field(default="", max_length=160)
    source: str = Field(default="", max_length=40)
    key: str = Field(default="", max_length=120)

    def unit_id_for(self, ctx: Context) -> int:
        """Return the unit's row id."""
        return _seen(Unit, ctx, self.unit, "Unit")


@command("scorecard.create_scorecard", allow=can_create)
def create_scorecard(ctx: Context, target: None, data: CreateScorecard) -> Scorecard:
    """Make the scorecard of a unit; the objectives of its strategy stand in it from then on."""
    assert data.frequency in FREQUENCIES
    slug = data.slug or _free_slug(data.name)
    row = Scorecard(
        slug=slug,
        unit_id=data.unit_id_for(ctx),
        strategy_id=_seen(Strategy, ctx, data.strategy, "Strategy"),
        calendar_id=_seen(Calendar, ctx, data.calendar, "Calendar"),
        kind=data.kind,
        frequency=data.frequency,
        name=data.name,
        source=data.source,
        key=data.key or slug,
    )
    row.save()
    structure.sync_strategy(row.strategy_id, ctx.now)
    structure.sync_units(ctx.now)
    events.publish("scorecard.shape_changed", node_ids=[], since=date.min)
    return row


class AttachMeasure(Input):
    """A KPI at a unit measures an objective, by a weight (None: equal), perhaps as a gate; no day: from the start."""

    objective: UUID
    measure: UUID
    unit: UUID | None = None
    weight: Weight = Field(default=None, ge=0, max_digits=14, decimal_places=6)
    gate_min_score: Weight = Field(default=None, max_digits=9, decimal_places=6)
    gate_cap: Weight = Field(default=None, max_digits=9, decimal_places=6)
    from_: date | None = None

    def unit_id_for(self, ctx: Context) -> int:
        """Return the unit whose scorecard is shaped: the objective's."""
        objective = StrategicObjective.objects.visible_to(ctx.viewer).filter(public_id=self.objective).first()
        if objective is None:
            raise NotFound("Strategic objective")
        return int(objective.unit_id)


@command("scorecard.attach_measure", allow=can_create)
def attach_measure(ctx: Context, target: None, data: AttachMeasure) -> NodeLink:
    """Let a KPI at a unit count in an objective from a day on."""
    objective_id = _seen(StrategicObjective, ctx, data.objective, "Strategic objective")
    if (data.gate_min_score is None) != (data.gate_cap is None):
        raise Invalid({"gate_cap": "A gate needs both the score to reach and the cap below it."})
    home = data.unit_id_for(ctx)
    unit_id = _seen(Unit, ctx, data.unit, "Unit") if data.unit else home
    parent = structure.ensure_node("objective", objective_id=objective_id, unit_id=home)
    measure_id = _seen(Measure, ctx, data.measure, "KPI")
    child = structure.ensure_node("measure", measure_id=measure_id, unit_id=unit_id)
    values: dict[str, Any] = {
        "weight": data.weight,
        "is_applicable": True,
        "gate_min_score": data.gate_min_score,
        "gate_cap": data.gate_cap,
    }
    from_ = data.from_ or structure.BEGINNING
    rows = dated.revise(NodeLink, {"parent_id": parent, "child_id": child}, from_=from_, now=ctx.now, **values)
    events.publish("scorecard.shape_changed", node_ids=[parent, child], since=from_)
    return rows[-1]


class Detach(Input):
    """A child that no longer counts in a node, from a day on."""

    node: int
    child: int
    on: date


@command("scorecard.detach", allow=can_shape_node, asks_reason=True)
def detach(ctx: Context, target: None, data: Detach) -> int:
    """Let a KPI no longer count in an objective; return how many links ended."""
    seen_node(ctx, data.node)
    ended = dated.end(NodeLink, {"parent_id": data.node, "child_id": data.child}, on=data.on, now=ctx.now)
    if not ended:
        raise Invalid({"child": "This does not count here on that day."})
    events.publish("scorecard.shape_changed", node_ids=[data.node], since=data.on)
    return ended


class SetWeights(Input):
    """The weights of all children of a node from a day on (by node id); they add up to 100, or all are equal (null)."""

    node: int
    weights: dict[int, Weight]
    from_: date | None = None


@command("scorecard.set_weights", allow=can_shape_node, asks_reason=True)
def set_weights(ctx: Context, target: None, data: SetWeights) -> int:
    """Set what each child of a node weighs from a day on; return how many children there are."""
    node, from_ = seen_node(ctx, data.node), data.from_ or structure.BEGINNING
    here = NodeLink.objects.current().filter(parent=node).exclude(valid_to__lte=from_)
    children = set(here.values_list("child_id", flat=True))
    _check_weights(node, children, data.weights)
    for child, weight in sorted(data.weights.items()):
        rows = list(here.filter(child_id=child).order_by("valid_from"))
        start, stop = max(from_, rows[0].valid_from), rows[-1].valid_to
        dated.revise(
            NodeLink, {"parent_id": node.pk, "child_id": child}, from_=start, to=stop, now=ctx.now, weight=weight
        )
    events.publish("scorecard.shape_changed", node_ids=[node.pk], since=from_)
    return len(children)


class SetRollupRule(Input):
    """How the children of a node become its score from a day on."""

    node: int
    method: Literal["weighted_mean", "mean", "worst_of", "best_of"] = "weighted_mean"
    missing_policy: Literal["renormalize", "zero", "propagate", "carry_forward"] = "renormalize"
    max_carry: int | None = Field(default=None, ge=0, le=1000)
    min_coverage: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    gate_missing: Literal["fail", "ignore"] = "fail"
    green_at: Decimal | None = Field(default=None, max_digits=15, decimal_places=12)
    amber_at: Decimal | None = Field(default=None, max_digits=15, decimal_places=12)
    hysteresis: Decimal = Field(default=Decimal(2), ge=0, max_digits=9, decimal_places=6)
    from_: date | None = None


@command("scorecard.set_rollup_rule", allow=can_shape_node, asks_reason=True)
def set_rollup_rule(ctx: Context, target: None, data: SetRollupRule) -> RollupRule:
    """Set how a node is rolled up from a day on."""
    node, from_ = seen_node(ctx, data.node), data.from_ or structure.BEGINNING
    green = data.green_at if data.green_at is not None else Decimal(200) / 3
    amber = data.amber_at if data.amber_at is not None else Decimal(100) / 3
    if green - amber <= 2 * data.hysteresis:
        raise Invalid({"hysteresis": "The bands must be further apart than twice the hysteresis."})
    values = data.model_dump(exclude={"node", "from_"})
    rows = dated.revise(RollupRule, {"node": node}, from_=from_, now=ctx.now, **values)
    events.publish("scorecard.shape_changed", node_ids=[node.pk], since=from_)
    return rows[-1]


def _check_weights(node: ScoreNode, children: set[int], weights: dict[int, Weight]) -> None:
    """Refuse weights that leave children out, name strangers, are negative, or do not add up."""
    if set(weights) != children:
        missing, strange = len(children - set(weights)), len(set(weights) - children)
        raise Invalid({"weights": f"Name every part once: {missing} left out, {strange} that do not count here."})
    stated = [weight for weight in weights.values() if weight is not None]
    if not stated:
        return
    if len(stated) != len(weights):
        raise Invalid({"weights": "Give every part a weight, or none of them."})
    if any(weight < 0 for weight in stated):
        raise Invalid({"weights": "A weight cannot be negative."})
    own = NodeLink.objects.current().filter(child=node, valid_to__isnull=True).values_list("weight", flat=True)
    shares = [Fraction(weight) for weight in stated]
    if not any(adds_up(shares, Fraction(whole)) for whole in (WHOLE, *(weight for weight in own if weight))):
        total = f"{sum(stated, Decimal(0)).normalize():f}"
        sentence = f"These weights add up to {total}%. They must add up to 100%. For example {_example(shares)}."
        raise Invalid({"weights": sentence})


def _example(shares: list[Fraction]) -> str:
    """Return whole percentages in the same proportions that add up to 100, in the order given."""
    named = {f"{place:06d}": share for place, share in enumerate(shares)}  # of equal claims, the first gets the point
    proposed = rebalance(named)
    assert proposed is not None  # some are free, none is negative, and 100 is a whole number of steps
    return " + ".join(str(share) for share in proposed.values())


def _free_slug(name: str) -> str:
    base = slugify(name)[:150] or "scorecard"
    taken = set(Scorecard.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )
