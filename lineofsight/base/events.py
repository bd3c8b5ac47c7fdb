"""Events: what a command tells higher domains after its commit."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from lineofsight.base import history
from lineofsight.base import recorder as recorders

Reaction = Callable[..., None]
#: Stands for every row of a kind, where rows were written in bulk and nobody noted which.
ALL: dict[str, Any] = {"": "every row"}
_reactions: dict[str, list[Reaction]] = defaultdict(list)
_watched: set[str] = set()
_is_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def publish(name: str, **payload: Any) -> None:
    """Tell, after the commit, that something happened; identical events of one command are told once."""
    recorder = recorders.required(f"The event {name}")
    if (name, payload) not in recorder.events[-50:]:
        recorder.events.append((name, payload))


def watch(*kinds: str) -> None:
    """Ask to be told, as `base.rows_touched`, after every commit that wrote rows of these kinds."""
    _watched.update(kinds)


def touched(recorder: recorders.Recorder) -> list[tuple[str, dict[str, Any]]]:
    """Return what a command wrote as the event for those who watch kinds of rows; nothing where nobody watches."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for note in recorder.rows:
        if note.kind in _watched:
            found[note.kind].append({**(note.before or {}), **(note.after or {})})
    for kind in recorder.bulk_kinds & _watched:
        found[kind].append(ALL)
    return [("base.rows_touched", {"touched": dict(found)})] if found else []


def reacts_to(name: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction; it takes the event's payload as keywords and must be safe to run twice."""

    def register(function: Reaction) -> Reaction:
        _reactions[name].append(function)
        return function

    return register


def dispatch(events: list[tuple[str, dict[str, Any]]]) -> None:
    """Run the reactions to committed events, in order of registration."""
    if _is_quiet.get():
        return
    for name, payload in events:
        for reaction in _reactions[name]:
            reaction(**payload)


@contextmanager
def quiet() -> Iterator[None]:
    """Let nobody react to what happens inside: a demo database replays its past and then catches up at once."""
    if not history.is_demo():
        raise RuntimeError("Only a demo database may leave events without reactions.")
    token = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(token)


def registered() -> dict[str, list[Reaction]]:
    """Return every event that somebody reacts to."""
    return dict(_reactions)
