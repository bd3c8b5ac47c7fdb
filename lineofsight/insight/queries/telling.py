"""What changed without anybody's act: a status, a signal, a day that passed. Each is told once, under its own key."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.notices.outbox import Draft, write
from lineofsight.governance import askers
from lineofsight.insight.queries.keeping import keeping
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import Accountability
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.queries import series
from lineofsight.scorecard.results import PeriodLabel, SeriesPoint

LOOKED_BACK = timedelta(days=2)
LATEST = timedelta(days=62)
SETTLED = timedelta(hours=1)
SAID = ("green", "amber", "red")
CHUNK = 500
Row = dict[str, Any]


def tell_status(now: datetime) -> int:
    """Tell those who answer for a KPI that its status changed, in its latest period, at the unit that owns it.

    A score is compared with what was known before in the same period, else with the period before; what came with the
    same import is no change.
    """
    return _tell_changes(_latest(now, status__in=SAID), now)


def _latest(now: datetime, **where: Any) -> dict[int, Row]:
    """Return the score of each KPI at its own unit, in its latest period, where it came to be known lately."""
    today = clock.today()
    rows = (
        Score.objects.current()
        .filter(
            node__kind="measure",
            node__unit_id=F("node__measure__owning_unit_id"),
            known_from__gt=now - LOOKED_BACK,
            period__until_on__gt=today - LATEST,
            period__start_on__lte=today,
            **where,
        )
        .order_by("-period__start_on")
        .values(
            *("id", "node_id", "node__measure_id", "period_id", "period__key", "period__start_on"),
            *("status", "measured", "known_from"),
        )
    )
    latest: dict[int, Row] = {}
    for row in rows:
        latest.setdefault(row["node_id"], row)
    return latest


def _tell_changes(latest: dict[int, Row], now: datetime) -> int:
    earlier: dict[int, str] = {}
    before = Score.objects.filter(node_id__in=latest, status__in=SAID).order_by("period__start_on", "known_from")
    for node, start, status, known in before.values_list("node_id", "period__start_on", "status", "known_from"):
        row = latest[node]
        if start <= row["period__start_on"] and known <= row["known_from"] - SETTLED:
            earlier[node] = status
    changed = [
        (row, earlier[node]) for node, row in latest.items() if earlier.get(node, row["status"]) != row["status"]
    ]
    measures = {row.pk: row for row in Measure.objects.filter(pk__in={row["node__measure_id"] for row, _ in changed})}
    users = _owners(measures.values())
    drafts = [
        Draft(
            "status",
            users.get(row["node__measure_id"], ()),
            f"status {row['node_id']} {row['period_id']} {status} {row['status']}",
            {"thing": row["node__measure_id"], "period": row["period__key"], "before": status, "after": row["status"]},
        )
        for row, status in changed
    ]
    return write(drafts, now=now)


def tell_signals(now: datetime) -> int:
    """Tell those who answer for a KPI that its latest value is a signal and the ones before were none.

    What came with the first import, what only got another target, and series with a yearly pattern tell nothing.
    """
    latest = _latest(now, measured__isnull=False)
    cards: dict[int, list[MeasureVersion]] = defaultdict(list)
    ids = {row["node__measure_id"] for row in latest.values()}
    for card in MeasureVersion.objects.current().filter(measure_id__in=ids).order_by("valid_from"):
        cards[card.measure_id].append(card)
    points = _known_series(latest)
    arisen = [(row, what) for node, row in latest.items() if (what := _signal(row, points[node], cards))]
    users = _owners(Measure.objects.filter(pk__in={row["node__measure_id"] for row, _ in arisen}))
    drafts = [
        Draft(
            "signal",
            users.get(row["node__measure_id"], ()),
            f"signal {row['node_id']} {row['period_id']} {what}",
            {"thing": row["node__measure_id"], "period": row["period__key"], "signal": what},
        )
        for row, what in arisen
    ]
    return write(drafts, now=now)


def _known_series(latest: dict[int, Row]) -> dict[int, list[Row]]:
    """Return every value of some nodes in every version, in the order of periods."""
    rows = Score.objects.filter(node_id__in=latest, measured__isnull=False).order_by("period__start_on", "known_from")
    found: dict[int, list[Row]] = defaultdict(list)
    names = ("period__key", "period__frequency", "period__start_on", "period__until_on")
    for row in rows.values("node_id", "period_id", "measured", "known_from", "known_to", *names):
        found[row["node_id"]].append(row)
    return found


def _signal(row: Row, versions: list[Row], cards: dict[int, list[MeasureVersion]]) -> str:
    """Return the signal that arose with the value of a row, nothing where it is none or was known before."""
    held = cards[row["node__measure_id"]]
    card = ([one for one in held if one.valid_from <= row["period__start_on"]] or held)[-1]
    ours = [one for one in versions if one["period__frequency"] == card.frequency]
    settled = [one for one in ours if one["known_from"] <= row["known_from"] - SETTLED]
    is_known = any(one["period_id"] == row["period_id"] and one["measured"] == row["measured"] for one in settled)
    if card.is_seasonal or not settled or is_known:
        return ""
    current = [one for one in ours if one["known_to"] is None and one["period__start_on"] <= row["period__start_on"]]
    points = [SeriesPoint(_label(one), one["measured"]) for one in current]
    return series.arose_at(series.chart_of(points, card, series.redefined(points, held)), len(points) - 1)


def _label(row: Row) -> PeriodLabel:
    span = (row["period__start_on"], row["period__until_on"])
    return PeriodLabel(row["period_id"], row["period__key"], row["period__frequency"], *span)


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
