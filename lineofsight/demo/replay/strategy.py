"""The company's strategy in three versions, and the plans of the hubs and the finance center."""

from datetime import date, timedelta
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import company, strategy
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.strategy import Objective, Version
from lineofsight.demo.replay.stage import SOURCE, Stage, day_of
from lineofsight.organization.commands import set_accountability
from lineofsight.strategy import commands
from lineofsight.strategy.models import StrategicObjective, Strategy, StrategyVersion

_VERSIONS = {version.number: version for version in strategy.VERSIONS}


def draft_version(stage: Stage, act: Act) -> None:
    """Draft a version: its texts, the objectives that it adds, and the links between objectives that it has now."""
    said = _said(act)
    context = stage.context(act.actor)
    if said.number == 1:
        version = _found_strategy(context, stage, said)
    else:
        version = commands.draft_version(context, stage.strategy(company.ROOT_UNIT), {})
        commands.edit_version(context, version, _texts(said))
    present = set(version.objectives.values_list("objective__code", flat=True))
    for place, objective in enumerate(strategy.OBJECTIVES, start=1):
        if objective.code in said.objective_codes and objective.code not in present:
            _add_objective(context, stage, version, objective, place)
    _link(context, version, said)


def _said(act: Act) -> Version:
    return _VERSIONS[int(act.target.partition(":")[2])]


def _texts(said: Version) -> dict[str, Any]:
    end = date(said.valid_from.year + (3 if said.number > 1 else 4), 1, 1) - timedelta(days=1)
    return {
        "title": said.name,
        "vision": said.vision,
        "mission": said.mission,
        "values_text": "\n".join(said.values),
        "destination_statement": said.destination,
        "horizon_from": said.valid_from,
        "horizon_to": end,
    }


def _found_strategy(context: Context, stage: Stage, said: Version) -> StrategyVersion:
    unit = stage.units[company.ROOT_UNIT].public_id
    identity = {"source": SOURCE, "key": company.ROOT_UNIT, "name": f"Strategy of {company.NAME}"}
    made: Strategy = commands.create_strategy(context, None, {"unit": unit, **identity, **_texts(said)})
    add_perspectives(context, made)
    for theme in strategy.THEMES:
        row = commands.add_theme(context, made, {"name": theme.name, "key": theme.key, "source": SOURCE})
        answer(context, stage, row.address, "owner", theme.owner)
    version: StrategyVersion = made.versions.get(number=1)
    return version


def add_perspectives(context: Context, made: Strategy) -> None:
    """Add the four perspectives to a strategy."""
    for perspective in strategy.PERSPECTIVES:
        said = {"name": perspective.name, "standard": perspective.key, "key": perspective.key}
        commands.add_perspective(context, made, {**said, "source": SOURCE, "sort_order": perspective.order})


def _add_objective(
    context: Context, stage: Stage, version: StrategyVersion, objective: Objective, place: int
) -> StrategicObjective:
    said = {"code": objective.code, "name": objective.name, "perspective": objective.perspective}
    row: StrategicObjective = commands.add_objective(
        context,
        version,
        {**said, "themes": list(objective.themes), "source": SOURCE, "key": objective.code, "sort_order": place},
    )
    answer(context, stage, row.address, "owner", objective.owner)
    return row


def answer(context: Context, stage: Stage, address: str, code: str, person: str) -> None:
    """Say who answers for a thing."""
    said = {"target": address, "code": code, "person": stage.people[person].public_id, "from_": day_of(context)}
    set_accountability(context, None, said)


def _link(context: Context, version: StrategyVersion, said: Version) -> None:
    present = set(version.links.values_list("driver__code", "outcome__code"))
    ids = dict(version.objectives.values_list("objective__code", "objective__public_id"))
    for link in strategy.LINKS:
        if {link.driver, link.outcome} <= ids.keys() and (link.driver, link.outcome) not in present:
            ends = {"driver": ids[link.driver], "outcome": ids[link.outcome]}
            commands.link_objectives(context, version, {**ends, "sign": link.expected_sign, "lag": link.lag_months})


def submit_version(stage: Stage, act: Act) -> None:
    """Submit a version for review."""
    commands.submit_version(stage.context(act.actor), _version(stage, act), {})


def approve_version(stage: Stage, act: Act) -> None:
    """Approve a version."""
    commands.approve_version(stage.context(act.actor), _version(stage, act), {})


def adopt_version(stage: Stage, act: Act) -> None:
    """Put a version in force."""
    context = stage.context(act.actor, act.reason)
    commands.adopt_version(context, _version(stage, act), {"on": _said(act).valid_from})


def _version(stage: Stage, act: Act) -> StrategyVersion:
    version: StrategyVersion = stage.strategy(company.ROOT_UNIT).versions.get(number=_said(act).number)
    return version


def unit_plan(stage: Stage, writer: Context, *, unit: str, name: str, start: date) -> StrategyVersion:
    """Return the first draft of a unit's plan, with the four perspectives; `put_in_force` ends it."""
    said = {"unit": stage.units[unit].public_id, "name": name, "source": SOURCE, "key": unit}
    horizon = {"horizon_from": start, "horizon_to": date(2028, 12, 31), "vision": strategy.VISION}
    made: Strategy = commands.create_strategy(writer, None, {**said, **horizon})
    add_perspectives(writer, made)
    version: StrategyVersion = made.versions.get(number=1)
    return version


def put_in_force(writer: Context, approver: Context, version: StrategyVersion, start: date) -> None:
    """Submit, approve and adopt a version in one go."""
    commands.submit_version(writer, version, {})
    commands.approve_version(approver, version, {})
    commands.adopt_version(approver, version, {"on": start})
