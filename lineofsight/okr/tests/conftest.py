"""The small company of these tests."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from lineofsight.okr.tests.company import Company, make_company
from tests.made_once import made_once


@pytest.fixture(scope="module")
def _company_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    with made_once(make_company, django_db_blocker) as made:
        yield made


@pytest.fixture
def company(db: None, _company_of_module: Company) -> Company:
    """Return the company with a strategy in force and a cycle."""
    return deepcopy(_company_of_module)
