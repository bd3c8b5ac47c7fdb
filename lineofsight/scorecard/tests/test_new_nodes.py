"""Two values that come in at the same moment for a KPI that has no node yet make one node, and no error."""

import threading

import pytest
from django.db import connection

from lineofsight.base.models import Change
from lineofsight.scorecard import structure
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.tests.builders import change, make_world


@pytest.mark.postgres
def test_two_writers_want_the_same_node(flushed_db):
    world = make_world(1)
    with change():
        kpis = [world.measure() for _ in range(4)]
    wanted = {(kpi.pk, world.top.pk) for kpi in kpis}
    together, failed = threading.Barrier(4), []

    def add() -> None:
        try:
            together.wait(10)
            structure.add_measure_nodes(wanted)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failed == []
    assert ScoreNode.objects.filter(kind="measure", measure__in=kpis).count() == 4


@pytest.mark.django_db
def test_a_node_that_is_there_is_not_made_again():
    world = make_world(1)
    with change():
        kpi, other = world.measure(), world.measure()
    structure.add_measure_nodes({(kpi.pk, world.top.pk)})

    structure.add_measure_nodes({(kpi.pk, world.top.pk), (other.pk, world.top.pk)})

    assert ScoreNode.objects.filter(kind="measure", measure__in=[kpi, other]).count() == 2
    last = Change.objects.filter(command="scorecard.follow_values").latest("pk")
    assert last.rows.filter(kind="score_node").count() == 1
