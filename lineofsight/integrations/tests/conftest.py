"""Fixtures of the tests of imports."""

import pytest

from lineofsight.integrations.tests.company import Company, make_company


@pytest.fixture
def company(db: None) -> Company:
    """A small company with two KPIs."""
    return make_company()
