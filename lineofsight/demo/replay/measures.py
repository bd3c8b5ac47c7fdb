"""Currencies and units of measure, KPI cards, who answers for them, targets and exchange rates."""

from decimal import Decimal, InvalidOperation
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import catalog, company
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.company import FxRate
from lineofsight.demo.norrvik.measures import Card, Target
from lineofsight.demo.replay.stage import SOURCE, Stage, day_of
from lineofsight.measures import commands
from lineofsight.measures.models import Measure
from lineofsight.organization.commands import set_accountability

_KINDS = {"percent": "share", "euro-per-pallet": "currency", "money": "currency", "label": "text"}
_SOURCES = {source.key: source for source in catalog.SOURCES}
_EURO_UNITS = ("euro-per-pallet",)


def set_up_measures(stage: Stage, act: Act) -> None:
    """Add what KPIs count in, then the cards, and say who owns, keeps right and updates each."""
    context = stage.context(act.actor)
    for currency in company.CURRENCIES:
        said = {"code": currency.code, "name": currency.name, "minor_unit": currency.minor_unit}
        commands.add_currency(context, None, said)
    _add_units_of_measure(context)
    for card in catalog.CARDS.values():
        measure = commands.create_measure(context, None, _card(card, stage))
        stage.measures[card.key] = measure
        for code, person in (("owner", card.owner), ("steward", card.steward), ("updater", card.updater)):
            said = {"target": measure.address, "code": code, "person": stage.people[person].public_id}
            set_accountability(context, None, {**said, "from_": day_of(context)})
    stage.forget_rights()


def _add_units_of_measure(context: Context) -> None:
    """Add each unit of measure once for every number of decimals in which a KPI shows it."""
    units = {unit.key: unit for unit in catalog.UNITS_OF_MEASURE}
    for key, decimals in sorted({(card.unit, card.decimals) for card in catalog.CARDS.values()}):
        unit = units[key]
        said = {"name": unit.name, "symbol": unit.symbol, "kind": _KINDS.get(key, "number"), "decimals": decimals}
        currency = "EUR" if key in _EURO_UNITS else None
        commands.add_unit_of_measure(context, None, {"key": _unit_key(key, decimals), **said, "currency": currency})


def _unit_key(unit: str, decimals: int) -> str:
    return f"{unit}-{decimals}"


def _card(card: Card, stage: Stage) -> dict[str, Any]:
    source = _SOURCES[card.source]
    return {
        "source": SOURCE,
        "key": card.key,
        "slug": card.key,
        "name": card.name,
        "short_name": card.label,
        "owning_unit": stage.units[card.owning_unit].public_id,
        "calendar": stage.calendar.public_id,
        "from_": card.valid_from,
        "sensitivity": "restricted" if card.sensitivity == "restricted" else "open",
        "question": card.question,
        "formula": card.formula,
        "expression": card.derived,
        "unit_of_measure": _unit_key(card.unit, card.decimals),
        "polarity": card.polarity,
        "lead_lag": card.lag_kind,
        "nature": "qualitative" if card.qualitative else "quantitative",
        "frequency": card.frequency,
        "time_aggregation": card.time_aggregation,
        "org_aggregation": card.org_aggregation,
        "min_coverage": Decimal(card.min_coverage),
        "factor": Decimal(card.factor),
        "is_complement": card.complement,
        "flow_or_stock": "stock" if card.time_aggregation == "last" else "flow",
        "lower_bound": Decimal(card.lower_bound),
        "is_seasonal": card.seasonal,
        "collection": f"{card.collection}, {source.schedule}",
        "source_system": source.name,
        "grace_days": card.grace_days,
        "stale_after_days": card.stale_after_days,
        "is_mandatory": card.mandatory,
        "gaming_risks": card.gaming_risk,
    }


def set_targets(stage: Stage, act: Act) -> None:
    """Set all targets of a budget round."""
    assert isinstance(act.payload, tuple)
    context = stage.context(act.actor, act.reason)
    for target in act.payload:
        assert isinstance(target, Target)
        _set_target(context, stage, target, agreed_by="Budget round")


def change_target(stage: Stage, act: Act) -> None:
    """Change one target, for a reason."""
    target = act.payload
    assert isinstance(target, Target)
    context = stage.context(act.actor, f"Change {target.change}. {target.reason}")
    _set_target(context, stage, target, agreed_by="Performance review council")


def _set_target(context: Context, stage: Stage, target: Target, *, agreed_by: str) -> None:
    card = catalog.CARDS[target.measure]
    measure: Measure = stage.measures[target.measure]
    values = {**target_fields(card, target), "agreed_by": agreed_by}
    for unit in _units_of(card, target):
        said = {"unit": stage.units[unit].public_id, "from_": target.valid_from, **values}
        commands.set_target(context, measure, said)


def _units_of(card: Card, target: Target) -> tuple[str, ...]:
    """Return where a target is set: at the owning unit, from which those below take it, except for what is summed."""
    if target.unit is not None:
        return (target.unit,)
    return card.units if card.org_aggregation == "sum" else (card.owning_unit,)


def target_fields(card: Card, target: Target) -> dict[str, Any]:
    """Return a target as the columns and parameters of the product; what it does not say is set to nothing."""
    parameters = {name: _number(value) for name, value in target.parameters.items() if name != "polarity"}
    goal = parameters.pop("goal", parameters.pop("target", _number(target.target)))
    values: dict[str, Any] = {
        "scoring_type": card.scoring_type,
        "baseline": parameters.pop("baseline", _number(target.baseline)),
        "target": goal if isinstance(goal, Decimal) else None,
        "red_flag": parameters.pop("red_flag", _number(target.red_flag)),
        "stretch": _number(target.stretch),
        "text": "" if isinstance(goal, Decimal) or goal is None else str(goal),
        "parameters": parameters,
        "phasing": "flat",
        "phasing_start_on": None,
        "phasing_start_value": None,
        "phasing_end_on": None,
    }
    if card.scoring_type == "yes_no":
        values["parameters"] = {"good": 1}
    if target.path is not None:
        values["phasing"] = target.path.profile
        values["phasing_start_on"] = target.path.start_on
        values["phasing_start_value"] = _number(target.path.start_value)
        values["phasing_end_on"] = target.path.end_on
    return values


def _number(value: Any) -> Any:
    """Return decimal strings as decimals, in lists and mappings too; other words stay words."""
    if isinstance(value, list):
        return [_number(item) for item in value]
    if isinstance(value, dict):
        return {key: _number(item) for key, item in value.items()}
    try:
        return Decimal(value) if isinstance(value, str) else value
    except InvalidOperation:
        return value


def set_rates(stage: Stage, act: Act) -> None:
    """Set a month's exchange rates."""
    assert isinstance(act.payload, tuple)
    context = stage.context(act.actor)
    for rate in act.payload:
        assert isinstance(rate, FxRate)
        said = {"base": "EUR", "currency": rate.currency, "calendar": stage.calendar.public_id, "period": rate.month}
        commands.set_rate(context, None, {**said, "average": rate.average, "closing": rate.closing})
