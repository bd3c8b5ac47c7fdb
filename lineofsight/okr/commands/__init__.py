"""What can be done to objectives and key results, one file per noun."""

from lineofsight.okr.commands.cycles import open_cycle
from lineofsight.okr.commands.key_results import add_key_result, cancel_key_result, edit_key_result, set_key_result
from lineofsight.okr.commands.links import link_objective, unlink_objective
from lineofsight.okr.commands.objectives import add_objective, drop_objective, edit_objective, start_objective
from lineofsight.okr.commands.placing import place_okrs
from lineofsight.okr.commands.values import record_value

__all__ = [
    "add_key_result",
    "add_objective",
    "cancel_key_result",
    "drop_objective",
    "edit_key_result",
    "edit_objective",
    "link_objective",
    "open_cycle",
    "place_okrs",
    "record_value",
    "set_key_result",
    "start_objective",
    "unlink_objective",
]
