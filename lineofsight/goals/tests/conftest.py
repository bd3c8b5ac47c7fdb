"""The small company, with a scorecard over its strategy and two levels of objectives."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from lineofsight.okr.tests.company import Company, make_company
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.threads import following
from tests.cast import system
from tests.made_once import made_once


@pytest.fixture(scope="module")
def _company_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    with made_once(make_goal_company, django_db_blocker) as made:
        yield made


@pytest.fixture
def company(db: None, _company_of_module: Company) -> Company:
    """Return the company, as `make_goal_company` makes it."""
    return deepcopy(_company_of_module)


def make_goal_company() -> Company:
    """Team in the plant below hub in east below P1; the team gives a fifth to F1. Weights 50, 30, 20."""
    company = make_company()
    with following.gathered():
        company.objective("hub", "east")
        company.objective("team", "plant")
        company.objective("lonely", "lab")
        company.key_result("team", value="60")
        company.serves("hub", "P1", share="1")
        company.serves("team", "hub", share="0.8")
        company.serves("team", "F1", share="0.2")
    ids = {
        "unit": company.cast.units["group"].public_id,
        "strategy": company.strategic["C1"].strategy.public_id,
        "calendar": company.cast.calendar.public_id if company.cast.calendar else None,
    }
    scorecards.create_scorecard(system(), None, {**ids, "name": "Group"})
    root = ScoreNode.objects.get(kind="scorecard")
    parts = {node.perspective.key: node.pk for node in ScoreNode.objects.filter(kind="perspective") if node.perspective}
    weights = {parts["process"]: "50", parts["customer"]: "30", parts["financial"]: "20"}
    scorecards.set_weights(system(), None, {"node": root.pk, "weights": weights})
    return company
