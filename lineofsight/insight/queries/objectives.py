"""The page of a strategic objective: what it says, who answers for it, its score, and what it leads to and serves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery, Value

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.insight.queries.maps import LinkFacts, links_of
from lineofsight.organization.models import Accountability, UnitVersion
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.models import Scorecard
from lineofsight.scorecard.results import ObjectiveFacts, ScorecardPage
from lineofsight.strategy.models import Adoption, CascadeLink, ObjectiveVersion, StrategicObjective


@dataclass(frozen=True, slots=True)
class CascadeLine:
    """An objective above or below: which one, of which unit, and with what share (None: line of sight only)."""

    code: str
    name: str
    slug: str
    unit: str
    mode: str
    share: float | None


@dataclass(frozen=True, slots=True)
class ObjectivePage:
    """An objective as the strategy in force says it, with its score in a period where a scorecard counts it."""

    public_id: str
    slug: str
    code: str
    name: str
    statement: str
    unit: str
    perspective: str
    themes: tuple[str, ...]
    owners: tuple[str, ...]
    version_number: int
    version_title: str
    vision: str
    strategy_key: str
    facts: ObjectiveFacts | None
    page: ScorecardPage | None
    leads_to: tuple[LinkFacts, ...]
    driven_by: tuple[LinkFacts, ...]
    serves: tuple[CascadeLine, ...]
    served_by: tuple[CascadeLine, ...]


@query("insight.objective", "/objectives/{slug}")
def objective_page(ctx: Context, slug: str, period: str | None = None) -> ObjectivePage:
    """Return an objective with its score in a period (by key; without one the latest that has a score)."""
    day = ctx.as_of or clock.today()
    said = _said(ctx, slug, day)
    row = said.objective
    page = _scorecard(ctx, said.scorecard_slug, period)
    facts = next((each for each in page.objectives if each.slug == row.slug), None) if page else None
    links = links_of(page) if page and facts else ()
    above, below = _cascade(ctx, row, day)
    themes, owners = _themes_and_owners(ctx, said, day)
    return ObjectivePage(
        public_id=str(row.public_id),
        slug=row.slug,
        code=row.code,
        name=said.name,
        statement=said.statement,
        unit=said.unit_name or "",
        perspective=said.perspective.name if said.perspective else "",
        themes=themes,
        owners=owners,
        version_number=said.strategy_version.number,
        version_title=said.strategy_version.title,
        vision=said.strategy_version.vision,
        strategy_key=row.strategy.key,
        facts=facts,
        page=page,
        leads_to=tuple(link for link in links if link.driver.slug == row.slug),
        driven_by=tuple(link for link in links if link.outcome.slug == row.slug),
        serves=above,
        served_by=below,
    )


def slug_of(ctx: Context, code: str) -> str | None:
    """Return the slug of the objective that has a code in the strategy of the highest unit the viewer may see."""
    rows = StrategicObjective.objects.visible_to(ctx.viewer).filter(code=code)
    rows = rows.annotate(depth=Max("unit__above__depth")).order_by("depth", "pk")
    return rows.values_list("slug", flat=True).first()


def _said(ctx: Context, slug: str, day: date) -> Any:
    """Return what the version in force on the day says of the objective, else the latest that the viewer may read.

    With it come its unit's name and the scorecard that counts it, so that one query reads them all.
    """
    rows = ObjectiveVersion.objects.visible_to(ctx.viewer).filter(objective__slug=slug)
    held = Adoption.objects.at(day, ctx.known_at).filter(strategy_version_id=OuterRef("strategy_version_id"))
    units = UnitVersion.objects.at(day, ctx.known_at).filter(unit_id=OuterRef("objective__unit_id"))
    cards = Scorecard.objects.visible_to(ctx.viewer).filter(strategy_id=OuterRef("objective__strategy_id"))
    found = (
        rows.annotate(
            holds=Exists(held),
            unit_name=Subquery(units.values("name")[:1]),
            scorecard_slug=Subquery(cards.order_by("pk").values("slug")[:1]),
        )
        .select_related("objective__strategy", "strategy_version", "perspective")
        .order_by("-holds", "-strategy_version__number")
        .first()
    )
    if found is None:
        raise NotFound("Strategic objective")
    return found


def _scorecard(ctx: Context, slug: str | None, period: str | None) -> ScorecardPage | None:
    if slug is None:
        return None
    try:
        return scores.scorecard_page(ctx, slug, period)
    except NotFound:
        return None


def _themes_and_owners(ctx: Context, said: Any, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the themes and of those who answer for the objective; in one query."""
    rows = Accountability.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    rows = rows.filter(target=said.objective.address, code__in=("A", "owner"), person__isnull=False)
    owners = rows.order_by().values_list(Value(1), "person_id", "person__details__name")
    themes = said.themes.order_by().values_list(Value(0), Value(0), "theme__name")
    found = sorted((kind, place, name or "") for kind, place, name in themes.union(owners, all=True))
    return tuple(name for kind, _, name in found if not kind), tuple(name for kind, _, name in found if kind)


def _cascade(
    ctx: Context, row: StrategicObjective, day: date
) -> tuple[tuple[CascadeLine, ...], tuple[CascadeLine, ...]]:
    """Return the objectives that this one serves, and those that serve it; in one query."""
    rows = CascadeLink.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    rows = (rows.filter(child=row) | rows.filter(parent=row)).select_related("child", "parent")
    newest = ObjectiveVersion.objects.visible_to(ctx.viewer).order_by("-strategy_version__number")
    units = UnitVersion.objects.at(day, ctx.known_at)

    def name(end: str) -> Subquery:
        return Subquery(newest.filter(objective_id=OuterRef(f"{end}_id")).values("name")[:1])

    def unit(end: str) -> Subquery:
        return Subquery(units.filter(unit_id=OuterRef(f"{end}__unit_id")).values("name")[:1])

    found = rows.annotate(
        child_name=name("child"), parent_name=name("parent"), child_unit=unit("child"), parent_unit=unit("parent")
    )
    above: list[CascadeLine] = []
    below: list[CascadeLine] = []
    for link in found.order_by("parent__code", "child__code", "pk"):
        is_above = link.child_id == row.pk
        other = link.parent if is_above else link.child
        words = (link.parent_name, link.parent_unit) if is_above else (link.child_name, link.child_unit)
        share = float(link.share) if link.contributes and link.share is not None else None
        line = CascadeLine(other.code, words[0] or "", other.slug, words[1] or "", link.mode, share)
        (above if is_above else below).append(line)
    return tuple(above), tuple(below)
