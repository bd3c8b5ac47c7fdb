"""T11: what stands above a part that somebody may not see never tells its number, on no page, list, file or API."""

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard import pending
from lineofsight.scorecard.coarsening import NEED, STEPS
from lineofsight.scorecard.models import Score, ScoreNode
from lineofsight.scorecard.why import why
from tests.cast import EVERYBODY, START, system
from tests.permissions.world import World

pytestmark = pytest.mark.django_db

MONTH = "2026-02"
#: Weights of the KPIs under an objective; the last one is the restricted `absence`, which few may see.
FAMILIES = {"two parts": (50, 50), "three parts": (30, 30, 40), "a light part": (45, 45, 10)}
READERS = [who for who in EVERYBODY if who not in ("anonymous", "leaver")]
ADDRESSES = ("/api/v1/scorecards", "/api/v1/scorecards/group", "/api/v1/kpis", "/api/v1/kpis/sibling-0")
PAGES = ("/scorecards/", "/scorecards/?format=csv", "/scorecards/group/2026-02/", "/why/{node}/2026-02/")


def add_sibling(world: World, name: str, value: str) -> Measure:
    """Return an open KPI of east, with a value and a target."""
    east = world.unit("east").public_id
    card = {"name": name, "slug": name, "key": name, "owning_unit": east, "polarity": "maximize", "from_": START}
    kpi = measures.create_measure(system(), None, card)
    goal = {"scoring_type": "min_max", "parameters": {"min": "0", "max": "100"}, "unit": east, "from_": START}
    measures.set_target(system(), kpi, goal)
    measures.record_observation(system(), kpi, {"unit": east, "period": MONTH, "value": value})
    return kpi


@pytest.fixture(params=FAMILIES)
def family(world: World, request: Any) -> list[tuple[ScoreNode, float]]:
    """The KPIs of objective E1 with their shares: open ones, and `absence`, which is restricted."""
    weights = FAMILIES[request.param]
    names = [f"sibling-{number}" for number in range(len(weights) - 1)]
    objective = ScoreNode.objects.get(objective=world.objectives["E1"])
    east = world.unit("east")
    with pending.gathered():
        for number, name in enumerate(names):
            kpi = add_sibling(world, name, f"{37.3 + 11.7 * number:.1f}")
            place = {"objective": world.objectives["E1"].public_id, "unit": east.public_id, "from_": START}
            scorecards.attach_measure(system(), None, {**place, "measure": kpi.public_id})
        old = ScoreNode.objects.get(measure=world.measures["yield"], unit=east)
        scorecards.detach(system(), None, {"node": objective.pk, "child": old.pk, "on": START})
        nodes = [ScoreNode.objects.get(measure__key=name, unit=east) for name in (*names, "absence")]
        given = {node.pk: str(weight) for node, weight in zip(nodes, weights, strict=True)}
        scorecards.set_weights(system(), None, {"node": objective.pk, "weights": given, "from_": START})
    return [(node, weight / sum(weights)) for node, weight in zip(nodes, weights, strict=True)]


def exact(node: ScoreNode) -> float:
    """Return the exact score of a node."""
    row = Score.objects.current().get(node=node, period__key=MONTH)
    assert row.unrounded is not None
    return row.unrounded


def told(answer: Any) -> Iterator[float]:
    """Yield every number of an answer of the API."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        for value in answer:
            yield from told(value)
    elif isinstance(answer, int | float) and not isinstance(answer, bool):
        yield float(answer)


def everything_shown(world: World, who: str, node: ScoreNode, *more: str) -> tuple[set[float], str]:
    """Return the numbers that the API tells somebody, and the text of the pages and files they get."""
    client = Client()
    client.force_login(world.user(who))
    answers = [client.get(address) for address in (*ADDRESSES, *more)]
    numbers = {round(number, 6) for answer in answers if answer.status_code == 200 for number in told(answer.json())}
    pages = [client.get(page.format(node=node.pk)) for page in PAGES]
    return numbers, " ".join(page.content.decode() for page in pages if page.status_code == 200)


def test_a_restricted_part_cannot_be_worked_out_from_its_siblings(
    world: World, family: list[tuple[ScoreNode, float]]
) -> None:
    objective = ScoreNode.objects.get(objective=world.objectives["E1"])
    (hidden, share), siblings = family[-1], family[:-1]
    others = sum(exact(node) * part for node, part in siblings)
    outcome: dict[str, set[str]] = {"exact": set(), "rounded": set(), "none": set()}

    for who in READERS:
        sees = ScoreNode.objects.visible_to(world.cast.viewer(who))
        if not sees.filter(pk=objective.pk).exists():
            outcome["none"].add(who)
            continue
        numbers, text = everything_shown(world, who, objective)
        tree = why(world.cast.act(who), objective.pk, MONTH)
        is_told = f"{exact(objective):.1f}" in text or round(exact(objective), 6) in numbers
        if sees.filter(pk=hidden.pk).exists():
            assert is_told, who
            assert (tree.is_coarse, tree.exact.score) == (False, exact(objective)), who
            outcome["exact"].add(who)
            continue
        assert not is_told, who
        assert tree.is_coarse, who
        assert tree.exact.score is None
        assert tree.score is not None
        step = max(step for step in STEPS if tree.score % step == 0 and step <= STEPS[-1])
        low, high = ((tree.score + way * step / 2 - others) / share for way in (-1, 1))
        assert low <= exact(hidden) <= high
        assert high - low >= NEED - 1e-6, "the hidden score is told more closely than it may be"
        outcome["rounded"].add(who)

    assert {"executive", "unit_head", "strategy_office"} <= outcome["exact"]
    assert {"employee", "manager", "hr_east"} <= outcome["rounded"]
    assert "colleague" in outcome["none"]


def test_above_the_rounded_part_the_total_is_rounded_as_far_as_it_tells(
    world: World, family: list[tuple[ScoreNode, float]]
) -> None:
    """G1 is the mean of E1 and two KPIs, of which one is restricted as well: two unknown parts protect each other."""
    top = ScoreNode.objects.get(objective=world.objectives["G1"])
    nodes = [link.child for link in top.child_links.filter(known_to=None).select_related("child")]
    assert len(nodes) == 3

    employee, executive = (why(world.cast.act(who), top.pk, MONTH) for who in ("employee", "executive"))

    assert {line.kind for line in employee.children if not line.is_open} == {""}
    assert executive.exact.score == pytest.approx(sum(map(exact, nodes)) / 3)
    assert employee.status == executive.status
    assert [line.is_open for line in employee.children].count(False) == 1


@pytest.fixture
def added_up(world: World) -> dict[str, dict[str, float]]:
    """A KPI that units add up to, over random values of plant, lab and shop: {month: {unit: exact value}}."""
    chance = random.Random(20261122)
    card = {"name": "Pallets", "key": "pallets", "owning_unit": world.unit("group").public_id, "polarity": "maximize"}
    kpi = measures.create_measure(system(), None, {**card, "org_aggregation": "sum", "from_": START})
    values: dict[str, dict[str, float]] = {}
    with pending.gathered():
        for code, place in (("E1", "east"), ("G1", "group")):
            what = {"objective": world.objectives[code], "measure": kpi, "unit": world.unit(place)}
            scorecards.attach_measure(system(), None, {key: row.public_id for key, row in what.items()})
        for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
            own = {name: round(chance.uniform(40, 990), 2) for name in ("plant", "lab", "shop")}
            for name, value in own.items():
                data = {"unit": world.unit(name).public_id, "period": month, "value": str(value)}
                measures.record_observation(system(), kpi, data)
            east = own["plant"] + own["lab"]
            values[month] = own | {"east": east, "group": east + own["shop"]}
    return values


#: who looks, at which unit, and which of the units that report is the only one there out of their sight
ONE_HIDDEN = (("employee", "east", "lab"), ("unit_head", "group", "shop"))
NONE_OR_TWO_HIDDEN = (("employee", "group"), ("unit_head", "east"), ("strategy_office", "group"), ("auditor", "east"))


def test_a_value_that_one_hidden_branch_would_be_told_by_has_one_digit(
    world: World, added_up: dict[str, dict[str, float]]
) -> None:
    """Two hidden branches protect each other: the whole stays exact, and tells only what they are together."""
    nodes = {
        place: ScoreNode.objects.get(measure__key="pallets", unit=world.unit(place)) for place in ("east", "group")
    }

    for month, exact_ in added_up.items():
        for who, place in NONE_OR_TWO_HIDDEN:
            tree = why(world.cast.act(who), nodes[place].pk, month)
            assert (tree.is_coarse, tree.measured) == (False, pytest.approx(exact_[place])), (who, place)
        for who, place, hidden in ONE_HIDDEN:
            tree = why(world.cast.act(who), nodes[place].pk, month)
            assert (tree.is_coarse, tree.measured) == (True, float(f"{exact_[place]:.1g}")), (who, place)
            digit = 10 ** math.floor(math.log10(exact_[place]))
            open_ones = exact_[place] - exact_[hidden]
            low, high = (tree.measured + way * digit / 2 - open_ones for way in (-1, 1))
            assert low <= exact_[hidden] <= high
            numbers, text = everything_shown(
                world, who, nodes[place], f"/api/v1/kpis/pallets?unit={place}&period={month}"
            )
            assert round(exact_[place], 6) not in numbers, (who, month)
            assert f"{exact_[place]:,.2f}" not in text
