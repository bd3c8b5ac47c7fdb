"""What one change touches is computed as if everything had been: after every edit, computing all anew finds nothing."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.measures.models import Observation
from lineofsight.organization.models import PeriodClose, Unit
from lineofsight.scorecard import dirty, recompute
from lineofsight.scorecard.models import NodeLink, Score, Scorecard, ScoreNode
from lineofsight.scorecard.recompute import Dirty
from lineofsight.scorecard.tests.builders import LONG_AGO, World, change, make_world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=timezone.utc)
CARDS: tuple[dict[str, Any], ...] = (
    {},
    {"time_aggregation": "ytd_sum"},
    {"time_aggregation": "rolling_avg", "rolling_window": 3},
    {"carries_forward": True},
    {"org_aggregation": "sum"},
    {"org_aggregation": "mean", "min_coverage": 0.5},
    {"org_aggregation": "ratio", "factor": 1000, "polarity": "minimize"},
    {"org_aggregation": "weighted_mean"},
)
RULES: tuple[dict[str, Any], ...] = (
    {"missing_policy": "renormalize"},
    {"missing_policy": "zero"},
    {"missing_policy": "propagate"},
    {"missing_policy": "carry_forward", "max_carry": 2},
    {"method": "worst_of"},
    {"method": "mean", "min_coverage": 0.6},
)


class Scene:
    """A world with three units, eight KPIs of every kind, two levels of parents, and edits drawn by a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.world: World = make_world(8)
        self.units: list[Unit] = [self.world.top]
        with change():
            self.units += [self.world.unit(self.world.top), self.world.unit(self.world.top)]
            self.units.append(self.world.unit(self.units[1]))
            self.measures = [self.world.measure(**card) for card in CARDS]
            self.perspectives = [self.world.perspective_node() for _ in range(2)]
            self.objectives = [self.world.objective_node() for _ in range(4)]
            for node in self.perspectives:
                self.world.link(self.world.root, node)
            for position, node in enumerate(self.objectives):
                self.world.link(self.perspectives[position % 2], node)
            for position, measure in enumerate(self.measures):
                self.world.target(measure)
                self.world.link(self.objectives[position % 4], self.world.kpi_node(measure))
                self.world.kpi_node(measure, self.units[1])
            for _ in range(150):
                self.record()
        recompute.full()

    def edit(self) -> Dirty:
        """Make one change, and say what it touches."""
        edits: tuple[Callable[[], Dirty], ...] = (
            self.record,
            self.record,
            self.record,
            self.withdraw,
            self.retarget,
            self.reweigh,
            self.move,
            self.merge,
            self.rerule,
            self.gate,
            self.close,
        )
        with change():
            return self.draw.choice(edits)()

    def day(self) -> date:
        return self.draw.choice(self.world.periods).start_on + timedelta(days=self.draw.choice((0, 10)))

    def record(self) -> Dirty:
        measure, unit, period = (self.draw.choice(these) for these in (self.measures, self.units, self.world.periods))
        value = round(self.draw.uniform(20, 120), self.draw.choice((0, 3)))
        if measure is self.measures[6]:
            self.world.observe(
                measure, unit, period, None, numerator=round(value), denominator=self.draw.randint(500, 2000)
            )
        else:
            self.world.observe(measure, unit, period, value, denominator=self.draw.choice((None, 10, 30)))
        return dirty.of_values(measure.pk, [unit.pk], [period.pk])

    def withdraw(self) -> Dirty:
        rows = list(Observation.objects.current().order_by("pk"))
        if not rows:
            return Dirty()
        row = self.draw.choice(rows)
        row.known_to = self.world.tick()
        row.save()
        return dirty.of_values(row.measure_id, [row.unit_id], [row.period_id])

    def retarget(self) -> Dirty:
        measure, unit, from_ = self.draw.choice(self.measures), self.draw.choice(self.units[:2]), self.day()
        red_flag = self.draw.choice((30, 50, 60))
        is_down = measure is self.measures[6]
        goal = red_flag - 20 if is_down else red_flag + 40
        self.world.target(measure, unit, from_, target=goal, red_flag=red_flag)
        return dirty.of_measure(measure.pk, from_)

    def reweigh(self) -> Dirty:
        link, from_ = self.draw.choice(list(NodeLink.objects.current().order_by("pk"))), self.day()
        weight = self.draw.choice((None, 0, 1, 25, 40.5))
        self.world.link(link.parent, link.child, weight, from_, is_applicable=self.draw.random() > 0.1)
        return dirty.of_nodes([link.parent_id], from_)

    def move(self) -> Dirty:
        unit, parent = self.draw.choice(self.units[2:]), self.draw.choice(self.units[:2])
        self.world.place(unit, parent, self.day())
        return dirty.of_tree()

    def merge(self) -> Dirty:
        """Move an objective's KPIs to another from a day on."""
        source, goal = self.draw.sample(self.objectives, 2)
        from_ = self.day()
        for link in list(NodeLink.objects.at(from_).filter(parent=source, is_applicable=True).order_by("pk")):
            self.world.link(source, link.child, None, from_, is_applicable=False)
            self.world.link(goal, link.child, None, from_)
        return dirty.of_nodes([source.pk, goal.pk], from_)

    def rerule(self) -> Dirty:
        node, from_ = self.draw.choice([*self.objectives, *self.perspectives, self.world.root]), self.day()
        self.world.rule(
            node,
            from_,
            **{"method": "weighted_mean", "min_coverage": None, "max_carry": None, **self.draw.choice(RULES)},
        )
        return dirty.of_nodes([node.pk], from_)

    def gate(self) -> Dirty:
        link = self.draw.choice(list(NodeLink.objects.current().filter(child__kind="measure").order_by("pk")))
        on, gate = self.draw.choice(((50, 30), (None, None))), self.day()
        self.world.link(link.parent, link.child, link.weight, gate, gate_min_score=on[0], gate_cap=on[1])
        return dirty.of_nodes([link.parent_id], gate)

    def close(self) -> Dirty:
        """Close the earliest open month, but leave three open."""
        closed = PeriodClose.objects.count()
        if closed < len(self.world.periods) - 3 and self.draw.random() < 0.3:
            self.world.close(self.world.periods[closed])
        return Dirty()


def differences(seed: int, n_edits: int, every: int) -> list[tuple[int, int]]:
    """Return after which edits computing everything anew found how many differing scores."""
    found = []
    with clock.seeded(NOW):
        scene = Scene(seed)
        for number in range(n_edits):
            with clock.seeded(scene.world.tick()):
                touched = scene.edit()
            with clock.seeded(scene.world.tick()):
                if touched.leaves or touched.parents:
                    recompute.incremental(touched)
                if number % every == 0 and (written := recompute.full().written):
                    found.append((number, written))
        assert Score.objects.current().filter(unrounded__isnull=False).count() > 50
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_incremental_equals_full_over_random_edits(seed):
    assert differences(seed, n_edits=100, every=4) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_incremental_equals_full_over_ten_thousand_random_edits(seed):
    assert differences(seed, n_edits=500, every=10) == []


def test_a_company_of_nodes_is_really_there():
    scene = Scene(7)
    assert (Scorecard.objects.count(), ScoreNode.objects.count()) == (1, 1 + 2 + 4 + 8 * 4)
    assert scene.world.root.kind == "scorecard"
    assert scene.world.periods[0].start_on > LONG_AGO
