"""Events: what a command tells higher domains after its commit."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from lineofsight.base import recorder as recorders

Reaction = Callable[..., None]
_reactions: dict[str, list[Reaction]] = defaultdict(list)


def publish(name: str, **payload: Any) -> None:
    """Tell, after the commit, that something happened; identical events of one command are told once."""
    recorder = recorders.required(f"The event {name}")
    if (name, payload) not in recorder.events[-50:]:
        recorder.events.append((name, payload))


def reacts_to(name: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction; it takes the event's payload as keywords and must be safe to run twice."""

    def register(function: Reaction) -> Reaction:
        _reactions[name].append(function)
        return function

    return register


def dispatch(events: list[tuple[str, dict[str, Any]]]) -> None:
    """Run the reactions to committed events, in order of registration."""
    for name, payload in events:
        for reaction in _reactions[name]:
            reaction(**payload)


def registered() -> dict[str, list[Reaction]]:
    """Return every event that somebody reacts to."""
    return dict(_reactions)
