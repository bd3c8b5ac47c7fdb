"""Groups of people whose sums may be shown: at least five in each, and none is told by what is shown beside or before.

Units are put together from below until a group has enough people, so a unit's sum is that of whole groups: whatever
is taken from what, a sum of whole groups is left. A group that was shown is replaced only once the parts of enough of
its people have changed: what was shown before, taken from what is shown now, is the change of at least five.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5

Parts = Mapping[int, frozenset[str]]  # of each unit: what each of its people gives, in a word that only they have


@dataclass(frozen=True, slots=True)
class Group:
    """Units that are shown together, `top` being above them all, with the parts of their people."""

    top: int
    parts: Parts

    @property
    def everyone(self) -> frozenset[str]:
        """Return the parts of all its people."""
        return frozenset().union(*self.parts.values())

    def within(self, units: Iterable[int]) -> frozenset[str]:
        """Return the parts of its people in some units."""
        return frozenset().union(*(self.parts.get(unit, frozenset()) for unit in units))


def grouped(parts: Parts, parent: Mapping[int, int | None], least: int = LEAST) -> list[Group]:
    """Put units together from below: too few go up; left alone above groups, they are joined with the smallest one."""
    children: dict[int | None, list[int]] = {}
    for unit, above in sorted(parent.items()):
        children.setdefault(above, []).append(unit)

    def below(unit: int) -> tuple[dict[int, frozenset[str]], list[Group]]:
        waiting = {unit: parts[unit]} if parts.get(unit) else {}
        found: list[Group] = []
        for child in children.get(unit, []):
            more, groups = below(child)
            waiting |= more
            found += groups
        count = sum(map(len, waiting.values()))
        if count >= least:
            return {}, [*found, Group(unit, waiting)]
        if not count or not found:
            return waiting, found
        smallest = min(found, key=lambda group: (len(group.everyone), group.top))
        return {}, [*(group for group in found if group is not smallest), Group(unit, {**smallest.parts, **waiting})]

    return [group for root in children.get(None, []) for group in below(root)[1]]


def replacing(
    old: Sequence[Group], new: Sequence[Group], parts: Parts, least: int = LEAST
) -> tuple[list[Group], list[Group]]:
    """Return which groups are shown no more, and which instead, `new` being those of the people's `parts` today.

    Groups change their units only where each stretch of units that an old one and a new one share has enough people
    before and after; otherwise each old group stays as it is cut, and is replaced when enough of its people changed.
    """
    gone: list[Group] = []
    come: list[Group] = []
    for before, after in _hanging_together(old, new):
        if not before:
            come += after
        elif _may_be_replaced(before, after, least):
            gone, come = gone + before, come + after
        else:
            for group in before:
                now = Group(group.top, {unit: parts[unit] for unit in group.parts if parts.get(unit)})
                is_enough = not now.everyone or len(now.everyone) >= least
                if is_enough and _may_follow(group.everyone, now.everyone, least):
                    gone.append(group)
                    come += [now] if now.everyone else []
    return gone, come


def changed(before: frozenset[str], after: frozenset[str]) -> int:
    """Return how many people's parts differ, at least."""
    return max(len(before - after), len(after - before))


def _may_follow(before: frozenset[str], after: frozenset[str], least: int) -> bool:
    return changed(before, after) >= least


def _may_be_replaced(before: Sequence[Group], after: Sequence[Group], least: int) -> bool:
    if len(before) == len(after) == 1:
        return _may_follow(before[0].everyone, after[0].everyone, least)
    return len(after) > 0 and _may_be_cut_anew(before, after, least)


def _may_be_cut_anew(before: Sequence[Group], after: Sequence[Group], least: int) -> bool:
    """Test whether every stretch of units, of one old group or none and one new group or none, hides its people."""
    nobody = frozenset[str]()
    for one in (*before, None):
        for other in (*after, None):
            if one is not None and other is not None:
                units = one.parts.keys() & other.parts.keys()
            elif one is not None:
                units = one.parts.keys() - {unit for group in after for unit in group.parts}
            elif other is not None:
                units = other.parts.keys() - {unit for group in before for unit in group.parts}
            else:
                continue
            was = one.within(units) if one is not None else nobody
            now = other.within(units) if other is not None else nobody
            if any(0 < count < least for count in (len(was), len(now), changed(was, now))):
                return False
    return True


def _hanging_together(old: Sequence[Group], new: Sequence[Group]) -> list[tuple[list[Group], list[Group]]]:
    """Return old and new groups in sets that share units, directly or over others."""
    links: dict[int, int] = {}  # of a unit to one that it is shown with

    def root(unit: int) -> int:
        while links.setdefault(unit, unit) != unit:
            links[unit] = unit = links[links[unit]]
        return unit

    for group in (*old, *new):
        first, *others = group.parts
        for unit in others:
            links[root(unit)] = root(first)
    found: dict[int, tuple[list[Group], list[Group]]] = {}
    for place, groups in enumerate((old, new)):
        for group in groups:
            found.setdefault(root(next(iter(group.parts))), ([], []))[place].append(group)
    return list(found.values())
