"""Targets and their scoring parameters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.base.errors import Invalid, ReasonNeeded, Refused, Stale
from lineofsight.measures import commands as do
from lineofsight.measures.models import Measure, Target
from lineofsight.strategy.tests.cast import Cast

JAN, APR = date(2026, 1, 1), date(2026, 4, 14)


def aim(cast: Cast, measure: Measure, who: str = "wanjiru", reason: str = "", **data: Any) -> Target:
    given = {"unit": cast.units["rotterdam"].public_id, "from_": JAN, "scoring_type": "goal_red_flag", **data}
    return do.set_target(cast.act(who, reason), measure, given)


def test_changed_target_keeps_what_held_before(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, target="2.5", red_flag=5)

    aim(cast, excursions, reason="Two hubs moved.", from_=APR, target=3)

    rows = Target.objects.current().order_by("valid_from").values_list("valid_from", "valid_to", "target", "red_flag")
    assert list(rows) == [(JAN, APR, Decimal("2.5"), Decimal(5)), (APR, None, Decimal(3), Decimal(5))]
    assert Target.objects.count() == 3


def test_change_of_a_target_in_force_asks_why(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, target="2.5", red_flag=5)

    with pytest.raises(ReasonNeeded):
        aim(cast, excursions, from_=APR, target=3)

    assert Target.objects.get().target == Decimal("2.5")


def test_same_target_twice_writes_once(cast: Cast, excursions: Measure) -> None:
    assert aim(cast, excursions, target=3, red_flag=5) == aim(cast, excursions, target=3, red_flag=5)
    assert Target.objects.count() == 1


def test_second_writer_who_saw_the_old_target_is_told(cast: Cast, excursions: Measure) -> None:
    first = aim(cast, excursions, target=3, red_flag=5)
    aim(cast, excursions, reason="Easier.", target=4, seen=first.pk)

    with pytest.raises(Stale) as caught:
        aim(cast, excursions, reason="Harder.", target=2, seen=first.pk)

    assert caught.value.theirs["target"] == Decimal(4)
    assert Target.objects.current().get().target == Decimal(4)


def test_target_of_before_joins_one_that_follows(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, from_=APR, target=3, red_flag=5)

    aim(cast, excursions, reason="Said earlier.", from_=JAN, to=APR, target=4, red_flag=6)

    rows = Target.objects.current().order_by("valid_from").values_list("valid_from", "valid_to", "target", "red_flag")
    assert list(rows) == [(JAN, APR, Decimal(4), Decimal(6)), (APR, None, Decimal(3), Decimal(5))]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"target": 5, "red_flag": 5}, "target", "The goal equals the red flag (5)"),
        (
            {"target": 5, "red_flag": 3},
            "target",
            "Less is better on this KPI's card, but its goal 5 is above the red flag 3",
        ),
        ({"target": 5}, "red_flag", "goal_red_flag needs a red flag"),
        (
            {"scoring_type": "baseline_target", "baseline": 4, "target": 4},
            "target",
            "The target equals the baseline (4)",
        ),
        (
            {"scoring_type": "two_color", "target": 4, "parameters": {"floor": 4}},
            "target",
            "The goal equals the floor (4)",
        ),
        (
            {"scoring_type": "min_max", "parameters": {"min": 4, "max": 4}},
            "parameters.min",
            "must be below the highest",
        ),
        ({"scoring_type": "attainment", "target": 0}, "target", "must be above 0"),
        (
            {"scoring_type": "range", "parameters": {"low_fail": 1, "low_ok": 1, "high_ok": 2, "high_fail": 3}},
            "parameters.low_ok",
            "must rise",
        ),
        (
            {"scoring_type": "linear_points", "parameters": {"points": [[1, 0], [1, 100]]}},
            "parameters.points",
            "Two points stand at the value 1",
        ),
        ({"scoring_type": "linear_points", "parameters": {"points": [[1, 0]]}}, "parameters.points", "at least two"),
        ({"scoring_type": "linear_points", "parameters": {"points": ["x"]}}, "parameters.points", "cannot be read"),
        ({"scoring_type": "yes_no", "parameters": {"good": 2}}, "parameters.good", "1 for yes or 0 for no"),
        ({"scoring_type": "text", "parameters": {"labels": {}}}, "parameters.labels", "at least one label"),
        ({"scoring_type": "text", "parameters": {"labels": {"ok": "x"}}}, "parameters.labels", "made of numbers"),
        ({"scoring_type": "unscored", "parameters": {"flor": 2}}, "parameters.flor", "no scoring parameter flor"),
        ({"target": "12345678901234567890", "red_flag": 5}, "target", "has 20 digits"),
        (
            {"scoring_type": "two_color", "target": 4, "parameters": {"floor": "12345678901234567890"}},
            "parameters.floor",
            "has 20 digits",
        ),
        ({"target": 3, "red_flag": 5, "stretch": 4}, "stretch", "wrong side"),
        ({"target": 3, "red_flag": 5, "green_at": 50, "amber_at": 48}, "hysteresis", "too close together"),
        ({"target": 3, "red_flag": 5, "hysteresis": -1}, "hysteresis", "cannot be negative"),
        ({"target": 3, "red_flag": 5, "phasing": "linear"}, "phasing", "needs a first day"),
        ({"target": 3, "red_flag": 5, "phasing": "custom"}, "parameters.path", "at least one point"),
        (
            {"target": 3, "red_flag": 5, "phasing": "custom", "parameters": {"path": [["2026-01-01", 1]] * 2}},
            "parameters.path",
            "stand on one day",
        ),
        (
            {"target": 3, "red_flag": 5, "phasing": "seasonal", "parameters": {"weights": [0, 0]}},
            "parameters.weights",
            "more than 0",
        ),
        ({"target": 3, "red_flag": 5, "to": JAN}, "to", "must end after it begins"),
        ({"target": 3, "red_flag": 5, "from_": "2019-01-01", "to": "2019-02-01"}, "unit", "did not exist then"),
    ],
)
def test_contradictory_target_is_refused_by_name(
    cast: Cast, excursions: Measure, given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        aim(cast, excursions, **given)

    assert words in caught.value.problems[field]
    assert not Target.objects.exists()


def test_scale_without_direction_needs_the_card_to_say(cast: Cast, trained: Measure) -> None:
    do.revise_measure(cast.act("divya"), trained, {"from_": "2025-01-01", "polarity": "unknown"})

    with pytest.raises(Invalid, match="more or less is better"):
        aim(cast, trained, scoring_type="binary", target=3)


def test_polarity_that_contradicts_a_target_is_refused(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, target=3, red_flag=5)

    with pytest.raises(Invalid, match="would not fit: More is better"):
        do.revise_measure(cast.act("divya"), excursions, {"from_": "2025-01-01", "polarity": "maximize"})


def test_partial_change_is_checked_against_what_carries_over(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, target=3, red_flag=5)

    with pytest.raises(Invalid, match="goal 6 is above the red flag 5"):
        do.set_target(
            cast.act("wanjiru", "Easier."),
            excursions,
            {"unit": cast.units["rotterdam"].public_id, "from_": APR, "target": 6},
        )


@pytest.mark.parametrize(
    ("who", "unit", "allowed"),
    [
        ("wanjiru", "norrvik", True),
        ("wanjiru", "rotterdam", True),
        ("operator", "rotterdam", True),
        ("ines", "rotterdam", True),
        ("ines", "dock-3", True),
        ("ines", "norrvik", False),
        ("divya", "gdansk", False),
        ("joost", "dock-3", False),
        ("linnea", "rotterdam", False),
        ("auditor", "rotterdam", False),
        ("administrator", "norrvik", False),
    ],
)
def test_who_may_set_a_target(cast: Cast, excursions: Measure, who: str, unit: str, allowed: bool) -> None:
    given = {"unit": cast.units[unit].public_id, "target": 3, "red_flag": 5}

    if allowed:
        aim(cast, excursions, who, **given)
    else:
        with pytest.raises(Refused):
            aim(cast, excursions, who, **given)

    assert Target.objects.exists() is allowed


def test_ended_target_leaves_the_unit_without_one(cast: Cast, excursions: Measure) -> None:
    aim(cast, excursions, target=3, red_flag=5)

    count = do.end_target(
        cast.act("wanjiru", "Moved up."), excursions, {"unit": cast.units["rotterdam"].public_id, "on": APR}
    )

    assert count == 1
    assert not Target.objects.at(APR).exists()
    assert Target.objects.at(JAN).get().target == Decimal(3)
