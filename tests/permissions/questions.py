"""A valid question of every query and address of every page, for each case of the table."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from lineofsight.base import queries
from lineofsight.base.errors import NotFound, Refused
from lineofsight.integrations.models import Export, Import
from lineofsight.measures.models import Observation
from lineofsight.scorecard.models import ScoreNode
from tests.cast import EVERYBODY
from tests.permissions.labels import label_of
from tests.permissions.table import PAGES, QUERIES
from tests.permissions.threads import goal, objective
from tests.permissions.world import MEASURES, World

Asked = Callable[[World, str], dict[str, Any]]


def _slug(world: World, case: str) -> dict[str, Any]:
    return {"slug": case}


def _slug_and_unit(world: World, case: str) -> dict[str, Any]:
    return {"slug": case, "unit": MEASURES[case][0]}


def _strategy(world: World, case: str) -> dict[str, Any]:
    return {"strategy": world.strategies[case].public_id}


def observation_of(case: str) -> int:
    """Return the number of a value that rests on a file: `of yield, at east`."""
    name = case.removeprefix("of ").partition(",")[0]
    rows = Observation.objects.current().filter(measure__key=name, unit__key="east", period__key="2026-02")
    return int(rows.values_list("pk", flat=True).get())


def node_of(case: str) -> int:
    """Return the number of a node by its name in the table."""
    return next(node.pk for node in ScoreNode.objects.all() if label_of(node) == case)


ASKED: dict[str, Asked] = {
    "goals.goal": lambda world, case: {"goal": goal("employee").public_id},
    "goals.line_of_sight": lambda world, case: {"person": world.person("employee").slug},
    "goals.moved": lambda world, case: {"person": world.person("employee").slug},
    "goals.effort": lambda world, case: {"unit": case},
    "okr.alignment": lambda world, case: {"unit": case},
    "insight.team": lambda world, case: {},
    "insight.data_quality": lambda world, case: {},
    "insight.okrs": lambda world, case: {},
    "insight.okrs_of_unit": lambda world, case: {"cycle": objective(case).cycle.slug, "unit": case},
    "insight.okr": lambda world, case: {"slug": objective(case).slug},
    "governance.acts": lambda world, case: {},
    "governance.refusals": lambda world, case: {},
    "governance.seal_state": lambda world, case: {},
    "governance.content_grants": lambda world, case: {},
    "accounts.tokens": lambda world, case: {},
    "organization.delegations": lambda world, case: {},
    "organization.looks": lambda world, case: {},
    "organization.accounts": lambda world, case: {},
    "organization.account": lambda world, case: {"account": world.user("employee").public_id},
    "organization.set_up": lambda world, case: {},
    "organization.role_lines": lambda world, case: {"account": world.user("employee").public_id},
    "organization.role_catalog": lambda world, case: {},
    "organization.person": lambda world, case: {"slug": world.person("employee").slug},
    "organization.branch": lambda world, case: {"at": case},
    "organization.reorganizations": lambda world, case: {},
    "organization.reorganization": lambda world, case: {"public_id": world.plans[case].public_id},
    "organization.person_facts": lambda world, case: {"slug": world.person("employee").slug},
    "organization.unit_facts": _slug,
    "organization.unit_people": _slug,
    "organization.unit_positions": _slug,
    "organization.find_people": lambda world, case: {"text": "Employee"},
    "organization.unit": _slug,
    "organization.units": lambda world, case: {},
    "organization.who_answers_for": lambda world, case: {"address": world.measures[case].address},
    "organization.roles_of": lambda world, case: {"user": world.user("employee").public_id},
    "strategy.in_force": _strategy,
    "strategy.versions": _strategy,
    "strategy.strategies": lambda world, case: {},
    "strategy.comparison": lambda world, case: {"version": world.versions[case].public_id},
    "strategy.version": lambda world, case: {"version": world.versions[case].public_id},
    "measures.card": _slug,
    "measures.disputes": _slug,
    "measures.values": _slug_and_unit,
    "measures.targets": _slug_and_unit,
    "measures.freshness": _slug_and_unit,
    "measures.quality": _slug_and_unit,
    "scorecard.kpi": _slug,
    "scorecard.page": _slug,
    "insight.scorecards": lambda world, case: {},
    "insight.kpis": lambda world, case: {},
    "insight.unit_numbers": _slug,
    "insight.objective": lambda world, case: {"slug": world.objectives[case].slug},
    "insight.strategy_map": lambda world, case: {"scorecard": case},
    "insight.source": lambda world, case: {"observation": observation_of(case)},
    "integrations.imports": lambda world, case: {},
    "integrations.exports": lambda world, case: {},
}
#: Lists that answer everyone: a case is the name of a row in it.
LISTS = ("insight.scorecards", "insight.kpis", "insight.okrs", "strategy.strategies")
#: Lists that are empty for whoever may see none of their rows.
EMPTY = (
    "organization.delegations",
    "organization.looks",
    "governance.content_grants",
    "accounts.tokens",
    "integrations.imports",
    "integrations.exports",
    "organization.branch",
    "organization.find_people",
    "organization.unit_positions",
    "organization.reorganizations",
    "organization.role_catalog",
    "organization.role_lines",
    "organization.roles_of",
    "organization.units",
    "organization.who_answers_for",
)


def _account(world: World, case: str) -> dict[str, Any]:
    return {"account": world.user("employee").public_id}


def _employee(world: World, case: str) -> dict[str, Any]:
    return {"slug": world.person("employee").slug}


def _seat_of_employee(world: World, case: str) -> dict[str, Any]:
    return {**_employee(world, case), "position": world.cast.positions["employee"].public_id}


def _plan(world: World, case: str) -> dict[str, Any]:
    return {"public_id": world.plans[case].public_id}


def _plant(world: World, case: str) -> dict[str, Any]:
    return {"slug": "plant"}


def _history(world: World, case: str) -> dict[str, Any]:
    row: Any = {
        "KPI yield": world.measures["yield"],
        "KPI absence": world.measures["absence"],
        "scorecard of the group": world.scorecards["group"],
        "no kind": world.unit("east"),
    }[case]
    kind, _colon, public_id = row.address.partition(":")
    return {"kind": kind if case != "no kind" else "unit_closure", "public_id": public_id}


def _number(world: World, case: str) -> dict[str, Any]:
    return {"number": int(case)}


ADDRESSES: dict[str, Asked] = {
    "insight:line_of_sight_of": lambda world, case: {"slug": world.person("employee").slug},
    "insight:goals_of": lambda world, case: {"slug": world.person("employee").slug},
    "insight:moved_of": lambda world, case: {"slug": world.person("employee").slug},
    "insight:okr": lambda world, case: {"slug": objective(case).slug},
    "insight:okrs_of_unit": lambda world, case: {"cycle": objective(case).cycle.slug, "unit": case},
    "insight:effort_of": lambda world, case: {"unit": case},
    "insight:alignment_of": lambda world, case: {"unit": case},
    "organization:reorganization": _plan,
    "organization:reorganization_edit": _plan,
    "organization:move_new": _plan,
    "organization:reorganization_return": _plan,
    "organization:reorganization_take_back": _plan,
    "organization:unit": _plant,
    "insight:unit_numbers": _plant,
    "organization:unit_edit": _plant,
    "organization:unit_close": _plant,
    "organization:unit_below": _plant,
    "organization:position_new": _plant,
    "organization:position_edit": lambda world, case: {"position": world.cast.positions["employee"].public_id},
    "organization:person": _employee,
    "organization:person_edit": _employee,
    "organization:lines_edit": _employee,
    "organization:seat_new": _employee,
    "organization:seat_leave": _seat_of_employee,
    "history": _history,
    "governance:request_refuse": lambda world, case: {"call": world.held.public_id if world.held else None},
    "governance:grant_refuse": lambda world, case: {"grant": world.grant.public_id if world.grant else None},
    "organization:account": _account,
    "organization:look_as_person": _account,
    "organization:account_disable": _account,
    "organization:account_reset_second_factor": _account,
    "organization:account_enable": _account,
    "organization:role_give": _account,
    "organization:role_end": lambda world, case: {**_account(world, case), "role": "employee"},
    "ui:error": lambda world, case: {"status": 404},
    "insight:scorecard_latest": _slug,
    "insight:scorecard": lambda world, case: {"slug": case, "period": "2026-02"},
    "insight:scorecard_compared": _slug,
    "insight:kpi_compared": _slug,
    "insight:kpi": _slug,
    "insight:objective": lambda world, case: {"slug": world.objectives[case].slug},
    "insight:why": lambda world, case: {"node": node_of(case), "period": "2026-02"},
    "insight:source": lambda world, case: {"observation": observation_of(case)},
    "integrations:origins_of_objective": lambda world, case: {"slug": objective(case).slug},
    "integrations:origins_of_goal": lambda world, case: {"goal": goal("employee").public_id},
    "integrations:template": lambda world, case: {"table": "goals"},
    "integrations:import": lambda world, case: {"number": Import.objects.get().pk},
    "integrations:archive": lambda world, case: {"number": Export.objects.get().pk},
    "strategy:version": _number,
    "strategy:changes": _number,
    "strategy:texts_edit": _number,
    "strategy:map_edit": _number,
    "strategy:act": lambda world, case: {**_number(world, case), "name": "submit"},
    "measures:value_new": _slug,
    "measures:target_new": _slug,
    "measures:card_edit": _slug,
    "measures:dispute_new": _slug,
    "measures:dispute_close": lambda world, case: {
        "slug": "yield",
        "public_id": world.dispute.public_id if world.dispute else None,
    },
}


def cells_of_queries() -> list[tuple[str, str]]:
    """Return every cell of the table of queries."""
    return [(name, case) for name, cases in QUERIES.items() for case in cases]


def cells_of_pages() -> list[tuple[str, str]]:
    """Return every cell of the table of pages."""
    return [(name, case) for name, cases in PAGES.items() for case in cases]


def who_is_answered(world: World, name: str, case: str) -> set[str]:
    """Return who of the cast gets an answer."""
    return {who for who in EVERYBODY if _is_answered(world, name, case, who)}


def _is_answered(world: World, name: str, case: str, who: str) -> bool:
    try:
        answer = queries.registry()[name].function(world.cast.act(who), **ASKED[name](world, case))
    except (NotFound, Refused):
        return False
    if name in LISTS:
        return case in {line.slug for line in answer}
    return bool(answer) if name in EMPTY else True


def address_of(world: World, name: str, case: str) -> str:
    """Return the address of a page in a case."""
    return reverse(name, kwargs=ADDRESSES[name](world, case) if name in ADDRESSES else {})
