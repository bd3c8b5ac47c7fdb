"""The cast of this domain's tests."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from lineofsight.organization.tests.cast import Cast, make_cast
from tests.made_once import made_once


@pytest.fixture(scope="module")
def _cast_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with made_once(make_cast, django_db_blocker) as made:
        yield made


@pytest.fixture
def cast(db: None, _cast_of_module: Cast) -> Cast:
    """Return a small company with ten people."""
    return deepcopy(_cast_of_module)
