"""Whose rights a released call is judged by: those that the asker holds at that moment.

Governance lies below the organization, which knows how to tell a viewer's rights, and registers that here.
"""

from collections.abc import Callable
from typing import Any

from lineofsight.base.access import Viewer

ViewerOf = Callable[[Any, Any], Viewer]
_builders: list[ViewerOf] = []


def register(builder: ViewerOf) -> None:
    """Let `builder` make the viewer of a login user, and of whoever stands in for another one."""
    _builders[:] = [builder]


def viewer_of(user: Any, stood_in_for: Any = None) -> Viewer:
    """Return the viewer for a login user, with the rights held now: delegated ones where they stood in for somebody.

    Raises Refused where the delegation is over.
    """
    return _builders[0](user, stood_in_for)
