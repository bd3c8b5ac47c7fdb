"""Fixtures of the strategy layer."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from lineofsight.strategy.tests.cast import Cast, build
from tests.made_once import made_once


@pytest.fixture(scope="module")
def _cast_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with made_once(build, django_db_blocker) as made:
        yield made


@pytest.fixture
def cast(db: None, _cast_of_module: Cast) -> Cast:
    """A small company with everyone in it."""
    return deepcopy(_cast_of_module)
