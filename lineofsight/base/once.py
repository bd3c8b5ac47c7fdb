"""Calls that carry a key happen once: sent again with the same key, they are answered as the first time.

The key is kept in the transaction of the act itself, so that neither a lost answer nor two calls at the same moment
lead to two acts. A refused call keeps no key: it may be corrected and sent again. Kept for `KEPT_FOR`, then swept.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lineofsight.base import clock, guards
from lineofsight.base.errors import Invalid
from lineofsight.base.store_models import RepeatableCall
from lineofsight.base.turns import turn

KEPT_FOR = timedelta(days=7)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Once:
    """The key under which a person's call happens once, and the digest of what is asked."""

    user_id: int
    key: str
    digest: str


class HappenedBefore(Exception):
    """The call happened already; `result` is the address it answered with then."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


def once(user_id: int, key: str, command: str, call: Any) -> Once:
    """Return the key of a call; Invalid where it is empty, too long, or not plain ASCII."""
    if not key.strip() or len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid({"Idempotency-Key": f"A key is 1 to {LONGEST} printable ASCII characters."})
    text = json.dumps([command, call], sort_keys=True, default=str)
    return Once(user_id, key, hashlib.sha256(text.encode()).hexdigest())


def look_up(wanted: Once) -> None:
    """Raise HappenedBefore where the call happened, and Invalid where its key was used for another call."""
    found = RepeatableCall.objects.filter(user_id=wanted.user_id, key=wanted.key).first()
    if found is None:
        return
    if found.digest != wanted.digest:
        raise Invalid({"Idempotency-Key": "This key was used for a different call. Take a new one for each call."})
    raise HappenedBefore(found.result)


def keep(wanted: Once, result: str, at: datetime) -> None:
    """Keep the key within the transaction under way; IntegrityError where another call with it was quicker."""
    with guards.machinery():
        RepeatableCall.objects.create(
            user_id=wanted.user_id, key=wanted.key, digest=wanted.digest, result=result, at=at
        )


def sweep() -> int:
    """Delete the keys whose time is over; return how many."""
    with turn(), guards.machinery(), transaction.atomic():
        return RepeatableCall.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()[0]
