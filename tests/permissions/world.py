"""What the cast lives among: strategies in force, in review and drafted, open and restricted KPIs and their numbers."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lineofsight.accounts import commands_access as ways_in
from lineofsight.accounts.models import User
from lineofsight.base import clock, files
from lineofsight.base.errors import Held
from lineofsight.base.models import Change, StoredFile
from lineofsight.base.notices import commands as notices
from lineofsight.base.runner import system_change
from lineofsight.governance import commands as governance
from lineofsight.governance import content
from lineofsight.governance.models import ContentGrant, HeldCall
from lineofsight.integrations import commands as imports
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Dispute, Measure
from lineofsight.organization import commands as organization
from lineofsight.organization.models import (
    Calendar,
    Delegation,
    Job,
    JobFamily,
    Look,
    Person,
    Position,
    Reorganization,
    Unit,
)
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard import pending
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.strategy import commands as strategy
from lineofsight.strategy.models import StrategicObjective, Strategy, StrategyVersion
from tests.cast import EVERYBODY, START, Cast, answer_for, make_cast, system
from tests.permissions.threads import make_threads

#: owning unit, sensitivity, the units it is observed at, who answers for it
MEASURES: dict[str, tuple[str, str, tuple[str, ...], dict[str, str]]] = {
    "revenue": ("group", "open", ("group", "east", "west"), {"owner": "executive"}),
    "yield": (
        "east",
        "open",
        ("east", "plant"),
        {"owner": "manager", "steward": "data_steward", "updater": "updater"},
    ),
    "absence": ("east", "restricted", ("east",), {"owner": "unit_head", "updater": "updater"}),
    "margin": ("group", "restricted", ("group",), {}),
    "footfall": ("shop", "open", ("shop",), {"steward": "colleague"}),
}
#: which KPI counts in which objective, at which unit
COUNTED = (
    ("G1", "revenue", "group"),
    ("G1", "margin", "group"),
    ("E1", "yield", "east"),
    ("E1", "absence", "east"),
    ("W1", "footfall", "shop"),
)
MONTHS = ("2026-01", "2026-02")
LINES = "month,unit,value\n2026-01,east,91\n2026-02,east,92\n"


@dataclass
class World:
    """The cast, and the things by name."""

    cast: Cast
    strategies: dict[str, Strategy] = field(default_factory=dict)
    versions: dict[str, StrategyVersion] = field(default_factory=dict)
    objectives: dict[str, StrategicObjective] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    scorecards: dict[str, Scorecard] = field(default_factory=dict)
    plans: dict[str, Reorganization] = field(default_factory=dict)
    family: JobFamily | None = None
    job: Job | None = None
    seat: Position | None = None
    dispute: Dispute | None = None
    held: HeldCall | None = None
    grant: ContentGrant | None = None
    delegation: Delegation | None = None
    looks: dict[str, Look] = field(default_factory=dict)
    file: StoredFile | None = None

    @property
    def calendar(self) -> Calendar:
        """Return the one calendar."""
        assert self.cast.calendar is not None
        return self.cast.calendar

    def unit(self, name: str) -> Unit:
        """Return a unit by name."""
        return self.cast.units[name]

    def person(self, name: str) -> Person:
        """Return a person of the cast."""
        return self.cast.people[name]

    def user(self, name: str) -> User:
        """Return an account of the cast."""
        return self.cast.users[name]


def make_world() -> World:
    """Return the company with everything in it."""
    world = World(make_cast())
    _make_jobs(world)
    _make_plans(world)
    notices.set_preferences(world.cast.act("employee"), None, {"hour": 7})
    ways_in.make_token(world.cast.act("employee"), world.user("employee"), {"name": "reader"})
    with pending.gathered():
        _make_strategies(world)
        _make_measures(world)
        _make_numbers(world)
        _make_scorecards(world)
        _make_waiting(world)
        make_threads(world)
    _make_grant(world)
    _make_stand_ins(world)
    organization.close_period(system(), world.calendar, {"key": "2026-01"})
    for name in EVERYBODY:  # known as of now, not as of the first test that asks, on its day and after its changes
        world.cast.viewer(name)
    return world


def _make_grant(world: World) -> None:
    """The auditor reads what one act contained, by the executive's leave."""
    world.grant = content.ask_content(world.cast.act("auditor"), None, {"days": 7})
    content.give_content(world.cast.act("executive"), world.grant)
    act = Change.objects.filter(command="organization.create_unit").order_by("pk")[0]
    content.read_content(world.cast.act("auditor"), world.grant, {"change": act.public_id})


def _make_stand_ins(world: World) -> None:
    """The peer stands in for the office; the auditor asks to look as the employee, and as an executive."""
    days = {"from_": clock.today(), "to": clock.today() + timedelta(days=7)}
    office = {"role": "strategy_office", **days}
    world.delegation = organization.delegate(world.cast.act("strategy_office"), world.person("peer"), office)
    for name, whom in (("employee", {"user": world.user("employee").public_id}), ("executive", {"role": "executive"})):
        world.looks[name] = organization.ask_to_look(world.cast.act("auditor"), None, whom)


def _make_jobs(world: World) -> None:
    world.family = organization.create_job_family(system(), None, {"name": "Operations", "key": "operations"})
    job = {"name": "Operator", "key": "operator", "family": world.family.public_id}
    world.job = organization.create_job(system(), None, job)
    seat = {"title": "Vacant seat", "unit": world.unit("plant").public_id, "from_": START, "key": "vacant"}
    world.seat = organization.create_position(system(), None, seat)


def _make_plans(world: World) -> None:
    """A draft that renames the lab, and one that is in force and renamed the shop to what it was."""
    for name, unit in (("a draft", "lab"), ("in force", "shop")):
        said = {"name": name, "takes_effect_on": START}
        plan = world.plans[name] = organization.plan_reorganization(world.cast.act("hr"), None, said)
        move = {"kind": "rename_unit", "unit": world.unit(unit).public_id, "name": unit.title()}
        organization.add_move(system(), plan, move)
    organization.submit_reorganization(world.cast.act("hr"), plan)
    organization.approve_reorganization(world.cast.act("executive"), plan)
    organization.apply_reorganization(world.cast.act("hr"), plan)


def _make_strategies(world: World) -> None:
    """The group's and west's are in force, the group's next version is a draft, east's first is in review."""
    for name, codes in (("group", {"G1": "group", "G2": "west"}), ("east", {"E1": "east"}), ("west", {"W1": "west"})):
        made = strategy.create_strategy(
            system(), None, {"unit": world.unit(name).public_id, "name": f"{name.title()} 2026", "key": name}
        )
        first = made.versions.get()
        world.strategies[name], world.versions[f"{name} 1"] = made, first
        strategy.add_perspective(system(), made, {"name": "Customer", "key": "customer"})
        strategy.add_theme(system(), made, {"name": "Growth", "key": "growth"})
        for code, unit in codes.items():
            world.objectives[code] = _add(world, first, code, unit)
    _link(world, world.versions["group 1"], "G1", "G2")
    for name in ("group", "west"):
        version = world.versions[f"{name} 1"]
        strategy.submit_version(world.cast.act("strategy_office"), version)
        strategy.approve_version(world.cast.act("executive"), version)
        strategy.adopt_version(world.cast.act("executive"), version, {"on": START})
    strategy.submit_version(world.cast.act("unit_head"), world.versions["east 1"])
    draft = strategy.draft_version(world.cast.act("strategy_office"), world.strategies["group"])
    world.versions["group 2"] = draft
    world.objectives["G3"] = _add(world, draft, "G3", "group")
    serves = {"parent": world.objectives["G1"].public_id, "from_": START}
    strategy.set_cascade(system(), world.objectives["E1"], serves)


def _add(world: World, version: StrategyVersion, code: str, unit: str) -> StrategicObjective:
    data = {"code": code, "name": f"Objective {code}", "unit": world.unit(unit).public_id}
    return strategy.add_objective(system(), version, {**data, "perspective": "customer", "themes": ["growth"]})


def _link(world: World, version: StrategyVersion, outcome: str, driver: str) -> None:
    ends = {"driver": world.objectives[driver].public_id, "outcome": world.objectives[outcome].public_id}
    strategy.link_objectives(system(), version, ends)


def _make_measures(world: World) -> None:
    measures.add_currency(system(), None, {"code": "EUR", "name": "Euro"})
    measures.add_currency(system(), None, {"code": "SEK", "name": "Swedish krona"})
    measures.add_unit_of_measure(system(), None, {"key": "percent", "name": "Percent", "symbol": "%"})
    rate = {"base": "EUR", "currency": "SEK", "calendar": world.calendar.public_id, "period": "2026-01"}
    measures.set_rate(system(), None, {**rate, "average": "0.09"})
    for name, (unit, sensitivity, _, answering) in MEASURES.items():
        card = {
            "name": name.title(),
            "slug": name,
            "key": name,
            "owning_unit": world.unit(unit).public_id,
            "sensitivity": sensitivity,
            "polarity": "maximize",
            "unit_of_measure": "percent",
            "from_": START,
        }
        world.measures[name] = measures.create_measure(system(), None, card)
        answer_for(world.cast, world.measures[name], **answering)


def _make_numbers(world: World) -> None:
    world.file = files.store(io.BytesIO(LINES.encode()), "east.csv")
    for name, (_, _, places, _) in MEASURES.items():
        for place in places:
            _observe(world, name, place)
            goal = {"scoring_type": "goal_red_flag", "target": "95", "red_flag": "80"}
            data = {"unit": world.unit(place).public_id, "from_": START, **goal}
            measures.set_target(system(), world.measures[name], data)
    figure = {"unit": world.unit("east").public_id, "period": "2026-02", "value": "92", "raw": "92 %"}
    measures.publish_figure(system(), world.measures["yield"], figure)


def _observe(world: World, name: str, place: str) -> None:
    for number, month in enumerate(MONTHS):
        data: dict[str, Any] = {"unit": world.unit(place).public_id, "period": month, "value": str(91 + number)}
        if place == "east":
            data |= {"file": world.file.pk if world.file else None, "lines": str(2 + number), "raw": str(91 + number)}
        measures.record_observation(system(), world.measures[name], data)


def _make_scorecards(world: World) -> None:
    """A scorecard of the group, of east and of west; a restricted KPI counts in each of the first two."""
    for name, strategy_ in world.strategies.items():
        ids = {"unit": world.unit(name), "strategy": strategy_, "calendar": world.calendar}
        data = {key: row.public_id for key, row in ids.items()} | {"name": f"{name.title()} scorecard", "slug": name}
        world.scorecards[name] = scorecards.create_scorecard(system(), None, data)
    for code, name, place in COUNTED:
        what = {"objective": world.objectives[code], "measure": world.measures[name], "unit": world.unit(place)}
        scorecards.attach_measure(system(), None, {key: row.public_id for key, row in what.items()})
    node = ScoreNode.objects.get(kind="objective", objective=world.objectives["G1"])
    scorecards.set_rollup_rule(system(), None, {"node": node.pk, "method": "mean"})


def _make_waiting(world: World) -> None:
    """A dispute, an import, and a call that waits for somebody else; change control is then off again."""
    imports.bring_files(world.cast.act("updater"), None, {"files": [world.file.pk if world.file else 0]})
    export = imports.export_everything(world.cast.act("strategy_office"), None, {})
    with system_change("As if it had been written"):
        export.state, export.file = "ready", world.file
        export.save()
    claim = {"unit": world.unit("plant").public_id, "period": "2026-02", "claim": "We counted twice."}
    world.dispute = measures.open_dispute(world.cast.act("employee"), world.measures["yield"], claim)
    control = {"command": "strategy.add_theme", "is_on": True}
    governance.control_command(world.cast.act("strategy_office"), None, control)
    try:
        strategy.add_theme(world.cast.act("unit_head"), world.strategies["east"], {"name": "Quality"})
    except Held as held:
        world.held = HeldCall.objects.get(public_id=held.hold.partition(":")[2])
    governance.control_command(world.cast.act("strategy_office"), None, {**control, "is_on": False})
