"""The small company of these tests."""

import pytest

from lineofsight.okr.tests.company import Company, make_company


@pytest.fixture
def company(db: None) -> Company:
    """Return the company with a strategy in force and a cycle."""
    return make_company()
