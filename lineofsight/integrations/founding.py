"""Bring an organization to what staged objects say: through the commands of the domains that own them.

Runs inside the one command that applies an import; the commands called join its transaction and its change.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.integrations.cascading import Above, note, set_above
from lineofsight.integrations.current import strategy_of, version_shown
from lineofsight.integrations.founding_measures import found_measures
from lineofsight.integrations.founding_people import found_people
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.integrations.threads.founding import found_threads
from lineofsight.integrations.wanted import Values, day
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Calendar, Unit
from lineofsight.strategy import commands as strategies
from lineofsight.strategy.models import StrategicObjective, Strategy, StrategyVersion


@dataclass(slots=True)
class Ground:
    """What founding needs to know: who acts, the source, the days, and the objects found so far by key."""

    ctx: Context
    source: str
    since: date
    calendar: dict[str, Any]
    remarks: list[str] = field(default_factory=list)
    staged: dict[str, list[StagedRow]] = field(default_factory=dict)
    cascade: dict[str, Any] | None = None

    @property
    def today(self) -> date:
        """Return the day from which changes hold."""
        return clock.today()

    def rows(self, table: str, *verdicts: str) -> list[StagedRow]:
        """Return the staged objects of a table with one of the verdicts."""
        return [row for row in self.staged.get(table, []) if row.verdict in verdicts]

    def unit(self, key: str | None) -> Unit:
        """Return the unit of a key: of this source, then by address, then of the one source that uses the key."""
        own = Unit.objects.filter(source=self.source, key=key).first()
        found: Unit = own or Unit.objects.filter(slug=key).first() or Unit.objects.get(key=key)
        return found


def found(ctx: Context, run: Import) -> Ground:
    """Bring everything staged as new or changed about, and return what was met on the way."""
    inner = replace(ctx, viewer=SYSTEM, expected_version=None)
    report = run.report
    ground = Ground(inner, run.source, date.fromisoformat(report["since"]), report["calendar"])
    for row in StagedRow.objects.filter(run=run, verdict__in=("new", "changed")).order_by("id"):
        ground.staged.setdefault(row.table, []).append(row)
    if not ground.staged:
        return ground
    _units(ground)
    found_people(ground)
    _strategy(ground)
    found_measures(ground)
    found_threads(ground, report.get("threads", {}))
    return ground


def calendar_for(ground: Ground) -> Calendar:
    """Return the calendar that the files mean, founded where none cuts time alike."""
    start_month = ground.calendar.get("start_month") or 1
    own = Calendar.objects.filter(source=ground.source, key=ground.calendar.get("key") or "calendar").first()
    alike = own or Calendar.objects.filter(start_month=start_month, pattern="months").order_by("pk").first()
    if alike is not None:
        found_one: Calendar = alike
        return found_one
    name = "Calendar year" if start_month == 1 else f"Fiscal year from {date(2000, start_month, 1):%B}"
    data = {"name": name, "start_month": start_month, "time_zone": ground.calendar.get("time_zone") or "UTC"}
    return organization.create_calendar(
        ground.ctx, None, data | {"source": ground.source, "key": ground.calendar.get("key") or "calendar"}
    )


def _units(ground: Ground) -> None:
    rows = []
    for row in ground.rows("units", "new", "changed"):
        said = row.after
        start = day(said.get("from_")) or (ground.since if row.verdict == "new" else ground.today)
        name, kind, parent = said["name"], said["kind"], said["parent"] or ""
        rows.append({"key": row.key, "name": name, "kind": kind, "parent": parent, "from_": start})
    if rows:
        organization.place_units(ground.ctx, None, {"source": ground.source, "rows": rows})


def _strategy(ground: Ground) -> None:
    """Found the strategy and adopt its first version; later changes become a draft that people review and adopt."""
    tables = ("strategies", "perspectives", "objectives", "links")
    if not any(ground.staged.get(table) for table in tables):
        return
    strategy = strategy_of(ground.source) or _found_strategy(ground)
    version = version_shown(strategy)
    is_first = version is not None and version.number == 1 and version.state == "draft"
    if version is None or version.state != "draft":
        version = strategies.draft_version(ground.ctx, strategy, {})
    _perspectives(ground, strategy)
    _themes(ground, strategy)
    _objectives(ground, version)
    _links(ground, version)
    _cascade(ground, version, at_once=is_first)
    if is_first and version.objectives.exists():
        strategies.adopt_version(ground.ctx, version, {"on": ground.since})
    elif version.objectives.exists():
        ground.remarks.append(
            f"The strategy changed: version {version.number} waits as a draft until it is reviewed and adopted."
        )


def _found_strategy(ground: Ground) -> Strategy:
    said = ground.rows("strategies", "new")[0].after
    unit = ground.unit(said["unit"])
    data = {"unit": unit.public_id, "name": said["name"], "source": ground.source, "key": ground.source}
    return strategies.create_strategy(ground.ctx, None, data)


def _perspectives(ground: Ground, strategy: Strategy) -> None:
    for row in ground.rows("perspectives", "new", "changed"):
        said = row.after
        if row.verdict == "changed":
            strategies.edit_perspective(ground.ctx, strategy, {"key": row.key, "name": said["name"]})
            continue
        data = {"key": row.key, "name": said["name"], "standard": said["standard"], "source": ground.source}
        strategies.add_perspective(ground.ctx, strategy, data | {"sort_order": said["order"]})


def _themes(ground: Ground, strategy: Strategy) -> None:
    names = {str(row.after["theme"]) for row in ground.rows("objectives", "new") if row.after.get("theme")}
    known = set(strategy.themes.values_list("key", flat=True))
    for name in sorted(names):
        if name[:120] not in known:
            data = {"name": name[:200], "key": name[:120], "source": ground.source}
            strategies.add_theme(ground.ctx, strategy, data)


def _objectives(ground: Ground, version: StrategyVersion) -> None:
    for number, row in enumerate(ground.rows("objectives", "new"), start=1):
        said = row.after
        data = {
            "code": row.key[:40],
            "unit": ground.unit(said["unit"]).public_id if said["unit"] else None,
            "source": ground.source,
            "key": row.key,
            "themes": [said["theme"][:120]] if said.get("theme") else [],
            "sort_order": number,
        }
        strategies.add_objective(ground.ctx, version, data | _texts(said))
    for row in ground.rows("objectives", "changed"):
        objective = StrategicObjective.objects.get(source=ground.source, key=row.key)
        data = {"strategy_version": version.public_id, **_texts(row.after)}
        strategies.edit_objective(ground.ctx, objective, data)


def _texts(said: Values) -> Values:
    return {name: said[name] for name in ("name", "statement", "kind", "perspective", "status_reported")}


def _links(ground: Ground, version: StrategyVersion) -> None:
    ids = _objective_ids(ground)
    for row in ground.rows("links", "new", "changed"):
        said = row.after
        data = {"driver": ids[said["driver"]], "outcome": ids[said["outcome"]]}
        strategies.link_objectives(ground.ctx, version, data | {name: said[name] for name in ("sign", "lag", "why")})


def _cascade(ground: Ground, version: StrategyVersion, *, at_once: bool) -> None:
    """A parent is contributed to; an objective that is merely supported is line of sight only.

    What changes a strategy in force waits with its draft.
    """
    rows = {
        row.key: Above(row.after["parent"], tuple(row.after["supports"]))
        for row in ground.rows("objectives", "new", "changed")
        if row.verdict == "new" or row.before.keys() & {"parent", "supports"}
    }
    if at_once:
        for key, above in rows.items():
            set_above(ground.ctx, ground.source, key, above, ground.since)
    elif any(above.wanted() or key not in _new(ground) for key, above in rows.items()):
        ground.cascade = note(version, rows)


def _new(ground: Ground) -> set[str]:
    return {row.key for row in ground.rows("objectives", "new")}


def _objective_ids(ground: Ground) -> dict[str, Any]:
    return dict(StrategicObjective.objects.filter(source=ground.source).values_list("key", "public_id"))


def earliest(first_day: date | None, calendar_first: date | None) -> date:
    """Return the day from which new objects hold: before the first value, and from the calendar's first day on."""
    days = [one for one in (first_day, calendar_first) if one is not None]
    return min(days, default=clock.today() - timedelta(days=clock.today().timetuple().tm_yday - 1))
