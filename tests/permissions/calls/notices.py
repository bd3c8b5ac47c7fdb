"""Calls about one's own notices."""

from lineofsight.base.notices import commands  # noqa: F401 its import registers them
from tests.permissions.calls.making import Call, Case, always

CALLS: dict[str, dict[str, Case]] = {
    "notices.set_preferences": {"": always(lambda world: Call(data={"hour": 7}))},
    "notices.mark_read": {"": always(lambda world: Call())},
}
