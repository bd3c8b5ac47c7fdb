"""How acts of change control, and the reading of what acts contained, read in history."""

from collections.abc import Collection

from lineofsight.base import commands
from lineofsight.base.access import Viewer
from lineofsight.base.wording import namer, register_words

register_words(
    {
        "governance.control_command": "said whether this act waits for release: {command:command}",
        "governance.ask_release": "asked for a release: {command:command}",
        "governance.release_call": "released the call",
        "governance.refuse_call": "refused the call",
        "governance.withdraw_call": "withdrew what they asked for",
        "governance.ask_content": "asked for leave to read what acts contained, for {days} days",
        "governance.give_content": "gave leave to read what acts contained",
        "governance.refuse_content": "refused leave to read what acts contained",
        "governance.end_content": "ended leave to read what acts contained",
        "governance.read_content": "read what an act contained",
    }
)


@namer("command", "an act")
def titles(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what acts are called: the first sentence of what they say of themselves."""
    known = commands.registry()
    return {key: known[key].title.rstrip(".") for key in keys if key in known}
