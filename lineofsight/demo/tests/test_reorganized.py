"""A merge of two hubs in the middle of a quarter: scores follow as if all were computed anew, and come back (T13)."""

from datetime import date, datetime, timezone
from typing import Any

import pytest

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.organization import commands, queries
from lineofsight.organization.models import Reorganization, Unit
from lineofsight.organization.viewers import viewer_of
from lineofsight.scorecard import recompute
from lineofsight.scorecard.models import Score

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=timezone.utc)
MID_QUARTER = date(2026, 11, 1)


def acting(who: str, reason: str = "For the test.") -> Context:
    """Return the context in which somebody of the demo acts."""
    user = User.objects.get(email=f"{who}@norrvik.example")
    return Context(viewer=viewer_of(user), now=clock.now(), reason=reason)


def merged(unit: str, target: str) -> Reorganization:
    """Let HR plan a merge of two hubs, the chief executive approve it, and do it."""
    hr = acting("jolanta.mazurek")
    plan = commands.plan_reorganization(hr, None, {"name": "One hub", "takes_effect_on": MID_QUARTER})
    ids = {name: Unit.objects.get(key=key).public_id for name, key in (("unit", unit), ("target", target))}
    commands.add_move(hr, plan, {"kind": "merge_unit", **ids})
    commands.submit_reorganization(hr, plan)
    commands.approve_reorganization(acting("henrik.aalto"), plan)
    return commands.apply_reorganization(hr, plan)


def scores() -> list[tuple[Any, ...]]:
    """Return what is known now of every score."""
    return sorted(Score.objects.current().values_list("node_id", "period_id", "score", "status"))


def test_scores_after_a_merge_are_those_of_computing_everything_and_come_back(demo: Any) -> None:
    with clock.seeded(NOW):
        before = scores()

        plan = merged("porto", "rotterdam")

        assert recompute.full().written == 0
        commands.take_back_reorganization(acting("jolanta.mazurek"), plan)
        assert recompute.full().written == 0
        assert scores() == before


@pytest.mark.parametrize(
    ("title", "named"),
    [("Scorecards", "Rotterdam scorecard"), ("Targets", ""), ("OKRs", ""), ("Goals", "")],
)
def test_the_preview_names_what_a_hub_would_leave_behind(demo: Any, title: str, named: str) -> None:
    with clock.seeded(NOW):
        office = acting("henrik.aalto")
        hr = acting("jolanta.mazurek")
        plan = commands.plan_reorganization(hr, None, {"name": "No Rotterdam", "takes_effect_on": MID_QUARTER})
        rotterdam = Unit.objects.get(key="rotterdam").public_id
        porto = Unit.objects.get(key="porto").public_id
        commands.add_move(hr, plan, {"kind": "merge_unit", "unit": rotterdam, "target": porto})

        shown = queries.reorganization(office, plan.public_id)

    found = {str(each.title): each for each in shown.orphans}
    assert title in found
    assert any(named in orphan.name for orphan in found[title].orphans)
    assert all("Rotterdam hub goes into Porto hub" in orphan.sentence for orphan in found[title].orphans)
