"""What the database says today about the objects an import wants, in the same words, so that both can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Count, Model

from lineofsight.base import clock
from lineofsight.integrations.cascading import waiting
from lineofsight.integrations.wanted import Values, line_words
from lineofsight.measures.models import MeasureVersion, Target
from lineofsight.organization.models import (
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
    Unit,
    UnitVersion,
)
from lineofsight.scorecard.models import NodeLink
from lineofsight.strategy.models import (
    Adoption,
    CascadeLink,
    CausalLink,
    ObjectiveVersion,
    Perspective,
    Strategy,
    StrategyVersion,
)

Found = dict[str, Values]


def present(source: str, tables: Iterable[str]) -> dict[str, Found]:
    """Return what is known today of these tables, by table and key of this source."""
    return {table: _LOADERS[table](source) for table in tables}


def source_of(model: type[Model], keys: Iterable[str], otherwise: str) -> str:
    """Return the source under which most of these keys are known, so that a table without a source finds its rows."""
    rows = model._default_manager.filter(key__in=list(keys)[:5_000]).values("source").annotate(n=Count("pk"))
    best = rows.order_by("-n", "source").first()
    return str(best["source"]) if best else otherwise


def strategy_of(source: str) -> Strategy | None:
    """Return the strategy that a source brought."""
    found: Strategy | None = Strategy.objects.filter(source=source, key=source).first()
    return found


def version_shown(strategy: Strategy) -> StrategyVersion | None:
    """Return the version that an import is compared with: an open draft, else the one in force."""
    draft = strategy.versions.filter(state="draft").order_by("-number").first()
    if draft is not None:
        return draft
    adopted = Adoption.objects.at(clock.today()).filter(strategy=strategy).select_related("strategy_version").first()
    return adopted.strategy_version if adopted else strategy.versions.order_by("-number").first()


def _units(source: str) -> Found:
    keys = dict(Unit.objects.values_list("pk", "key"))
    rows = UnitVersion.objects.at(clock.today()).filter(unit__source=source)
    return {
        keys[unit]: {"name": name, "kind": kind, "parent": keys.get(parent)}
        for unit, name, kind, parent in rows.values_list("unit_id", "name", "kind", "parent_id")
    }


def _strategies(source: str) -> Found:
    row = Strategy.objects.filter(source=source, key=source).select_related("unit").first()
    return {source: {"name": row.name, "unit": row.unit.key}} if row else {}


def _perspectives(source: str) -> Found:
    strategy = strategy_of(source)
    rows = Perspective.objects.filter(strategy=strategy) if strategy else ()
    return {row.key: {"name": row.name, "standard": row.standard} for row in rows}


def _objectives(source: str) -> Found:
    strategy = strategy_of(source)
    version = version_shown(strategy) if strategy else None
    if version is None:
        return {}
    above: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    links = CascadeLink.objects.at(clock.today()).filter(child__strategy=strategy)
    for child, parent, contributes in links.values_list("child_id", "parent__key", "contributes"):
        above[child].append((parent, contributes))
    rows = ObjectiveVersion.objects.filter(strategy_version=version)
    planned = waiting(version)
    said: Found = {}
    for row in rows.select_related("objective__unit", "perspective").prefetch_related("themes__theme"):
        parents = above[row.objective_id]
        if row.objective.key in planned:
            parents = list(planned[row.objective.key].wanted().items())
        said[row.objective.key] = {
            "name": row.name,
            "statement": row.statement,
            "kind": row.kind,
            "perspective": row.perspective.key if row.perspective else None,
            "unit": row.objective.unit.key,
            "status_reported": row.status_reported,
            "parent": next((key for key, contributes in parents if contributes), None),
            "supports": sorted(key for key, contributes in parents if not contributes),
        }
    return said


def _links(source: str) -> Found:
    strategy = strategy_of(source)
    version = version_shown(strategy) if strategy else None
    rows = CausalLink.objects.filter(strategy_version=version).select_related("driver", "outcome") if version else ()
    return {f"{row.driver.key} → {row.outcome.key}": {"sign": row.sign, "lag": row.lag, "why": row.why} for row in rows}


def _kpis(source: str) -> Found:
    cards = MeasureVersion.objects.at(clock.today()).filter(measure__source=source)
    attached = dict(
        NodeLink.objects.at(clock.today())
        .filter(child__kind="measure", parent__kind="objective", child__measure__source=source)
        .values_list("child__measure_id", "parent__objective__key")
    )
    return {
        card.measure.key: {
            "name": card.name,
            "unit": card.measure.owning_unit.key,
            "objective": attached.get(card.measure_id),
            "question": card.question,
            "polarity": card.polarity,
            "unit_of_measure": card.unit_of_measure.key if card.unit_of_measure else None,
            "frequency": card.frequency,
            "time_aggregation": card.time_aggregation,
            "org_aggregation": card.org_aggregation,
            "factor": _number(card.factor),
            "is_complement": card.is_complement,
        }
        for card in cards.select_related("measure__owning_unit", "unit_of_measure")
    }


def _targets(source: str) -> Found:
    rows = Target.objects.at(clock.today()).filter(measure__source=source).select_related("measure", "unit")
    return {
        row.measure.key: {
            "unit": row.unit.key,
            "scoring_type": row.scoring_type,
            "unscored_reason": row.unscored_reason,
            **{name: _number(getattr(row, name)) for name in ("baseline", "target", "red_flag", "stretch")},
            "text": row.text,
            "due_on": row.due_on.isoformat() if row.due_on else None,
        }
        for row in rows
        if row.unit_id == row.measure.owning_unit_id
    }


def _people(source: str) -> Found:
    today = clock.today()
    held = dict(Holding.objects.at(today).values_list("person_id", "position_id"))
    fte = dict(Holding.objects.at(today).values_list("person_id", "fte"))
    seats = {
        row[0]: row[1:]
        for row in PositionVersion.objects.at(today).values_list("position_id", "position__key", "title", "unit__key")
    }
    details = {row.person_id: row for row in PersonDetails.objects.filter(person__source=source).iterator()}
    lines = _lines(source)
    found: Found = {}
    for pk, key in Person.objects.filter(source=source).values_list("pk", "key"):
        position, title, unit = seats.get(held.get(pk), (None, "", None))
        said = details.get(pk)
        found[key] = {
            "name": said.name if said else "",
            "email": said.email if said else "",
            "unit": unit,
            "position": position if position != key else None,
            "title": title,
            "fte": _number(fte.get(pk, Decimal(1))),
            "lines": lines.get(key, {}).get("lines", []),
        }
    return found


def _lines(source: str) -> Found:
    rows = ReportingLine.objects.at(clock.today()).filter(person__source=source)
    found: dict[str, list[str]] = defaultdict(list)
    for person, manager, kind, weight in rows.values_list("person__key", "manager__key", "kind", "weight"):
        found[person].append(line_words(manager, kind, weight))
    return {person: {"lines": lines} for person, lines in found.items()}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


_LOADERS: dict[str, Callable[[str], Found]] = {
    "units": _units,
    "strategies": _strategies,
    "perspectives": _perspectives,
    "objectives": _objectives,
    "links": _links,
    "kpis": _kpis,
    "targets": _targets,
    "people": _people,
    "lines": _lines,
}
