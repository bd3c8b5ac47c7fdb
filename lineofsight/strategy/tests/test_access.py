"""Who sees and who may approve, put in force and change what, person by person."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from lineofsight.base.errors import NotFound, Refused
from lineofsight.strategy import commands as do
from lineofsight.strategy.models import (
    Adoption,
    CascadeLink,
    CausalLink,
    ObjectiveTheme,
    Perspective,
    StrategicObjective,
    StrategicTheme,
    Strategy,
    StrategyVersion,
)
from lineofsight.strategy.tests.cast import Cast
from lineofsight.strategy.tests.test_versions import adopt_first, strategy  # noqa: F401 the fixture is shared
from tests.made_once import made_once

EVERYWHERE = {"linnea", "wanjiru", "henrik", "auditor", "operator"}
BELOW_OR_AT_ROTTERDAM = {"amara", "ines", "joost", "samira"}
TOP_PEOPLE = {"administrator"}


@pytest.fixture(scope="module")
def _hub_of_module(_cast_of_module: Cast, django_db_blocker: Any) -> Iterator[Strategy]:
    with made_once(lambda: draft_of_hub(_cast_of_module), django_db_blocker) as made:
        yield made


@pytest.fixture
def hub(cast: Cast, _hub_of_module: Strategy) -> Strategy:
    """Return the draft strategy of Rotterdam."""
    return deepcopy(_hub_of_module)


def draft_of_hub(cast: Cast) -> Strategy:
    """Rotterdam's draft strategy: two linked objectives with a theme, one of which serves another."""
    ctx = cast.act("ines")
    made = do.create_strategy(ctx, None, {"unit": cast.units["rotterdam"].public_id, "name": "Hub"})
    do.add_perspective(ctx, made, {"name": "Process"})
    do.add_theme(ctx, made, {"name": "Cold"})
    draft = made.versions.get()
    one = do.add_objective(ctx, draft, {"code": "R1", "name": "One", "perspective": "process", "themes": ["cold"]})
    two = do.add_objective(ctx, draft, {"code": "R2", "name": "Two"})
    do.link_objectives(ctx, draft, {"driver": one.public_id, "outcome": two.public_id})
    do.set_cascade(ctx, one, {"parent": two.public_id, "from_": date(2026, 1, 1)})
    return made


def who_see(cast: Cast, model: type) -> set[str]:
    return {name for name in cast.users if model.objects.visible_to(cast.viewer(name)).exists()}


@pytest.mark.parametrize("model", [Strategy, Perspective, StrategicTheme])
def test_a_hubs_strategy_is_seen_along_its_line(cast: Cast, hub: Strategy, model: type) -> None:
    assert who_see(cast, model) == EVERYWHERE | BELOW_OR_AT_ROTTERDAM | TOP_PEOPLE


@pytest.mark.parametrize("model", [StrategyVersion, StrategicObjective, CausalLink, CascadeLink, ObjectiveTheme])
def test_its_draft_is_seen_by_writers_and_auditors(cast: Cast, hub: Strategy, model: type) -> None:
    assert who_see(cast, model) == {"wanjiru", "henrik", "auditor", "operator", "ines"}


def test_executives_see_what_is_in_review(cast: Cast, hub: Strategy) -> None:
    do.submit_version(cast.act("ines"), hub.versions.get())

    assert who_see(cast, StrategyVersion) == {"linnea", "wanjiru", "henrik", "auditor", "operator", "ines"}


def settle(cast: Cast, hub: Strategy) -> StrategyVersion:
    draft = hub.versions.get()
    do.submit_version(cast.act("ines"), draft)
    do.approve_version(cast.act("wanjiru"), draft)
    return do.adopt_version(cast.act("linnea"), draft, {"on": date(2026, 1, 12)})


@pytest.mark.parametrize(
    "model", [StrategyVersion, StrategicObjective, CausalLink, CascadeLink, ObjectiveTheme, Adoption]
)
def test_what_is_in_force_is_seen_along_the_line(cast: Cast, hub: Strategy, model: type) -> None:
    settle(cast, hub)

    assert who_see(cast, model) == EVERYWHERE | BELOW_OR_AT_ROTTERDAM | TOP_PEOPLE


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("wanjiru", None),
        ("henrik", None),
        ("linnea", None),
        ("operator", None),
        ("ines", Refused),
        ("auditor", Refused),
        ("amara", NotFound),
        ("tomasz", NotFound),
        ("administrator", NotFound),
    ],
)
def test_who_may_approve_a_hubs_version(cast: Cast, hub: Strategy, who: str, error: type[Exception] | None) -> None:
    draft = hub.versions.get()
    do.submit_version(cast.act("ines"), draft)

    if error is None:
        do.approve_version(cast.act(who), draft)
    else:
        with pytest.raises(error):
            do.approve_version(cast.act(who), draft)

    draft.refresh_from_db()
    assert (draft.state == "approved") is (error is None)


@pytest.mark.parametrize(
    ("who", "error"),
    [("wanjiru", None), ("linnea", None), ("operator", None)]
    + [(who, Refused) for who in ("ines", "auditor", "amara", "administrator")]
    + [("tomasz", NotFound)],
)
def test_who_may_put_a_version_in_force(cast: Cast, hub: Strategy, who: str, error: type[Exception] | None) -> None:
    draft = hub.versions.get()
    do.submit_version(cast.act("ines"), draft)
    do.approve_version(cast.act("wanjiru"), draft)

    if error is None:
        do.adopt_version(cast.act(who), draft, {"on": date(2026, 1, 12)})
    else:
        with pytest.raises(error):
            do.adopt_version(cast.act(who), draft, {"on": date(2026, 1, 12)})

    assert Adoption.objects.exists() is (error is None)


@pytest.mark.parametrize(
    ("who", "error"),
    [("wanjiru", None), ("ines", None), ("operator", None)]
    + [(who, Refused) for who in ("linnea", "auditor", "amara", "administrator")]
    + [("tomasz", NotFound)],
)
def test_who_may_add_a_perspective(cast: Cast, hub: Strategy, who: str, error: type[Exception] | None) -> None:
    if error is None:
        do.add_perspective(cast.act(who), hub, {"name": "Customer"})
    else:
        with pytest.raises(error):
            do.add_perspective(cast.act(who), hub, {"name": "Customer"})

    assert (hub.perspectives.count() == 2) is (error is None)


@pytest.mark.parametrize(("who", "error"), [("ines", None), ("auditor", Refused), ("linnea", NotFound)])
def test_who_may_write_a_draft(cast: Cast, hub: Strategy, who: str, error: type[Exception] | None) -> None:
    draft = hub.versions.get()

    if error is None:
        do.edit_version(cast.act(who), draft, {"vision": "Cold."})
    else:
        with pytest.raises(error):
            do.edit_version(cast.act(who), draft, {"vision": "Cold."})

    draft.refresh_from_db()
    assert (draft.vision == "Cold.") is (error is None)


def test_a_hubs_head_does_not_write_the_companys_strategy(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    adopt_first(cast, strategy, date(2026, 1, 12))

    with pytest.raises(Refused):
        do.draft_version(cast.act("ines"), strategy)

    assert strategy.versions.count() == 1
