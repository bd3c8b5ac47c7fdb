"""A version of a strategy with all that it says, and the versions of a strategy."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.strategy.models import (
    Adoption,
    CausalLink,
    ObjectiveTheme,
    ObjectiveVersion,
    Perspective,
    Strategy,
    StrategyVersion,
)


@dataclass(frozen=True, slots=True)
class PerspectiveLine:
    """A perspective of a strategy."""

    public_id: str
    key: str
    name: str
    standard: str
    sort_order: int


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """What a version says of an objective."""

    id: int
    public_id: str
    slug: str
    code: str
    name: str
    statement: str
    kind: str
    unit_slug: str
    perspective_key: str
    themes: tuple[str, ...]
    status_reported: str
    version: int


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A cause-and-effect link, by the codes of its two ends."""

    driver: str
    outcome: str
    sign: int
    lag: int
    why: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a strategy with all that it says."""

    public_id: str
    strategy_public_id: str
    strategy_name: str
    unit_slug: str
    number: int
    state: str
    title: str
    mission: str
    vision: str
    values_text: str
    destination_statement: str
    horizon_from: date | None
    horizon_to: date | None
    in_force_from: date | None
    version: int
    perspectives: tuple[PerspectiveLine, ...]
    objectives: tuple[ObjectiveLine, ...]
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of a strategy."""

    public_id: str
    number: int
    title: str
    state: str
    in_force_from: date | None


@query("strategy.in_force", "/strategies/{uuid:strategy}/in-force")
def strategy_in_force(
    ctx: Context, *, strategy: UUID, as_of: date | None = None, known_at: datetime | None = None
) -> VersionView:
    """Return the version in force on a day (today), as known at an instant (now); NotFound where none is."""
    day = as_of or ctx.as_of or clock.today()
    rows = Adoption.objects.visible_to(ctx.viewer).at(day, known_at or ctx.known_at)
    row = rows.filter(strategy__public_id=strategy).select_related("strategy_version").first()
    if row is None:
        raise NotFound("A strategy in force on that day")
    return strategy_version(ctx, version=row.strategy_version.public_id)


@query("strategy.version", "/strategy-versions/{uuid:version}")
def strategy_version(ctx: Context, *, version: UUID) -> VersionView:
    """Return a version with its perspectives, objectives and links, as far as the viewer may see them."""
    rows = StrategyVersion.objects.visible_to(ctx.viewer).select_related("strategy__unit")
    row = rows.filter(public_id=version).first()
    if row is None:
        raise NotFound("Strategy version")
    adopted = Adoption.objects.current().filter(strategy_version=row).order_by("valid_from").first()
    return view_of(ctx, row, adopted.valid_from if adopted else None)


def view_of(
    ctx: Context,
    row: StrategyVersion,
    in_force_from: date | None,
    perspectives: tuple[PerspectiveLine, ...] | None = None,
) -> VersionView:
    """Return what a loaded version says, as far as the viewer may see it; perspectives are those of its strategy."""
    return VersionView(
        public_id=str(row.public_id),
        strategy_public_id=str(row.strategy.public_id),
        strategy_name=row.strategy.name,
        unit_slug=row.strategy.unit.slug,
        number=row.number,
        state=row.state,
        title=row.title,
        mission=row.mission,
        vision=row.vision,
        values_text=row.values_text,
        destination_statement=row.destination_statement,
        horizon_from=row.horizon_from,
        horizon_to=row.horizon_to,
        in_force_from=in_force_from,
        version=row.version,
        perspectives=_perspectives(ctx, row.strategy_id) if perspectives is None else perspectives,
        objectives=_objectives(ctx, row),
        links=_links(ctx, row),
    )


@query("strategy.versions", "/strategies/{uuid:strategy}/versions")
def versions_of(ctx: Context, *, strategy: UUID) -> tuple[VersionLine, ...]:
    """Return the versions of a strategy that the viewer may see, the latest first."""
    seen = Strategy.objects.visible_to(ctx.viewer).filter(public_id=strategy).first()
    if seen is None:
        raise NotFound("Strategy")
    held = Adoption.objects.current().filter(strategy=seen).order_by("-valid_from")
    since = dict(held.values_list("strategy_version_id", "valid_from"))
    rows = StrategyVersion.objects.visible_to(ctx.viewer).filter(strategy=seen).order_by("-number")
    return tuple(VersionLine(str(row.public_id), row.number, row.title, row.state, since.get(row.pk)) for row in rows)


def _perspectives(ctx: Context, strategy_id: int) -> tuple[PerspectiveLine, ...]:
    rows = Perspective.objects.visible_to(ctx.viewer).filter(strategy_id=strategy_id).order_by("sort_order", "id")
    return tuple(PerspectiveLine(str(row.public_id), row.key, row.name, row.standard, row.sort_order) for row in rows)


def _objectives(ctx: Context, version: StrategyVersion) -> tuple[ObjectiveLine, ...]:
    rows = ObjectiveVersion.objects.visible_to(ctx.viewer).filter(strategy_version=version)
    rows = rows.select_related("objective__unit", "perspective").order_by("sort_order", "id")
    themes: dict[int, list[str]] = {}
    served = ObjectiveTheme.objects.filter(objective_version__strategy_version=version).order_by("theme__name")
    for said, name in served.values_list("objective_version_id", "theme__name"):
        themes.setdefault(said, []).append(name)
    return tuple(
        ObjectiveLine(
            id=row.objective_id,
            public_id=str(row.objective.public_id),
            slug=row.objective.slug,
            code=row.objective.code,
            name=row.name,
            statement=row.statement,
            kind=row.kind,
            unit_slug=row.objective.unit.slug,
            perspective_key=row.perspective.key if row.perspective else "",
            themes=tuple(themes.get(row.pk, ())),
            status_reported=row.status_reported,
            version=row.objective.version,
        )
        for row in rows
    )


def _links(ctx: Context, version: StrategyVersion) -> tuple[LinkLine, ...]:
    rows = CausalLink.objects.visible_to(ctx.viewer).filter(strategy_version=version).order_by("id")
    return tuple(LinkLine(*row) for row in rows.values_list("driver__code", "outcome__code", "sign", "lag", "why"))
