"""Objectives and key results of units, with how far they are and what they serve."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.okr.models import AlignmentEdge, Cycle, KeyResult, Objective, Progress
from lineofsight.organization.models import UnitVersion
from lineofsight.organization.queries import people_named
from lineofsight.scorecard.threads import things, veil

MOST_OBJECTIVES = 2_000


@dataclass(frozen=True, slots=True)
class OkrLine:
    """An objective of a unit in a list; a progress that `is_coarse` is rounded, because a part of it is closed."""

    public_id: str
    name: str
    slug: str
    unit: str
    unit_slug: str
    cycle: str
    cycle_slug: str
    owner: str
    progress: float | None
    expected: float
    status: str
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class KeyResultLine:
    """A key result: from where to where, where it is, and which KPI supplies the value.

    Where that KPI is closed, not `is_open`, there is neither its value nor the progress.
    """

    title: str
    kind: str
    start: float | None
    target: float | None
    current: float | None
    current_on: date | None
    progress: float | None
    weight: float
    symbol: str
    decimals: int
    unit_kind: str
    measure_slug: str
    reason: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Served:
    """What an objective serves: an objective of a unit or a strategic one; closed ones keep their place."""

    kind: str
    name: str
    code: str
    slug: str
    share: float | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Contributor:
    """An objective that contributes to another one, with the weight that it has there."""

    name: str
    slug: str
    progress: float | None
    weight: float
    is_open: bool
    is_coarse: bool = False


@dataclass(frozen=True, slots=True)
class OkrCard:
    """An objective with its key results, what it serves, and what contributes to it."""

    line: OkrLine
    why: str
    ambition: str
    mode: str
    key_results: tuple[KeyResultLine, ...]
    serves: tuple[Served, ...]
    contributors: tuple[Contributor, ...]
    served_by: int


@dataclass(frozen=True, slots=True)
class OkrPage:
    """The objectives of one unit in one cycle, or one objective alone."""

    unit: str
    unit_slug: str
    cycle: str
    cycle_slug: str
    cards: tuple[OkrCard, ...]


@query("insight.okrs", "/okrs")
def okr_list(ctx: Context) -> tuple[OkrLine, ...]:
    """Return the objectives of units that run on the day and that the viewer may see, by unit."""
    day = ctx.as_of or clock.today()
    running = Q(state="active", cycle__period__start_on__lte=day, cycle__period__until_on__gt=day)
    rows = _rows(ctx, running, day)[:MOST_OBJECTIVES]
    names = people_named(row["owner_id"] for row in rows if row["owner_id"])
    drawn = veil.veil_of(ctx)
    lines = [_line(row, names, drawn, day) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.unit, line.name)))


@query("insight.okrs_of_unit", "/okrs/{cycle}/{unit}")
def okrs_of_unit(ctx: Context, *, cycle: str, unit: str) -> OkrPage:
    """Return the objectives of a unit in a cycle, each with its key results and what it serves."""
    day = ctx.as_of or clock.today()
    if not Cycle.objects.visible_to(ctx.viewer).filter(slug=cycle).exists():
        raise NotFound("Cycle")
    return _page(ctx, Q(cycle__slug=cycle, unit__slug=unit), day)


@query("insight.okr", "/okrs/objectives/{slug}")
def okr(ctx: Context, *, slug: str) -> OkrPage:
    """Return one objective of a unit, with its key results and what it serves."""
    return _page(ctx, Q(slug=slug), ctx.as_of or clock.today())


def _page(ctx: Context, where: Q, day: date) -> OkrPage:
    cards = cards_where(ctx, where, day)
    if not cards:
        raise NotFound("Objective")
    first = cards[0].line
    return OkrPage(first.unit, first.unit_slug, first.cycle, first.cycle_slug, cards)


def cards_where(ctx: Context, where: Q, day: date, *, most: int = MOST_OBJECTIVES) -> tuple[OkrCard, ...]:
    """Return objectives of units, each with its key results and what it serves, in at most eight statements."""
    rows = _rows(ctx, where, day)[:most]
    if not rows:
        return ()
    ids = [row["pk"] for row in rows]
    names = people_named(row["owner_id"] for row in rows if row["owner_id"])
    results, served = _key_results(ctx, ids), _served(ctx, ids, day)
    contributors, counts = _contributors(ctx, ids, day)
    drawn = veil.veil_of(ctx)
    return tuple(
        OkrCard(
            line=_line(row, names, drawn, day),
            why=row["why"],
            ambition=row["ambition"],
            mode=row["mode"],
            key_results=results.get(row["pk"], ()),
            serves=served.get(row["pk"], ()),
            contributors=contributors.get(row["pk"], ()),
            served_by=counts.get(row["pk"], 0),
        )
        for row in rows
    )


def _rows(ctx: Context, where: Q, day: date) -> list[dict[str, Any]]:
    progress = Progress.objects.known(ctx.known_at).filter(objective_id=OuterRef("pk"))
    unit = UnitVersion.objects.at(day, ctx.known_at).filter(unit_id=OuterRef("unit_id"))
    rows = Objective.objects.visible_to(ctx.viewer).filter(where).exclude(state="dropped")
    return list(
        rows.annotate(
            unit_name=Subquery(unit.values("name")[:1]),
            progress=Subquery(progress.values("raw")[:1]),
            start_on=F("cycle__period__start_on"),
            until_on=F("cycle__period__until_on"),
        )
        .order_by("sort_order", "title", "pk")
        .values(
            *("pk", "public_id", "slug", "title", "why", "ambition", "mode", "owner_id", "unit__slug", "unit_name"),
            *("progress", "cycle__slug", "cycle__name", "start_on", "until_on"),
        )
    )


def _line(row: dict[str, Any], names: dict[int, str], drawn: veil.Veil, day: date) -> OkrLine:
    progress = drawn.progress(row["pk"], row["progress"])
    return OkrLine(
        public_id=str(row["public_id"]),
        name=row["title"],
        slug=row["slug"],
        unit=row["unit_name"] or row["unit__slug"],
        unit_slug=row["unit__slug"],
        cycle=row["cycle__name"],
        cycle_slug=row["cycle__slug"],
        owner=names.get(row["owner_id"], ""),
        progress=progress,
        expected=things.expected(row["start_on"], row["until_on"], day),
        status=things.pace(progress, row["start_on"], row["until_on"], day),
        is_coarse=drawn.covers(row["pk"]),
    )


def _key_results(ctx: Context, ids: list[int]) -> dict[int, tuple[KeyResultLine, ...]]:
    progress = Progress.objects.known(ctx.known_at).filter(key_result_id=OuterRef("pk"))
    rows = (
        KeyResult.objects.visible_to(ctx.viewer)
        .filter(objective__in=ids, state="active")
        .annotate(is_supplied_openly=veil.supplied_openly(ctx))
        .annotate(
            raw=veil.if_open(Subquery(progress.values("raw")[:1])),
            current=veil.if_open(Subquery(progress.values("current")[:1])),
            current_on=veil.if_open(Subquery(progress.values("current_on")[:1])),
            reason=Subquery(progress.values("reason")[:1]),
        )
        .select_related("unit_of_measure", "measure")
        .order_by("sort_order", "pk")
    )
    found: dict[int, list[KeyResultLine]] = {}
    for row in rows:
        unit = row.unit_of_measure
        found.setdefault(row.objective_id, []).append(
            KeyResultLine(
                title=row.title,
                kind=row.kind,
                start=None if row.start is None else float(row.start),
                target=None if row.target is None else float(row.target),
                current=row.current,
                current_on=row.current_on,
                progress=row.raw,
                weight=float(row.weight),
                symbol=unit.symbol if unit else "",
                decimals=unit.decimals if unit else 2,
                unit_kind=unit.kind if unit else "number",
                measure_slug=row.measure.slug if row.measure and row.is_supplied_openly else "",
                reason=(row.reason or "") if row.is_supplied_openly else "",
                is_open=row.is_supplied_openly,
            )
        )
    return {pk: tuple(lines) for pk, lines in found.items()}


def _contributors(ctx: Context, ids: list[int], day: date) -> tuple[dict[int, tuple[Contributor, ...]], dict[int, int]]:
    """Return the objectives that contribute to each one, and how many serve it in any way."""
    edges = list(AlignmentEdge.objects.at(day, ctx.known_at).filter(parent__in=ids).order_by("pk"))
    children = things.okrs(ctx, {edge.child_id for edge in edges}, day) if edges else {}
    found: dict[int, list[Contributor]] = {}
    counts: dict[int, int] = {}
    for edge in edges:
        child = children.get(edge.child_id)
        if child is None or edge.parent_id is None:
            continue
        counts[edge.parent_id] = counts.get(edge.parent_id, 0) + 1
        if edge.contributes:
            line = Contributor(
                child.title, child.slug, child.progress, float(edge.weight), child.is_open, child.is_coarse
            )
            found.setdefault(edge.parent_id, []).append(line)
    return {pk: tuple(lines) for pk, lines in found.items()}, counts


def _served(ctx: Context, ids: list[int], day: date) -> dict[int, tuple[Served, ...]]:
    edges = list(AlignmentEdge.objects.at(day, ctx.known_at).filter(child__in=ids).order_by("-share", "pk"))
    parents = {edge.parent_id for edge in edges if edge.parent_id}
    ends = {edge.strategic_objective_id for edge in edges if edge.strategic_objective_id}
    okrs = things.okrs(ctx, parents, day) if parents else {}
    strategic = things.strategic(ctx, Q(objective__in=ends), day) if ends else {}
    found: dict[int, list[Served]] = {}
    for edge in edges:
        share = None if edge.share is None else float(edge.share)
        if edge.parent_id in okrs:
            above = okrs[edge.parent_id]
            line = Served("okr", above.title, "", above.slug, share, above.is_open)
        elif edge.strategic_objective_id in strategic:
            end = strategic[edge.strategic_objective_id]
            line = Served("objective", end.name, end.code, end.slug, share, end.is_open)
        else:
            continue  # what it served is over: it stops here
        found.setdefault(edge.child_id, []).append(line)
    return {pk: tuple(lines) for pk, lines in found.items()}
