"""Acts on KPIs in sentences, in the reader's scope."""

from datetime import date
from typing import Any

from lineofsight.base.sentences import history_of
from lineofsight.measures import commands as do
from lineofsight.measures.models import Measure
from lineofsight.strategy.tests.cast import Cast


def test_acts_on_a_kpi_read_as_sentences(cast: Cast, trained: Measure) -> None:
    where = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10"}
    aimed = {"unit": where["unit"], "scoring_type": "goal_red_flag", "red_flag": 40}
    do.record_observation(cast.act("joost"), trained, {**where, "value": 45})
    do.record_observation(cast.act("divya"), trained, {**where, "value": "48.50"})
    do.set_target(cast.act("wanjiru"), trained, {**aimed, "from_": date(2026, 1, 1), "target": 60})
    do.set_target(cast.act("ines", "Fewer came."), trained, {**aimed, "from_": date(2026, 4, 14), "target": 55})
    do.open_dispute(cast.act("amara"), trained, {**where, "claim": "Odd."})
    do.revise_measure(cast.act("divya"), trained, {"from_": "2026-01-01", "grace_days": 5})
    do.withdraw_observation(cast.act("divya", "Wrong."), trained, where)

    lines = history_of(cast.act("amara"), trained.address)

    assert [(line.sentence, line.reason) for line in reversed(lines)] == [
        ("Wanjiru created this KPI", ""),
        ("Joost recorded 45 for Rotterdam, 2026-10", ""),
        ("Divya corrected to 48.5 for Rotterdam, 2026-10", ""),
        ("Wanjiru set the target of Rotterdam to 60 from 1 Jan 2026", ""),
        ("Ines changed the target of Rotterdam from 60 to 55 from 14 Apr 2026", "Fewer came."),
        ("Amara disputed the value of Rotterdam, 2026-10", ""),
        ("Divya changed the card from 1 Jan 2026: grace days", ""),
        ("Divya took back the value of Rotterdam, 2026-10", "Wrong."),
    ]


def test_values_of_closed_units_are_left_out(cast: Cast, trained: Measure) -> None:
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "value": 45}
    do.record_observation(cast.act("joost"), trained, given)

    assert [line.command for line in history_of(cast.act("mateus"), trained.address)] == ["measures.create_measure"]
    assert len(history_of(cast.act("samira"), trained.address)) == 2


def test_who_may_set_a_target_is_offered_to_set_it_back(cast: Cast, trained: Measure) -> None:
    aimed = {"unit": cast.units["rotterdam"].public_id, "scoring_type": "goal_red_flag", "red_flag": 40}
    do.set_target(cast.act("wanjiru"), trained, {**aimed, "from_": date(2026, 1, 1), "target": 60})
    do.set_target(cast.act("ines", "Fewer came."), trained, {**aimed, "from_": date(2026, 4, 14), "target": 55})
    undo = history_of(cast.act("ines"), trained.address)[0].undo
    assert undo is not None

    do.set_target(cast.act("ines", "They came after all."), undo.target.partition(":")[2], undo.input)

    lines = history_of(cast.act("ines"), trained.address)
    assert lines[0].sentence == "Ines changed the target of Rotterdam from 55 to 60 from 14 Apr 2026"
    assert [line.undo is not None for line in lines] == [True, False, False, False]
    assert [line.undo for line in history_of(cast.act("amara"), trained.address)] == [None] * 4


def test_whoever_may_withdraw_a_value_is_offered_that_while_it_counts(cast: Cast, trained: Measure) -> None:
    where = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10"}
    do.record_observation(cast.act("joost"), trained, {**where, "value": 45})
    undo = history_of(cast.act("joost"), trained.address)[0].undo
    assert undo is not None

    do.withdraw_observation(cast.act("joost", "Wrong."), undo.target.partition(":")[2], undo.input)

    assert [line.undo for line in history_of(cast.act("joost"), trained.address)] == [None, None, None]


def test_history_asks_the_same_for_two_acts_and_for_six(
    cast: Cast, trained: Measure, django_assert_max_num_queries: Any
) -> None:
    aimed = {"unit": cast.units["rotterdam"].public_id, "scoring_type": "goal_red_flag", "red_flag": 0}
    for month in range(1, 7):
        do.set_target(cast.act("wanjiru", "Again."), trained, {**aimed, "from_": date(2026, month, 1), "target": month})
    ctx = cast.act("amara")

    with django_assert_max_num_queries(12):
        assert len(history_of(ctx, trained.address)) == 7
