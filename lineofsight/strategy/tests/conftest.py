"""Fixtures of the strategy layer."""

import pytest

from lineofsight.strategy.tests.cast import Cast, build


@pytest.fixture
def cast(db: None) -> Cast:
    """A small company with everyone in it."""
    return build()
