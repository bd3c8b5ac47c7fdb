"""What an import changes: before, after, and what follows from it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations.models import Import, StagedObservation, StagedRow
from lineofsight.integrations.queries.findings import SHORT
from lineofsight.measures.models import MeasureVersion, Observation
from lineofsight.organization.models import Period, PeriodClose, UnitVersion
from lineofsight.scorecard.models import NodeLink

SCORES = "Scores of open periods from today on"
DRAFT = "Waits in a draft until it is adopted"
ROLL_UP = "Counts above from today on"
#: What follows when a field of a table changes; the name of the table alone is for all its other fields.
FOLLOWS = {
    "targets": SCORES,
    "kpis": "Scores from today on",
    "kpis name": "Its name only; no score moves",
    "kpis question": "Its text only; no score moves",
    "objectives": DRAFT,
    "links": DRAFT,
    "perspectives": "Its name on every page",
    "units name": "Its name from today on",
    "units": ROLL_UP,
    "people": "On the person’s page",
    "people unit": "Sits in the new unit from today on",
    "people lines": "Reports to the new manager from today on",
    "lines": "Reports to the new manager from today on",
    "okrs": "On its page; what links to it follows its state",
    "okrs title": "Its name only; no progress moves",
    "okrs why": "Its text only; no progress moves",
    "key_results": "Progress of its objective and of those above",
    "key_results title": "Its name only; no progress moves",
    "goals": "In the plan of the person",
    "goals weight": "In the plan of the person, and the effort of the unit",
    "okr_links": "Shares of all below, and progress above",
    "goal_links": "The person’s line of sight",
}


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of one thing: before and after."""

    line: int | None
    key: str
    field: str
    before: str
    after: str
    follows: str = ""


def changed_fields(ctx: Context, run: Import, show_all: bool) -> tuple[list[ChangedField], int]:
    """Return the first changed fields, and how many things change in all."""
    most = ROWS_ON_A_PAGE if show_all else SHORT
    rows = StagedRow.objects.filter(run=run, verdict="changed", payload__isnull=False).exclude(table="published")
    fields: list[ChangedField] = []
    for row in rows.order_by("id")[:most]:
        for name, before in row.before.items():
            label = name.replace("_", " ").capitalize()
            what, after = row.after.get("name") or row.after.get("title") or row.key, _shown(row.after[name])
            fields.append(ChangedField(row.line, what, label, _shown(before), after, _follows(row.table, name)))
    values = StagedObservation.objects.filter(run=run, verdict="changed")
    if len(fields) < most:
        fields += _changed_values(ctx, values.order_by("line", "id")[: most - len(fields)])
    return fields[:most], rows.count() + values.count()


def _follows(table: str, name: str) -> str:
    return FOLLOWS.get(f"{table} {name}", FOLLOWS.get(table, ""))


def _changed_values(ctx: Context, rows: Any) -> list[ChangedField]:
    staged = list(rows)
    earlier = Observation.objects.in_bulk([row.earlier_id for row in staged])
    ids = [row.measure_id for row in staged]
    names = dict(MeasureVersion.objects.current().filter(measure_id__in=ids).values_list("measure_id", "name"))
    units = dict(
        UnitVersion.objects.current().filter(unit_id__in=[row.unit_id for row in staged]).values_list("unit_id", "name")
    )
    periods = dict(Period.objects.filter(pk__in=[row.period_id for row in staged]).values_list("pk", "key"))
    closed = set(
        PeriodClose.objects.filter(period_id__in=periods, reopened_at__isnull=True).values_list("period_id", flat=True)
    )
    served = _objectives(ctx, ids)
    return [
        ChangedField(
            line=row.line,
            key=names.get(row.measure_id, ""),
            field=f"{units.get(row.unit_id, '')}, {periods.get(row.period_id, '')}",
            before=_shown(earlier[row.earlier_id].value if row.earlier_id in earlier else None),
            after=_shown(row.value if row.value is not None else row.label),
            follows=_score_follows(served.get(row.measure_id, []), row.period_id in closed),
        )
        for row in staged
    ]


def _score_follows(served: list[str], is_closed: bool) -> str:
    """Return which scores move with a value."""
    if is_closed:
        return "Restates a closed period: its frozen score stays, both are shown"
    return f"Scores of {', '.join(served)} and above" if served else "Counts in no scorecard"


def _objectives(ctx: Context, measure_ids: list[int]) -> dict[int, list[str]]:
    """Return the codes of the objectives in sight that KPIs count for today."""
    links = NodeLink.objects.visible_to(ctx.viewer).at(clock.today())
    rows = links.filter(child__measure_id__in=measure_ids, parent__kind="objective")
    found: dict[int, list[str]] = defaultdict(list)
    for measure, code in rows.order_by("id").values_list("child__measure_id", "parent__objective__code"):
        if code not in found[measure]:
            found[measure].append(code)
    return found


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    return text if len(text) <= 120 else text[:119] + "…"
