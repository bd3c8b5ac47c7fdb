"""Weights of a node's parts: what is refused, and what the refusal proposes."""

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid
from lineofsight.scorecard import commands
from lineofsight.scorecard.models import NodeLink, ScoreNode
from lineofsight.scorecard.tests.builders import World, change, make_world


def objective_with_kpis(how_many: int) -> tuple[ScoreNode, list[int]]:
    world = make_world(1)
    with change():
        objective = world.objective_node()
        return objective, [_kpi(world, objective) for _ in range(how_many)]


def _kpi(world: World, objective: ScoreNode) -> int:
    node = world.kpi_node(world.measure())
    world.link(objective, node)
    return node.pk


def weigh(objective: ScoreNode, weights: dict[int, object]) -> int:
    ctx = Context(viewer=SYSTEM, now=clock.now(), via="system", reason="the board agreed")
    return commands.set_weights(ctx, None, {"node": objective.pk, "weights": weights})


def weights_of(objective: ScoreNode) -> list[object]:
    links = NodeLink.objects.current().filter(parent=objective).order_by("child_id")
    return list(links.values_list("weight", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "total", "example"),
    [
        (["30", "30", "30"], "90%", "34 + 33 + 33"),
        (["60", "60"], "120%", "50 + 50"),
        (["70", "20", "0"], "90%", "78 + 22 + 0"),
        (["33.3", "33.3", "33.3"], "99.9%", "34 + 33 + 33"),
        (["0", "0", "0"], "0%", "34 + 33 + 33"),
        (["120"], "120%", "100"),
    ],
)
def test_weights_that_do_not_add_up_are_refused_with_some_that_do(given: list[str], total: str, example: str) -> None:
    objective, kpis = objective_with_kpis(len(given))

    with pytest.raises(Invalid) as refusal:
        weigh(objective, dict(zip(kpis, given, strict=True)))

    sentence = f"These weights add up to {total}. They must add up to 100%. For example {example}."
    assert refusal.value.problems == {"weights": sentence}
    assert weights_of(objective) == [None] * len(given)


@pytest.mark.django_db
@pytest.mark.parametrize("given", [["34", "33", "33"], ["33.33", "33.33", "33.33"], [None, None, None]])
def test_weights_that_add_up_within_a_hundredth_are_kept(given: list[str | None]) -> None:
    objective, kpis = objective_with_kpis(3)

    assert weigh(objective, dict(zip(kpis, given, strict=True))) == 3
    kept = [None if weight is None else f"{weight:f}".rstrip("0").rstrip(".") for weight in weights_of(objective)]
    assert kept == given
