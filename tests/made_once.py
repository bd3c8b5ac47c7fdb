"""What the tests of a module start from is made once, in a transaction: each test then leaves it as it was.

Making a company takes hundreds of commands; the tests that look at it, a few. A module whose tests commit for real
(`flushed_db`) cannot use this.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.test import override_settings

T = TypeVar("T")
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one is slow on purpose


@contextmanager
def made_once(make: Callable[[], T], blocker: Any) -> Iterator[T]:
    """Yield what `make` returns, and take everything back afterwards; `blocker` is pytest's `django_db_blocker`.

    Hand a test `copy.deepcopy` of it: rows are put back by the database, objects in memory are not.
    """
    with override_settings(PASSWORD_HASHERS=CHEAP), blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)
