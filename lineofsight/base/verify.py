"""The auditor's verifier: it recomputes digests and links from the tables, apart from the code that wrote them."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from lineofsight.base.history import digest_of
from lineofsight.base.history_models import Change, PendingSeal, Seal
from lineofsight.base.sealer import GENESIS, chain_hash, unsealed_age


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier found; `problems` is empty when all holds."""

    changes: int
    sealed: int
    unsealed: int
    oldest_unsealed_seconds: float | None
    head: str
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Test whether nothing was found wrong."""
        return not self.problems


def verify(last: int | None = None) -> Verdict:
    """Walk the chain and compare every digest with the rows as they stand; `last` walks that many links of its end."""
    problems: list[str] = []
    prev, expected = GENESIS, 1
    links = Seal.objects.select_related("change").prefetch_related("change__rows").order_by("seq")
    if last is not None:
        prev, expected = _before_last(last)
        links = links.filter(seq__gte=expected)
    for link in links.iterator(chunk_size=2000):
        if link.seq != expected:
            problems.append(f"Link {expected} is missing before link {link.seq}.")
            expected = link.seq
        rows = sorted(link.change.rows.all(), key=lambda row: row.pk)
        if digest_of(link.change, rows) != link.change.digest:
            problems.append(f"Change {link.change.public_id} (link {link.seq}) was altered after it was written.")
        if (
            link.prev != prev
            or chain_hash(link.seq, str(link.change.public_id), link.change.digest, link.prev) != link.hash
        ):
            problems.append(f"Link {link.seq} does not follow from the one before.")
        prev, expected = link.hash, link.seq + 1
    changes, sealed, unsealed = Change.objects.count(), Seal.objects.count(), PendingSeal.objects.count()
    if changes != sealed + unsealed:
        problems.append(f"{changes - sealed - unsealed} changes are neither sealed nor waiting to be.")
    problems += _compare_with_head_file()
    age = unsealed_age()
    return Verdict(changes, sealed, unsealed, age.total_seconds() if age else None, prev, tuple(problems))


def _before_last(count: int) -> tuple[str, int]:
    """Return the hash from which the last links follow, and the number of the first of them."""
    end = Seal.objects.aggregate(last=Max("seq"))["last"] or 0
    before = Seal.objects.filter(seq=end - count).first()
    return (before.hash, before.seq + 1) if before else (GENESIS, 1)


def _compare_with_head_file() -> list[str]:
    """Compare with the head written outside the database: only this notices a chain cut short or rewritten whole."""
    path = Path(settings.AUDIT_HEAD_FILE)
    if not path.exists():
        return []
    noted = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    link = Seal.objects.filter(seq=noted["seq"]).first()
    if link is None:
        last = Seal.objects.aggregate(last=Max("seq"))["last"] or 0
        return [f"The head noted outside the database is link {noted['seq']}, but the chain ends at {last}."]
    if link.hash != noted["hash"]:
        return [f"Link {noted['seq']} differs from the head noted outside the database."]
    return []
