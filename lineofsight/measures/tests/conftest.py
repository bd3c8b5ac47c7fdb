"""Fixtures of the measures layer: P1, a ratio KPI of three units, and a plain one."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.measures import commands as do
from lineofsight.measures.models import Measure
from lineofsight.strategy.tests.cast import Cast, build, make_accountable
from tests.made_once import made_once

START = date(2025, 1, 1)


@pytest.fixture(scope="module")
def _cast_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with made_once(build, django_db_blocker) as made:
        yield made


@pytest.fixture
def cast(db: None, _cast_of_module: Cast) -> Cast:
    """A small company with everyone in it."""
    return deepcopy(_cast_of_module)


@pytest.fixture
def excursions(cast: Cast) -> Measure:
    """Temperature excursions per 1,000 pallets: owned by Inês, kept right by Divya, updated by Joost."""
    measure = do.create_measure(
        cast.act("wanjiru"),
        None,
        {
            "name": "Temperature excursions per 1,000 pallets",
            "owning_unit": cast.units["norrvik"].public_id,
            "from_": START,
            "polarity": "minimize",
            "time_aggregation": "ratio",
            "org_aggregation": "ratio",
            "factor": "1000",
        },
    )
    make_accountable(cast, measure.address, owner="ines", steward="divya", updater="joost")
    return measure


@pytest.fixture
def trained(cast: Cast) -> Measure:
    """Share of people trained, a plain number in percent: same keepers."""
    measure = do.create_measure(
        cast.act("wanjiru"),
        None,
        {
            "name": "People trained",
            "owning_unit": cast.units["norrvik"].public_id,
            "from_": START,
            "polarity": "maximize",
        },
    )
    make_accountable(cast, measure.address, owner="ines", steward="divya", updater="joost")
    return measure


def value_of(text: str | None) -> Decimal | None:
    """Return a decimal of its text."""
    return None if text is None else Decimal(text)
