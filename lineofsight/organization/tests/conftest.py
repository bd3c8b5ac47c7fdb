"""The cast of this domain's tests."""

from typing import Any

import pytest

from lineofsight.organization.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    """Return a small company with ten people."""
    return make_cast()
