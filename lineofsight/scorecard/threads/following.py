"""Progress, shares and effort follow what changes: right after the commit, once at the end of many, or by a job.

Inside `gathered()` (an import, a demo being loaded) what changed is only remembered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from lineofsight.scorecard.threads import progress, sharing
from lineofsight.scorecard.threads.sharing import TooMany

MOST_OBJECTIVES = 500


@dataclass(slots=True)
class Touched:
    """What changed: objectives whose progress, objectives whose links, goals, or so much that all is asked again."""

    moved: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)
    goals: set[int] = field(default_factory=set)
    everything: bool = False


_collected: ContextVar[Touched | None] = ContextVar("touched_threads", default=None)


def follow(
    *,
    moved: set[int] | None = None,
    linked: set[int] | None = None,
    goals: set[int] | None = None,
    everything: bool = False,
) -> None:
    """Bring what is computed in line with a change."""
    collected = _collected.get()
    touched = collected or Touched()
    touched.moved |= moved or set()
    touched.linked |= linked or set()
    touched.goals |= goals or set()
    touched.everything |= everything
    if collected is None:
        settle(touched)


@contextmanager
def gathered() -> Iterator[None]:
    """Collect what changes inside, and follow it once at the end: also when the block fails halfway."""
    touched = Touched()
    token = _collected.set(touched)
    try:
        yield
    finally:
        _collected.reset(token)
        settle(touched)


def settle(touched: Touched) -> None:
    """Compute what was touched; everything where that is most of it."""
    if touched.everything or len(touched.moved | touched.linked) > MOST_OBJECTIVES:
        refresh_everything()
        return
    if touched.moved or touched.linked:
        progress.refresh(touched.moved | touched.linked)
    if touched.linked or touched.goals:
        try:
            sharing.refresh(touched.linked, touched.goals)
        except TooMany:
            sharing.refresh()


def refresh_everything() -> int:
    """Compute progress, shares, standings and effort anew; safe to run twice. Return how many rows differ."""
    return progress.refresh() + sharing.refresh()
