"""Acts on KPIs in sentences, in the reader's scope."""

from datetime import date

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
        ("Joost recorded 45 for Rotterdam, 2026-10", ""),
        ("Divya corrected to 48.5 for Rotterdam, 2026-10", ""),
        ("Wanjiru set the target of Rotterdam to 60 from 1 Jan 2026", ""),
        ("Ines set the target of Rotterdam to 55 from 14 Apr 2026", "Fewer came."),
        ("Amara disputed the value of Rotterdam, 2026-10", ""),
        ("Divya changed the card from 1 Jan 2026: grace days", ""),
        ("Divya took back the value of Rotterdam, 2026-10", "Wrong."),
    ]


def test_values_of_closed_units_are_left_out(cast: Cast, trained: Measure) -> None:
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "value": 45}
    do.record_observation(cast.act("joost"), trained, given)

    assert history_of(cast.act("mateus"), trained.address) == ()
    assert len(history_of(cast.act("samira"), trained.address)) == 1
