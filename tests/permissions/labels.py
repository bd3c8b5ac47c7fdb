"""How the table names a row: rows that the same people see share a name."""

from collections.abc import Callable
from typing import Any

from tests.permissions.threads import label_of_goal

Label = Callable[[Any], str]


def _of_person(row: Any) -> str:
    return str(row.person.key)


def _of_strategy(row: Any) -> str:
    return str(row.strategy.key)


def _of_version(version: Any) -> str:
    return f"{version.strategy.key} {version.number}"


def _of_objective_version(row: Any) -> str:
    return f"{row.objective.code} in {_of_version(row.strategy_version)}"


def _of_number(row: Any) -> str:
    return f"{row.measure.key} at {row.unit.key}"


def _of_user(user: Any) -> str:
    return "operator" if user.is_operator else str(user.name)


def _of_node(node: Any) -> str:
    if node.kind == "measure":
        return f"KPI {node.measure.key} at {node.unit.key}"
    if node.kind == "objective":
        return f"objective {node.objective.code}"
    return f"{node.kind} of {node.unit.key}"


def _of_okr(row: Any) -> str:
    return str(row.key)


LABELS: dict[str, Label] = {
    "okr.Objective": _of_okr,
    "okr.KeyResult": lambda row: _of_okr(row.objective),
    "okr.Milestone": lambda row: _of_okr(row.key_result.objective),
    "okr.KeyResultValue": lambda row: _of_okr(row.key_result.objective),
    "okr.AlignmentEdge": lambda row: _of_okr(row.child),
    "okr.Progress": lambda row: _of_okr(row.objective or row.key_result.objective),
    "okr.ObjectiveShare": lambda row: _of_okr(row.objective),
    "goals.Goal": label_of_goal,
    "goals.GoalValue": lambda row: label_of_goal(row.goal),
    "goals.GoalEdge": lambda row: label_of_goal(row.goal),
    "goals.Standing": lambda row: label_of_goal(row.goal),
    "goals.Effort": lambda row: str(row.unit.key),
    "goals.EffortRelease": lambda row: str(row.unit.key),
    "base.NoticePreference": lambda row: f"of {_of_user(row.user)}",
    "accounts.User": _of_user,
    "accounts.ApiToken": lambda row: f"of the {row.user}",
    "governance.HeldCall": lambda row: f"asked by {row.asked_by}",
    "organization.PersonDetails": _of_person,
    "organization.Holding": _of_person,
    "organization.ReportingLine": _of_person,
    "organization.ReportClosure": _of_person,
    "organization.Reorganization": lambda row: str(row.state),
    "organization.Delegation": lambda row: f"of {row.giver} to {row.taker}",
    "organization.Look": lambda row: f"of {row.looker} as {row.as_user or row.role}",
    "organization.RoleAssignment": lambda row: _of_user(row.user),
    "strategy.Strategy": lambda row: str(row.key),
    "strategy.Perspective": _of_strategy,
    "strategy.StrategicTheme": _of_strategy,
    "strategy.Adoption": _of_strategy,
    "strategy.StrategyVersion": _of_version,
    "strategy.StrategicObjective": lambda row: str(row.code),
    "strategy.ObjectiveVersion": _of_objective_version,
    "strategy.ObjectiveTheme": lambda row: _of_objective_version(row.objective_version),
    "strategy.CausalLink": lambda row: f"in {_of_version(row.strategy_version)}",
    "strategy.CascadeLink": lambda row: f"{row.child.code} to {row.parent.code}",
    "measures.Measure": lambda row: str(row.key),
    "measures.MeasureVersion": lambda row: str(row.measure.key),
    "measures.Observation": _of_number,
    "measures.Target": _of_number,
    "measures.PublishedFigure": _of_number,
    "measures.Dispute": _of_number,
    "integrations.Export": lambda row: f"asked for by {row.created_by}",
    "integrations.Import": lambda row: f"brought by {row.created_by}",
    "scorecard.Scorecard": lambda row: str(row.slug),
    "scorecard.ScoreNode": _of_node,
    "scorecard.Score": lambda row: _of_node(row.node),
    "scorecard.RollupRule": lambda row: _of_node(row.node),
    "scorecard.NodeLink": lambda row: f"{_of_node(row.child)} in {_of_node(row.parent)}",
}


def label_of(row: Any) -> str:
    """Return the name of a row in the table."""
    make = LABELS.get(row._meta.label)
    return make(row) if make else "every row"
