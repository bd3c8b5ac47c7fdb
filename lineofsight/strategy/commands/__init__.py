"""What can be done to strategies, one file per noun."""

from lineofsight.strategy.commands.cascade import end_cascade, set_cascade
from lineofsight.strategy.commands.links import link_objectives, unlink_objectives
from lineofsight.strategy.commands.objectives import add_objective, drop_objective, edit_objective, place_objective
from lineofsight.strategy.commands.parts import add_perspective, add_perspectives, add_theme, edit_perspective
from lineofsight.strategy.commands.strategies import create_strategy
from lineofsight.strategy.commands.versions import (
    adopt_version,
    approve_version,
    draft_version,
    edit_version,
    return_version,
    submit_version,
)

__all__ = [
    "add_objective",
    "add_perspective",
    "add_perspectives",
    "add_theme",
    "adopt_version",
    "approve_version",
    "create_strategy",
    "draft_version",
    "drop_objective",
    "edit_objective",
    "edit_perspective",
    "edit_version",
    "end_cascade",
    "link_objectives",
    "place_objective",
    "return_version",
    "set_cascade",
    "submit_version",
    "unlink_objectives",
]
