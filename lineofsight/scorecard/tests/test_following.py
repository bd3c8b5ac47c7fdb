"""Scores follow what happens: at once, once for many changes, or in one job where a change touches too much."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from lineofsight.base import clock
from lineofsight.measures.models import Measure
from lineofsight.scorecard import dirty, jobs, pending, reactions, recompute
from lineofsight.scorecard.models import CalculationRun, Score
from lineofsight.scorecard.tests.builders import World, change, make_world

pytestmark = pytest.mark.django_db

IN_A_TABLE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def with_a_value() -> tuple[World, Measure]:
    """Return a world with a KPI that has a target and a value, nothing of which was computed yet."""
    world = make_world(2)
    with change():
        kpi = world.measure()
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, world.periods[0], 100)
    return world, kpi


def follow(world: World, kpi: Measure) -> None:
    """Follow a changed value."""
    reactions.follow_values(kpi.pk, [world.top.pk], [world.periods[0].pk])


def computed() -> int:
    """Return how many scores there are now."""
    return int(Score.objects.current().filter(unrounded__isnull=False).count())


def test_a_change_is_followed_at_once():
    world, kpi = with_a_value()

    follow(world, kpi)

    assert computed() == 2


def test_what_is_gathered_is_computed_once_at_the_end():
    world, kpi = with_a_value()

    with pending.gathered("an import"):
        follow(world, kpi)
        with pending.gathered():
            follow(world, kpi)
            reactions.follow_target(kpi.pk, world.top.pk, date(2026, 1, 1))
        assert computed() == 0

    assert computed() == 2
    assert CalculationRun.objects.values_list("cause", flat=True).get() == "an import"


def test_what_a_failed_block_changed_is_followed_all_the_same():
    world, kpi = with_a_value()

    def halfway() -> None:
        with pending.gathered():
            follow(world, kpi)
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        halfway()

    assert computed() == 2


def test_what_touches_nothing_computes_nothing():
    with_a_value()

    pending.follow("nothing", dirty.Dirty)

    assert not CalculationRun.objects.exists()


def test_where_nothing_was_gathered_nothing_is_computed():
    with_a_value()

    with pending.gathered("an import of nothing"):
        pass

    assert not CalculationRun.objects.exists()


def test_after_many_rows_the_database_looks_at_them_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recompute, "ANALYZE_ABOVE", 1)
    world, kpi = with_a_value()

    with CaptureQueriesContext(connection) as asked:
        follow(world, kpi)

    assert [one["sql"] for one in asked if one["sql"].startswith("ANALYZE")] == ['ANALYZE "scorecard_score"']


def test_too_much_at_once_is_left_to_one_job(settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.TASKS = IN_A_TABLE
    monkeypatch.setattr(pending, "MOST_LEAVES", 0)
    world, kpi = with_a_value()

    for _ in range(2):
        follow(world, kpi)

    assert (computed(), DBTaskResult.objects.filter(status="READY").count()) == (0, 1)
    assert jobs.recompute_everything.call("a job") > 0
    assert computed() == 2


def test_too_much_at_once_is_computed_where_there_are_no_jobs(settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.TASKS = AT_ONCE
    monkeypatch.setattr(pending, "MOST_LEAVES", 0)
    world, kpi = with_a_value()

    follow(world, kpi)

    assert computed() == 2


@pytest.mark.parametrize("event", ["card", "shape", "everything", "tree", "strategy", "reopening", "rates"])
def test_every_event_leads_to_what_computing_all_anew_would_give(event: str):
    world, kpi = with_a_value()
    node = world.kpi_node(kpi)

    {
        "card": lambda: reactions.follow_card(kpi.pk),
        "shape": lambda: reactions.follow_shape([node.pk, world.root.pk], date(2026, 2, 1)),
        "everything": lambda: reactions.follow_shape([], date.min),
        "tree": reactions.follow_tree,
        "strategy": lambda: reactions.follow_strategy(world.strategy.pk),
        "reopening": lambda: reactions.follow_reopening(world.periods[0].pk),
        "rates": lambda: (follow(world, kpi), reactions.follow_rates(world.periods[0].pk)),
    }[event]()
    if event in ("tree", "strategy"):  # these concern parts; the value itself is followed by its own event
        follow(world, kpi)

    with clock.seeded(world.tick()):
        assert jobs.recompute_everything.call("once more") == 0
    assert computed() >= 2
