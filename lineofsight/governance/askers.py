"""Whose rights a released call is judged by: those that the asker holds at that moment.

Governance lies below the organization, which knows how to tell a viewer's rights, and registers that here.
"""

from collections.abc import Callable
from typing import Any

from lineofsight.base.access import Viewer

ViewerOf = Callable[[Any], Viewer]
_builders: list[ViewerOf] = []


def register(builder: ViewerOf) -> None:
    """Let `builder` make the viewer of a login user."""
    _builders[:] = [builder]


def viewer_of(user: Any) -> Viewer:
    """Return the viewer for a login user, with the rights held now."""
    return _builders[0](user)
