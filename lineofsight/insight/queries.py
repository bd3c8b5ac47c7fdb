"""What the pages across domains read, each from the viewer's scope in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value

from lineofsight.base import clock, files
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.measures.access import ACCOUNTABLE
from lineofsight.measures.models import Measure, MeasureVersion, Observation
from lineofsight.organization.access import answers_for
from lineofsight.organization.models import Accountability, Period, Unit, UnitClosure, UnitVersion
from lineofsight.scorecard.models import Score, Scorecard, ScoreNode

MOST_LINES = 500
SETTERS = ("strategy_office", "unit_head")
EDITORS = ("strategy_office",)


@dataclass(frozen=True, slots=True)
class ScorecardLine:
    """A scorecard in a list, with its latest score."""

    slug: str
    name: str
    kind: str
    unit: str
    unit_id: int
    score: float | None
    status: str
    coverage: float | None
    period_key: str
    period_start: date | None


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A KPI in a list, at its owning unit, with its latest score."""

    slug: str
    name: str
    unit: str
    polarity: str
    frequency: str
    symbol: str
    decimals: int
    unit_kind: str
    node_id: int | None
    value: float | None
    score: float | None
    status: str
    period_key: str
    period_start: date | None


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest score of a node."""

    score: float | None
    status: str
    coverage: float | None
    measured: float | None
    period_key: str
    period_start: date


NO_SCORE = Latest(None, "no_data", None, None, "", date.min)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a reader begins."""

    scorecards: tuple[ScorecardLine, ...]
    own_unit: str
    attention: tuple[KpiLine, ...]


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a file that one value rests on."""

    measure: str
    measure_slug: str
    unit: str
    period_key: str
    file_name: str
    digest: str
    size: int
    stored_at: datetime
    lines: tuple[tuple[int, str], ...]
    hidden: int
    raw: str
    pointer: str
    value: float | None
    is_removed: bool


@query("insight.scorecards", "/scorecards")
def scorecard_list(ctx: Context) -> tuple[ScorecardLine, ...]:
    """Return the scorecards in the viewer's scope with their latest score, top of the organization first."""
    return _scorecards(ctx, _unit_names(ctx), _recent_periods(ctx))


def _scorecards(ctx: Context, names: dict[int, str], periods: list[int]) -> tuple[ScorecardLine, ...]:
    cards = Scorecard.objects.visible_to(ctx.viewer).values("id", "slug", "name", "kind", "unit_id")
    nodes = ScoreNode.objects.filter(kind="scorecard").values_list("id", "scorecard_id")
    latest = _latest(ctx, Q(node__kind="scorecard"), periods)
    by_card = {card: latest.get(node) for node, card in nodes}
    lines = []
    for card in cards:
        found = by_card.get(card["id"]) or NO_SCORE
        lines.append(
            ScorecardLine(
                slug=card["slug"],
                name=card["name"],
                kind=card["kind"],
                unit=names.get(card["unit_id"], ""),
                unit_id=card["unit_id"],
                score=found.score,
                status=found.status,
                coverage=found.coverage,
                period_key=found.period_key,
                period_start=found.period_start if found.period_key else None,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.kind != "corporate", line.name)))


@query("insight.kpis", "/kpis")
def kpi_list(ctx: Context) -> tuple[KpiLine, ...]:
    """Return the KPIs in the viewer's scope, each at its owning unit with its latest value and score."""
    return _kpis(ctx, _unit_names(ctx), _recent_periods(ctx))


def _kpis(ctx: Context, names: dict[int, str], periods: list[int]) -> tuple[KpiLine, ...]:
    day = ctx.as_of or clock.today()
    cards = (
        MeasureVersion.objects.visible_to(ctx.viewer)
        .at(day, ctx.known_at)
        .values("measure_id", "measure__slug", "measure__owning_unit_id", "name", "polarity", "frequency")
        .annotate(
            symbol=F("unit_of_measure__symbol"),
            decimals=F("unit_of_measure__decimals"),
            kind=F("unit_of_measure__kind"),
        )
    )
    own = Q(node__kind="measure", node__unit_id=F("node__measure__owning_unit_id"))
    latest = _latest(ctx, own, periods)
    nodes = {
        measure: node
        for node, measure in ScoreNode.objects.filter(kind="measure", unit_id=F("measure__owning_unit_id")).values_list(
            "id", "measure_id"
        )
    }
    lines = [_kpi_line(card, nodes.get(card["measure_id"]), latest, names) for card in cards]
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def home(ctx: Context) -> Home:
    """Return the start page: nearest scorecards, and KPIs in reach that are off track."""
    names, periods = _unit_names(ctx), _recent_periods(ctx)
    cards = _scorecards(ctx, names, periods)
    mine = set(ctx.viewer.unit_ids)
    near = sorted(cards, key=lambda line: (line.unit_id not in mine, line.kind != "corporate", line.name))
    attention = tuple(line for line in _kpis(ctx, names, periods) if line.status == "red")
    own = next((names[unit] for unit in ctx.viewer.unit_ids if unit in names), "")
    return Home(tuple(near[:8]), own, attention[:8])


@query("insight.source", "/sources/{observation}")
def source(ctx: Context, observation: int) -> SourceLines:
    """Return the lines of the file that a value rests on."""
    rows = Observation.objects.visible_to(ctx.viewer).select_related("file", "measure", "period")
    row = rows.filter(pk=observation).first()
    if row is None:
        raise NotFound("This value")
    card = MeasureVersion.objects.current().filter(measure_id=row.measure_id).order_by("-valid_from").first()
    wanted = files.expand(row.lines)
    shown: dict[int, str] = {}
    is_text = bool(row.file) and row.file.name.lower().endswith((".csv", ".tsv", ".txt", ".json"))
    if row.file and not row.file.removed_at and is_text:
        shown = files.text_lines(row.file, [1, *wanted[:MOST_LINES]])
    return SourceLines(
        measure=card.name if card else row.measure.key,
        measure_slug=row.measure.slug,
        unit=_unit_names(ctx).get(row.unit_id, ""),
        period_key=row.period.key,
        file_name=row.file.name if row.file else "",
        digest=row.file.digest if row.file else "",
        size=row.file.size if row.file else 0,
        stored_at=row.file.stored_at if row.file else row.known_from,
        lines=tuple(sorted(shown.items())),
        hidden=max(0, len(wanted) - MOST_LINES),
        raw=row.raw,
        pointer=row.pointer,
        value=float(row.value) if row.value is not None else None,
        is_removed=bool(row.file and row.file.removed_at),
    )


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do to a KPI at a unit."""

    record: bool = False
    set_target: bool = False
    edit_card: bool = False


@dataclass(frozen=True, slots=True)
class Care:
    """Who answers for a KPI, by code, and what that lets the reader do."""

    people: dict[str, str]
    acts: Acts


def care(ctx: Context, public_id: str, unit_public_id: str) -> Care:
    """Return who answers for a KPI today, and what the reader may do to it at a unit; nothing on a past day's page.

    The rules of `measures` decide when it is done; this asks the same in one or two statements, to offer no dead end.
    """
    owner = Measure.objects.filter(public_id=public_id).values("owning_unit_id")
    place = (Unit.objects.filter(public_id=unit_public_id) if unit_public_id else Unit.objects.none()).values("pk")
    rows = list(
        Accountability.objects.visible_to(ctx.viewer)
        .at(ctx.as_of or clock.today(), ctx.known_at)
        .filter(target=f"measure:{public_id}")
        .annotate(over_unit=_over(ctx, place, *SETTERS))
        .annotate(over_owner=_over(ctx, owner, *EDITORS))
        .values_list("code", "person_id", "person__details__name", "over_unit", "over_owner")
    )
    names: dict[str, list[str]] = {}
    for code, person, name, _, _ in rows:
        if person is not None:
            names.setdefault(code, []).append(name or "")
    people = {code: ", ".join(sorted(found)) for code, found in names.items()}
    if ctx.as_of or ctx.known_at:
        return Care(people, Acts())
    own = {code for code, person, *_ in rows if person is not None and person == ctx.viewer.person_id}
    if any(person is None for _, person, *_ in rows):
        own |= {code for code in ACCOUNTABLE if answers_for(ctx.viewer, f"measure:{public_id}", (code,))}
    *_, over_unit, over_owner = rows[0] if rows else (_holds(ctx, place, *SETTERS), _holds(ctx, owner, *EDITORS))
    acts = Acts(
        record="owner" not in own and bool(own & {"updater", "steward"}),
        set_target=over_unit,
        edit_card="steward" in own or over_owner,
    )
    return Care(people, acts)


def _over(ctx: Context, unit: Any, *roles: str) -> Any:
    """Return the expression whether the reader holds a role over a unit, given as a subquery of its id."""
    if ctx.viewer.holds_everywhere(*roles):
        return Value(True)
    held = ctx.viewer.units_of(*roles)
    if not held:
        return Value(False)
    return Exists(UnitClosure.objects.filter(ancestor_id__in=held, descendant_id__in=unit))


def _holds(ctx: Context, unit: Any, *roles: str) -> bool:
    """Test whether the reader holds a role over a unit: asked alone where nobody answers for the KPI."""
    if ctx.viewer.holds_everywhere(*roles):
        return True
    held = ctx.viewer.units_of(*roles)
    return bool(held) and UnitClosure.objects.filter(ancestor_id__in=held, descendant_id__in=unit).exists()


def _kpi_line(card: dict[str, Any], node: int | None, latest: dict[int, Latest], names: dict[int, str]) -> KpiLine:
    found = NO_SCORE if node is None else latest.get(node, NO_SCORE)
    return KpiLine(
        slug=card["measure__slug"],
        name=card["name"],
        unit=names.get(card["measure__owning_unit_id"], ""),
        polarity=card["polarity"],
        frequency=card["frequency"],
        symbol=card["symbol"] or "",
        decimals=card["decimals"] if card["decimals"] is not None else 2,
        unit_kind=card["kind"] or "number",
        node_id=node,
        value=found.measured,
        score=found.score,
        status=found.status,
        period_key=found.period_key,
        period_start=found.period_start if found.period_key else None,
    )


def _unit_names(ctx: Context) -> dict[int, str]:
    day = ctx.as_of or clock.today()
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    return dict(rows.values_list("unit_id", "name"))


def _latest(ctx: Context, which: Q, periods: list[int]) -> dict[int, Latest]:
    """Return {node: latest score with a value}, looking back at most three periods of each rhythm."""
    rows = (
        Score.objects.visible_to(ctx.viewer)
        .known(ctx.known_at)
        .filter(which, period_id__in=periods)
        .exclude(score__isnull=True, measured__isnull=True)
        .order_by("period__start_on")
        .values_list("node_id", "score", "status", "coverage", "measured", "period__key", "period__start_on")
    )
    return {
        node: Latest(
            float(score) if score is not None else None,
            status,
            float(coverage) if coverage is not None else None,
            measured,
            key,
            start,
        )
        for node, score, status, coverage, measured, key, start in rows
    }


def _recent_periods(ctx: Context, most: int = 3) -> list[int]:
    """Return the last periods that have scores, of every calendar and rhythm, up to the day looked at."""
    day = ctx.as_of or clock.today()
    rows = Period.objects.filter(start_on__lte=day, start_on__gt=day - timedelta(days=1200)).order_by("-start_on")
    seen: dict[tuple[int, str], int] = {}
    chosen = []
    scored = Exists(Score.objects.current().filter(period_id=OuterRef("pk"), score__isnull=False))
    for row in rows.filter(scored).values_list("id", "calendar_id", "frequency"):
        place = (row[1], row[2])
        seen[place] = seen.get(place, 0) + 1
        if seen[place] <= most:
            chosen.append(row[0])
    return chosen
