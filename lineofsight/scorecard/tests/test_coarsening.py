"""What is shown above hidden parts leaves each of them unknown: over random trees, weights, numbers and readers."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from lineofsight.scorecard.coarsening import NEED, UNKNOWN, Family, in_tens, shifts_over, steps_over, told_by

SEEDS = range(300)


@dataclass
class Tree:
    """Parents with their families, from below, the numbers of what has no parts, and what of it is hidden."""

    families: dict[str, Family[str]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def value(self, node: str, numbers: Mapping[str, float]) -> float:
        """Return the number of a node, with those of the parts."""
        if node in numbers:
            return numbers[node]
        return sum(share * self.value(part, numbers) for part, share in self.families[node].parts)

    def shown(self, numbers: Mapping[str, float]) -> dict[str, float]:
        """Return every number that somebody sees who may not see what is hidden."""
        shifts = shifts_over(self.families, {part: numbers[part] for part in self.hidden})
        seen = [*self.families, *(part for part in numbers if part not in self.hidden)]
        return {node: round(self.value(node, numbers) + shifts.get(node, 0.0), 6) for node in seen}


def planted(seed: int) -> Tree:
    """Return a random tree of at most three levels; every fourth part has a second parent."""
    chance, tree = random.Random(seed), Tree()

    def plant(name: str, depth: int) -> str:
        if depth == 0 or (depth < 3 and chance.random() < 0.3):
            tree.numbers[name] = chance.uniform(0, 100)
            if chance.random() < 0.35:
                tree.hidden.add(name)
            return name
        parts = [plant(f"{name}.{n}", depth - 1) for n in range(chance.randint(1, 4))]
        others = [part for part in tree.numbers if part not in parts]
        if others and chance.random() < 0.25:
            parts.append(chance.choice(others))
        weights = [chance.choice((1, 1, 2, 3, 9)) for _ in parts]
        tree.families[name] = Family([(p, w / sum(weights)) for p, w in zip(parts, weights, strict=True)])
        return name

    plant("top", 3)
    return tree


@pytest.mark.parametrize("seeds", [SEEDS[start : start + 100] for start in range(0, len(SEEDS), 100)])
def test_no_hidden_part_is_told_closer_than_ten_points_by_all_that_is_shown(seeds: Iterable[int]) -> None:
    """Other numbers of the hidden parts, as far apart, would show the very same."""
    asked = 0
    for tree in map(planted, seeds):
        seen = tree.shown(tree.numbers)
        told = told_by(tree.families, tree.hidden)
        for part in tree.hidden:
            asked += 1
            low, high = ends_of_ten(tree.numbers[part]) if part in told else apart(tree, part, told)
            for number in (low, high):
                other = {**tree.numbers, part: number}
                if part not in told:
                    other |= balanced(tree, part, number, told)
                assert tree.shown(other) == pytest.approx(seen, abs=1e-5), (part, number)
            assert high - low >= NEED - 1e-3
    assert asked > 100


def ends_of_ten(number: float) -> tuple[float, float]:
    """Return both ends of the ten points in which a number lies."""
    middle = in_tens(number)
    return middle - NEED / 2, middle + NEED / 2 - 1e-6


def apart(tree: Tree, part: str, told: set[str]) -> tuple[float, float]:
    """Return how low and how high a part could be, were all that protect it at their other ends."""
    share, others = around(tree, part, told)
    low, high = (sum(weight * (tree.numbers[one] - end) for one, weight in others) / share for end in (UNKNOWN, 0.0))
    return tree.numbers[part] + low, tree.numbers[part] + high


def balanced(tree: Tree, part: str, number: float, told: set[str]) -> dict[str, float]:
    """Return numbers of what protects a part with which its parent is what it is."""
    share, others = around(tree, part, told)
    end = UNKNOWN if number < tree.numbers[part] else 0.0
    whole = sum(weight * (end - tree.numbers[one]) for one, weight in others)
    far = share * (tree.numbers[part] - number) / whole if whole else 0.0
    return {one: tree.numbers[one] + far * (end - tree.numbers[one]) for one, _ in others}


def around(tree: Tree, part: str, told: set[str]) -> tuple[float, list[tuple[str, float]]]:
    """Return the share of a part in its parent, and the other hidden parts there that nobody is told."""
    parts = next(dict(family.parts) for family in tree.families.values() if part in dict(family.parts))
    return parts[part], [(one, parts[one]) for one in parts if one in tree.hidden - told - {part}]


def test_a_rounded_parent_alone_leaves_its_hidden_parts_open_within_ten_points() -> None:
    """Of scores: a parent and its open parts, of which rounded ones are unknown, too. What stands higher narrows it."""
    asked = 0
    for tree in map(planted, SEEDS):
        windows = dict.fromkeys(tree.hidden, UNKNOWN)
        steps = steps_over(tree.families, windows, dict.fromkeys(tree.hidden, 1))
        for parent, family in tree.families.items():
            unknown = [(part, share) for part, share in family.parts if part in windows]
            for part, share in unknown:
                asked += 1
                room = sum(weight * windows[other] for other, weight in unknown if other != part)
                assert (steps.get(parent, 0.0) + room) / share >= min(NEED, windows[part]) - 1e-6, (parent, part)
    assert asked > 300
