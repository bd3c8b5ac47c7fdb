"""The world is made once for this folder, whose tests are marked `django_db`: each leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.permissions.world import World, make_world


@pytest.fixture(autouse=True)
def _files_of_this_test() -> None:
    """The world's files last as long as the world, not as long as one test."""


@pytest.fixture(scope="package")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Everything, in a transaction that is taken back at the end of the folder."""
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one is slow on purpose
    kept = override_settings(FILES_DIR=tmp_path_factory.mktemp("files"), PASSWORD_HASHERS=cheap)
    with kept, django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
