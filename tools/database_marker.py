"""A pytest plugin: mark whatever uses the database, so that the PostgreSQL lane can choose it.

Most tests ask for a database through a fixture of a fixture; a marker that authors must remember would be forgotten.
"""

import pytest

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add `database` to each test that is marked `django_db` or reaches one of the database fixtures."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
