"""The sealer: it chains committed changes beside the commands, so that no writer waits for the chain's head."""

import hashlib
import json
import logging
import threading
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction

from lineofsight.base import clock, guards
from lineofsight.base.history_models import PendingSeal, Seal
from lineofsight.base.turns import turn

log = logging.getLogger(__name__)
GENESIS = "0" * 64
MOST_AT_ONCE = 5_000


def chain_hash(seq: int, change_id: str, change_digest: str, prev: str) -> str:
    """Return the hash of one link: over its number, its change and the link before."""
    return hashlib.sha256(f"{seq}|{change_id}|{change_digest}|{prev}".encode()).hexdigest()


def seal(limit: int = MOST_AT_ONCE) -> int:
    """Seal up to `limit` committed changes, in order of their ids; return how many.

    One sealer works at a time: on PostgreSQL the others wait for the pending rows and find them gone. SQLite has one
    writer at a time, whom nobody should be for nothing.
    """
    if not connection.features.has_select_for_update and not PendingSeal.objects.exists():
        return 0
    with turn(), guards.machinery(), transaction.atomic():
        waiting = PendingSeal.objects.select_related("change").select_for_update(of=("self",))
        pending = list(waiting.order_by("change_id")[:limit])
        if not pending:
            return 0
        head = Seal.objects.order_by("-seq").first()
        seq, prev = (head.seq, head.hash) if head else (0, GENESIS)
        now = clock.now()
        links = []
        for item in pending:
            seq += 1
            link = chain_hash(seq, str(item.change.public_id), item.change.digest, prev)
            links.append(Seal(seq=seq, change=item.change, prev=prev, hash=link, sealed_at=now))
            prev = link
        Seal.objects.bulk_create(links)
        PendingSeal.objects.filter(change_id__in=[item.change_id for item in pending]).delete()
    write_head(seq, prev)
    return len(links)


def seal_all() -> int:
    """Seal everything that waits; what comes meanwhile waits for the next turn, lest writers keep the sealer busy."""
    total = count = seal()
    while count == MOST_AT_ONCE:
        count = seal()
        total += count
    return total


def write_head(seq: int, head: str) -> None:
    """Write the head of the chain to a file outside the database, replacing the one before."""
    path = Path(settings.AUDIT_HEAD_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"seq": seq, "hash": head, "at": clock.now().isoformat()})
    temporary = path.with_suffix(".new")
    temporary.write_text(line + "\n", encoding="utf-8")
    temporary.replace(path)


def unsealed_age() -> timedelta | None:
    """Return the age of the oldest unsealed change, or None when all are sealed."""
    oldest = PendingSeal.objects.select_related("change").order_by("change_id").first()
    return clock.now() - oldest.change.at if oldest else None


class SealerThread(threading.Thread):
    """Seals every `SEAL_SECONDS`, until stopped."""

    def __init__(self) -> None:
        super().__init__(name="sealer", daemon=True)
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Seal in a loop; a database that is away is tried again at the next turn."""
        while not self._stop_asked.wait(settings.SEAL_SECONDS):
            try:
                seal_all()
            except Exception:  # the loop must outlive any failure of one turn
                log.exception("Sealing failed; it is tried again in %s s.", settings.SEAL_SECONDS)
                connection.close()
            finally:
                close_old_connections()
        connection.close()

    def stop(self) -> None:
        """Ask the loop to end."""
        self._stop_asked.set()
