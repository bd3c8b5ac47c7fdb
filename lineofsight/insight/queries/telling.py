"""What changed without anybody's act: a status, or a day that passed. Each is told once, under its own key."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.notices.outbox import Draft, write
from lineofsight.governance import askers
from lineofsight.insight.queries.keeping import keeping
from lineofsight.measures.models import Measure
from lineofsight.organization.models import Accountability
from lineofsight.scorecard.models import Score

LOOKED_BACK = timedelta(days=2)
LATEST = timedelta(days=62)
SETTLED = timedelta(hours=1)
SAID = ("green", "amber", "red")
CHUNK = 500


def tell_status(now: datetime) -> int:
    """Tell those who answer for a KPI that its status changed, in its latest period, at the unit that owns it.

    A score is compared with what was known before in the same period, else with the period before; what came with the
    same import is no change.
    """
    today = clock.today()
    rows = (
        Score.objects.current()
        .filter(
            node__kind="measure",
            node__unit_id=F("node__measure__owning_unit_id"),
            known_from__gt=now - LOOKED_BACK,
            period__until_on__gt=today - LATEST,
            period__start_on__lte=today,
            status__in=SAID,
        )
        .order_by("-period__start_on")
        .values(
            "id", "node_id", "node__measure_id", "period_id", "period__key", "period__start_on", "status", "known_from"
        )
    )
    latest: dict[int, dict[str, object]] = {}
    for row in rows:
        latest.setdefault(row["node_id"], row)
    return _tell_changes(latest, now)


def _tell_changes(latest: dict[int, dict[str, object]], now: datetime) -> int:
    earlier: dict[int, str] = {}
    before = Score.objects.filter(node_id__in=latest, status__in=SAID).order_by("period__start_on", "known_from")
    for node, start, status, known in before.values_list("node_id", "period__start_on", "status", "known_from"):
        row = latest[node]
        if start <= row["period__start_on"] and known <= row["known_from"] - SETTLED:  # type: ignore[operator]
            earlier[node] = status
    changed = [
        (row, earlier[node]) for node, row in latest.items() if earlier.get(node, row["status"]) != row["status"]
    ]
    measures = {row.pk: row for row in Measure.objects.filter(pk__in={row["node__measure_id"] for row, _ in changed})}
    users = _owners(measures.values())
    drafts = [
        Draft(
            "status",
            users.get(row["node__measure_id"], ()),  # type: ignore[call-overload]
            f"status {row['node_id']} {row['period_id']} {status} {row['status']}",
            {"thing": row["node__measure_id"], "period": row["period__key"], "before": status, "after": row["status"]},
        )
        for row, status in changed
    ]
    return write(drafts, now=now)


def _owners(measures: Iterable[Measure]) -> dict[int, set[int]]:
    from lineofsight.insight import notices  # inline: it registers the jobs that call this

    return notices.answering(measures, ("owner", "steward"))


def tell_overdue(now: datetime) -> int:
    """Tell those who record values which of them should be there by now."""
    holding = Accountability.objects.at(clock.today()).filter(
        code__in=("updater", "steward"), target__startswith="measure:"
    )
    users = User.objects.filter(is_active=True, person__accountabilities__in=holding.values("pk")).distinct()
    told = 0
    for user in users.iterator(chunk_size=CHUNK):
        late = keeping(Context(viewer=askers.viewer_of(user), now=now, via="job")).late
        ids = dict(Measure.objects.filter(slug__in={due.slug for due in late}).values_list("slug", "pk"))
        drafts = [
            Draft(
                "value_overdue",
                [user.pk],
                f"overdue {due.slug} {due.unit_slug} {due.period_key}",
                {"thing": ids[due.slug], "unit": due.unit, "period": due.period_key, "due": due.due_on.isoformat()},
            )
            for due in late
        ]
        told += write(drafts, now=now)
    return told
