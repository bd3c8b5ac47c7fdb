"""The way of a strategy version."""

from datetime import date

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid, NotFound, Refused, Stale
from lineofsight.strategy import commands as do
from lineofsight.strategy.models import ObjectiveVersion, Strategy, StrategyVersion
from lineofsight.strategy.tests.cast import Cast


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    """The company's strategy with a first draft of two linked objectives."""
    ctx = cast.act("wanjiru")
    made = do.create_strategy(ctx, None, {"unit": cast.units["norrvik"].public_id, "name": "Cold and certain"})
    do.add_perspectives(ctx, made, {"preset": "balanced_scorecard"})
    do.add_theme(ctx, made, {"name": "Pharma"})
    draft = made.versions.get()
    trained = do.add_objective(ctx, draft, {"code": "L1", "name": "Train", "perspective": "learning_growth"})
    safe = do.add_objective(
        ctx, draft, {"code": "P1", "name": "Keep cold", "perspective": "process", "themes": ["pharma"]}
    )
    do.link_objectives(ctx, draft, {"driver": trained.public_id, "outcome": safe.public_id, "lag": 2})
    return made


def adopt_first(cast: Cast, strategy: Strategy, on: date) -> StrategyVersion:
    draft = strategy.versions.get(state="draft")
    do.submit_version(cast.act("wanjiru"), draft)
    do.approve_version(cast.act("henrik"), draft)
    return do.adopt_version(cast.act("linnea"), draft, {"on": on})


def test_version_goes_from_draft_to_in_force(cast: Cast, strategy: Strategy) -> None:
    version = adopt_first(cast, strategy, date(2026, 1, 12))

    assert version.state == "active"
    assert version.submitted_by == cast.users["wanjiru"]
    assert version.approved_by == cast.users["henrik"]


def test_submitter_cannot_approve_own_version(cast: Cast, strategy: Strategy) -> None:
    draft = strategy.versions.get()
    do.submit_version(cast.act("wanjiru"), draft)

    with pytest.raises(Refused, match="Somebody else must approve"):
        do.approve_version(cast.act("wanjiru"), draft)

    draft.refresh_from_db()
    assert draft.state == "in_review"


def test_delegate_of_submitter_cannot_approve(cast: Cast, strategy: Strategy) -> None:
    draft = strategy.versions.get()
    do.submit_version(cast.act("wanjiru"), draft)

    with pytest.raises(Refused):
        do.approve_version(cast.act("henrik", on_behalf_of=cast.users["wanjiru"].pk), draft)


def test_new_draft_copies_objectives_themes_and_links(cast: Cast, strategy: Strategy) -> None:
    adopt_first(cast, strategy, date(2026, 1, 12))

    draft = do.draft_version(cast.act("wanjiru"), strategy)

    assert draft.number == 2
    assert [said.objective.code for said in draft.objectives.order_by("sort_order")] == ["L1", "P1"]
    assert [row.theme.name for said in draft.objectives.all() for row in said.themes.all()] == ["Pharma"]
    assert [(link.driver.code, link.outcome.code, link.lag) for link in draft.links.all()] == [("L1", "P1", 2)]


def test_drafting_twice_gives_the_same_draft(cast: Cast, strategy: Strategy) -> None:
    adopt_first(cast, strategy, date(2026, 1, 12))

    first = do.draft_version(cast.act("wanjiru"), strategy)
    second = do.draft_version(cast.act("wanjiru"), strategy)

    assert first == second
    assert strategy.versions.count() == 2


def test_adopting_the_next_version_replaces_the_earlier(cast: Cast, strategy: Strategy) -> None:
    earlier = adopt_first(cast, strategy, date(2026, 1, 12))
    do.draft_version(cast.act("wanjiru"), strategy)

    later = adopt_first(cast, strategy, date(2026, 10, 1))

    earlier.refresh_from_db()
    assert (earlier.state, later.state) == ("superseded", "active")


def test_version_adopted_from_a_later_day_waits(cast: Cast, strategy: Strategy) -> None:
    version = adopt_first(cast, strategy, date(2199, 1, 1))

    assert version.state == "approved"


def test_settled_version_cannot_be_edited(cast: Cast, strategy: Strategy) -> None:
    version = adopt_first(cast, strategy, date(2026, 1, 12))

    with pytest.raises(Invalid, match="Only a draft"):
        do.edit_version(cast.act("wanjiru"), version, {"vision": "Other"})

    assert StrategyVersion.objects.get(pk=version.pk).vision == ""


def test_edit_of_a_stale_draft_gives_their_text(cast: Cast, strategy: Strategy) -> None:
    draft = strategy.versions.get()
    do.edit_version(cast.act("wanjiru", expected_version=1), draft, {"vision": "First"})

    with pytest.raises(Stale) as caught:
        do.edit_version(cast.act("henrik", expected_version=1), draft, {"vision": "Second"})

    assert caught.value.theirs["vision"] == "First"
    assert StrategyVersion.objects.get(pk=draft.pk).vision == "First"


def test_empty_version_cannot_be_submitted(cast: Cast) -> None:
    made = do.create_strategy(cast.act("ines"), None, {"unit": cast.units["rotterdam"].public_id, "name": "Hub"})

    with pytest.raises(Invalid, match="Add an objective"):
        do.submit_version(cast.act("ines"), made.versions.get())


def test_system_adopts_the_first_version_of_an_import_without_review(cast: Cast, strategy: Strategy) -> None:
    system = Context(SYSTEM, clock.now(), via="import")

    version = do.adopt_version(system, strategy.versions.get(), {"on": date(2026, 1, 1)})

    assert version.state == "active"


def test_objective_known_by_its_key_joins_the_next_draft(cast: Cast, strategy: Strategy) -> None:
    adopt_first(cast, strategy, date(2026, 1, 12))
    draft = do.draft_version(cast.act("wanjiru"), strategy)
    objective = strategy.objectives.get(code="P1")
    do.drop_objective(cast.act("wanjiru"), objective, {"strategy_version": draft.public_id})

    again = do.add_objective(cast.act("wanjiru"), draft, {"code": "P1", "name": "Keep it cold"})

    assert again == objective
    assert list(ObjectiveVersion.objects.filter(objective=objective).values_list("name", flat=True).order_by("id")) == [
        "Keep cold",
        "Keep it cold",
    ]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("wanjiru", True),
        ("auditor", True),
        ("linnea", False),
        ("ines", False),
        ("amara", False),
        ("administrator", False),
    ],
)
def test_who_sees_a_draft(cast: Cast, strategy: Strategy, who: str, sees: bool) -> None:
    draft = strategy.versions.get()

    assert StrategyVersion.objects.visible_to(cast.viewer(who)).filter(pk=draft.pk).exists() is sees
    assert (ObjectiveVersion.objects.visible_to(cast.viewer(who)).count() == 2) is sees


@pytest.mark.parametrize("who", ["linnea", "ines", "amara", "divya", "auditor", "wanjiru"])
def test_everyone_sees_the_strategy_in_force_of_the_top_unit(cast: Cast, strategy: Strategy, who: str) -> None:
    version = adopt_first(cast, strategy, date(2026, 1, 12))

    assert StrategyVersion.objects.visible_to(cast.viewer(who)).filter(pk=version.pk).exists()


@pytest.mark.parametrize(
    ("who", "unit", "allowed"),
    [
        ("wanjiru", "norrvik", True),
        ("wanjiru", "gdansk", True),
        ("operator", "norrvik", True),
        ("ines", "rotterdam", True),
        ("ines", "dock-3", True),
        ("ines", "norrvik", False),
        ("ines", "gdansk", False),
        ("linnea", "norrvik", False),
        ("amara", "dock-3", False),
        ("auditor", "norrvik", False),
        ("administrator", "norrvik", False),
    ],
)
def test_who_may_create_a_strategy(cast: Cast, who: str, unit: str, allowed: bool) -> None:
    data = {"unit": cast.units[unit].public_id, "name": "Ours"}

    if allowed:
        assert do.create_strategy(cast.act(who), None, data).unit == cast.units[unit]
    else:
        with pytest.raises(Refused):
            do.create_strategy(cast.act(who), None, data)
        assert not Strategy.objects.exists()


@pytest.mark.parametrize(("who", "error"), [("amara", NotFound), ("ines", NotFound), ("linnea", NotFound)])
def test_drafts_of_others_look_missing(cast: Cast, strategy: Strategy, who: str, error: type[Exception]) -> None:
    draft = strategy.versions.get()

    with pytest.raises(error):
        do.edit_version(cast.act(who), draft, {"vision": "Mine"})

    assert StrategyVersion.objects.get(pk=draft.pk).vision == ""
