"""Links with shares and supports: circles and too much are refused; progress and shares follow, or stop."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest

from lineofsight.base.errors import Invalid, Refused
from lineofsight.okr import commands as okr
from lineofsight.okr.models import AlignmentEdge, ObjectiveShare, Progress
from lineofsight.okr.tests.company import OPENED, Company
from lineofsight.strategy import commands as strategy
from tests.cast import system

LATER = OPENED + timedelta(days=30)


def shares_of(company: Company, name: str) -> dict[str, float]:
    rows = ObjectiveShare.objects.current().filter(objective=company.objectives[name])
    return {row.strategic_objective.code: round(row.share, 9) for row in rows.select_related("strategic_objective")}


def progress_of(company: Company, name: str) -> Decimal | None:
    row = Progress.objects.current().filter(objective=company.objectives[name]).first()
    return row.progress if row else None


@pytest.fixture
def three(company: Company) -> Company:
    """Team below hub below strategy: the team gives 80 % to the hub and 20 % to F1, the hub all to P1."""
    company.objective("team")
    company.objective("hub", "east")
    company.key_result("team", value="60")
    company.key_result("hub", value="20", weight="2")
    company.serves("hub", "P1", share="1")
    company.serves("team", "hub", share="0.8")
    company.serves("team", "F1")
    return company


def test_shares_and_progress_climb_the_links(three: Company) -> None:
    assert shares_of(three, "team") == {"P1": 0.8, "F1": 0.2}
    assert shares_of(three, "hub") == {"P1": 1}
    assert progress_of(three, "team") == Decimal("0.6")
    assert progress_of(three, "hub") == Decimal("0.333333")


def test_a_link_without_a_share_takes_what_is_left(three: Company) -> None:
    edge = AlignmentEdge.objects.current().get(child=three.objectives["team"], strategic_objective__code="F1")

    assert edge.share == Decimal("0.2")


def test_a_support_has_no_share_and_counts_in_nothing(three: Company) -> None:
    three.objective("helper")
    three.key_result("helper", value="100")

    three.serves("helper", "hub", contributes=False)

    assert shares_of(three, "helper") == {}
    assert progress_of(three, "hub") == Decimal("0.333333")
    with pytest.raises(Invalid, match="only supports has no share"):
        three.serves("helper", "team", contributes=False, share="0.5")


def test_more_than_the_whole_is_refused_on_the_day_it_would_be_too_much(three: Company) -> None:
    before = AlignmentEdge.objects.current().count()

    with pytest.raises(Invalid, match=r"shares of “team” would add to 150% on 2026-10-31; at most 100%"):
        three.serves("team", "C1", share="0.5", from_=LATER)

    assert AlignmentEdge.objects.current().count() == before


@pytest.mark.parametrize("contributes", [True, False])
def test_a_circle_is_refused_with_the_way_named(three: Company, contributes: bool) -> None:
    with pytest.raises(Invalid, match="would close a circle: “hub” → “team” → “hub”"):
        three.serves("hub", "team", contributes=contributes, share="0" if contributes else None)
    with pytest.raises(Invalid, match="“hub” → “hub”"):
        three.serves("hub", "hub", contributes=False)


def test_a_key_result_is_linked_with_its_objective_and_exactly_one_thing_is_served(three: Company) -> None:
    three.objective("other")
    key_result = three.objectives["hub"].key_results.get()

    edge = okr.link_objective(
        system(), three.objectives["other"], {"key_result": key_result.public_id, "from_": OPENED}
    )

    assert (edge.parent, edge.key_result) == (three.objectives["hub"], key_result)
    assert shares_of(three, "other") == {"P1": 1}
    with pytest.raises(Invalid, match="exactly one"):
        okr.link_objective(system(), three.objectives["other"], {"from_": OPENED})


def test_what_links_to_a_dropped_objective_stops_there_and_starts_again_with_it(three: Company) -> None:
    okr.drop_objective(system(), three.objectives["hub"])

    assert shares_of(three, "team") == {"F1": 0.2}
    okr.start_objective(system(), three.objectives["hub"])
    assert shares_of(three, "team") == {"P1": 0.8, "F1": 0.2}


def test_what_links_to_a_strategic_objective_that_is_not_in_force_any_more_stops(three: Company) -> None:
    made = three.strategic["P1"].strategy
    draft = strategy.draft_version(system(), made)
    strategy.drop_objective(system(), three.strategic["P1"], {"strategy_version": draft.public_id})
    strategy.submit_version(system(), draft)
    strategy.approve_version(system(), draft)
    strategy.adopt_version(system(), draft, {"on": OPENED})

    assert shares_of(three, "team") == {"F1": 0.2}
    assert shares_of(three, "hub") == {}


def test_ending_a_link_takes_share_and_progress_back(three: Company) -> None:
    hub = {"objective": three.objectives["hub"].public_id, "on": OPENED}

    okr.unlink_objective(system(), three.objectives["team"], hub)

    assert shares_of(three, "team") == {"F1": 0.2}
    assert progress_of(three, "hub") == Decimal("0.2")
    with pytest.raises(Invalid, match="no such link"):
        okr.unlink_objective(system(), three.objectives["team"], hub)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("unit_head", True), ("manager", True), ("strategy_office", True), ("employee", False), ("auditor", False)],
)
def test_who_may_link(three: Company, who: str, allowed: bool) -> None:
    data = {"strategic_objective": three.strategic["C1"].public_id, "contributes": False, "from_": OPENED}
    before = AlignmentEdge.objects.current().count()

    with suppress(Refused):
        okr.link_objective(three.cast.act(who), three.objectives["team"], data)

    assert AlignmentEdge.objects.current().count() - before == allowed
