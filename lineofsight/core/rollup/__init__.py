"""From children to a parent (domain section 4.3): `roll_up` for one parent, `roll_up_groups` for many at once."""

from lineofsight.core.rollup.groups import GateTable, GroupRules, roll_up_groups
from lineofsight.core.rollup.parent import (
    GATE_MISSING,
    METHODS,
    MISSING_POLICIES,
    Child,
    Gate,
    RolledUp,
    RollUpRule,
    roll_up,
)

__all__ = [
    "GATE_MISSING",
    "METHODS",
    "MISSING_POLICIES",
    "Child",
    "Gate",
    "GateTable",
    "GroupRules",
    "RollUpRule",
    "RolledUp",
    "roll_up",
    "roll_up_groups",
]
