"""What calls are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.permissions.world import World

NOBODY = UUID(int=1)  # the public id of nothing


@dataclass(frozen=True)
class Call:
    """A target and an input."""

    target: Any = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Returns the call that somebody makes, after preparing the world for it: all is rolled back after the call.

    A shared one is the same whoever calls, and is prepared once for all of them.
    """

    make: Callable[[World, str], Call]
    is_shared: bool = False


def always(make: Callable[[World], Call]) -> Case:
    """Return a case that is the same whoever calls."""
    return Case(lambda world, _: make(world), is_shared=True)


def account_of(world: World, who: str) -> Any:
    """Return somebody's own account; nothing for whoever has none."""
    return world.cast.users.get(who, NOBODY)


def other_account(world: World, who: str) -> Any:
    """Return the account of a peer, never one's own."""
    return world.user("colleague" if who == "peer" else "peer")


def person_of(world: World, who: str) -> Any:
    """Return somebody's own person; nothing for whoever is none."""
    return world.cast.people.get(who, NOBODY)
