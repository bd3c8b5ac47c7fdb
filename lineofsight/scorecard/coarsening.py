"""What is shown above a part which a viewer may not see, so that this stays unknown.

A parent is a mean of its parts, or the lowest or highest of them. Who knows the parent, the weights and all parts but
one, knows that one, too, within `NEED` points. Several hidden parts protect each other, as far as their weights allow.
There are two ways to keep a part closed. Its parent is rounded, as far as its weight asks, and is then an unknown part
of what stands above (`steps_over`): of scores. Or the part itself counts in tens, there and in all above
(`shifts_over`): that needs its number and every weight on the way up, and holds whatever else is known, also of
other days.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Generic, TypeVar

NEED = 10.0  # points of a hundred within which a hidden number must stay unknown
UNKNOWN = 100.0  # points within which a hidden number may lie
STEPS = (1.0, 2.0, 5.0, 10.0)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Family(Generic[Key]):
    """The parts of a parent with the share of each; it is their mean, or else the lowest or highest of them."""

    parts: Sequence[tuple[Key, float]]
    is_mean: bool = True


def steps_over(
    families: Mapping[Key, Family[Key]], windows: dict[Key, float], hidden: Mapping[Key, int]
) -> dict[Key, float]:
    """Return the step of each parent from which an unknown part could be worked out, until nothing more follows.

    `windows` says of each unknown part within how many points it may lie; `hidden`, of each that is hidden and not
    merely rounded, in how many periods it has a number.
    """
    steps: dict[Key, float] = {}
    while True:
        before = (len(steps), sum(steps.values()), sum(windows.values()))
        for parent, family in families.items():
            step, told = _step(family, windows, hidden)
            # A hidden part that is told within NEED here protects no sibling elsewhere any more.
            windows |= {child: min(windows[child], NEED) for child in told}
            if step > steps.get(parent, 0.0):
                steps[parent] = windows[parent] = step
        if before == (len(steps), sum(steps.values()), sum(windows.values())):
            return steps


def _step(family: Family[Key], windows: Mapping[Key, float], hidden: Mapping[Key, int]) -> tuple[float, list[Key]]:
    """Return how far one parent must be rounded, and the parts it would tell: others leave a part open, or not."""
    parts = [(child, share, windows[child]) for child, share in family.parts if child in windows and share > 0]
    if not parts:
        return 0.0, []
    if not family.is_mean:
        return STEPS[-1], [child for child, _, _ in parts]
    longest = max((hidden[child] for child, _, _ in parts if child in hidden), default=0)
    # A hidden part that lacks data in some period leaves the others alone there.
    room = {child: share * window for child, share, window in parts if hidden.get(child, longest) == longest}
    whole = sum(room.values())
    lacking = {child: share * min(window, NEED) - (whole - room.get(child, 0.0)) for child, share, window in parts}
    told = [child for child, amount in lacking.items() if amount > 1e-9]
    return next((step for step in STEPS if told and step >= max(lacking.values()) - 1e-9), 0.0), told


def shifts_over(families: Mapping[Key, Family[Key]], hidden: Mapping[Key, float]) -> dict[Key, float]:
    """Return by how much each parent is shown higher or lower, where what it would tell counts in tens instead."""
    told = told_by(families, hidden)
    shifts = {part: in_tens(hidden[part]) - hidden[part] for part in told}
    order = TopologicalSorter({parent: [part for part, _ in family.parts] for parent, family in families.items()})
    for parent in order.static_order():
        parts = families[parent].parts if parent in families else ()
        shifted = [share * shifts[part] for part, share in parts if part in shifts]
        if shifted:
            shifts[parent] = sum(shifted)
    return {parent: shift for parent, shift in shifts.items() if parent not in told}


def told_by(families: Mapping[Key, Family[Key]], hidden: Iterable[Key]) -> set[Key]:
    """Return the hidden parts that a parent would tell: what others leave open of them is too little.

    One that counts in several parents is told by what these differ in. What is told protects nothing any more.
    """
    windows = dict.fromkeys(hidden, UNKNOWN)
    same = dict.fromkeys(windows, 1)
    counted = Counter(part for family in families.values() for part, share in family.parts if share > 0)
    told = {part for part in windows if counted[part] > 1}
    while True:
        windows |= dict.fromkeys(told, 0.0)
        fresh = {part for family in families.values() for part in _step(family, windows, same)[1]} - told
        if not fresh:
            return told
        told |= fresh


def in_tens(number: float) -> float:
    """Return the middle of the ten points of a hundred in which a number lies."""
    return min(max(number // NEED, 0.0), UNKNOWN / NEED - 1) * NEED + NEED / 2
