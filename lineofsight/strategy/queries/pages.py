"""The pages of strategies: the list, and one version with what the reader may do to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext, gettext_noop

from lineofsight.base import clock
from lineofsight.base.access import Decision, deny
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.organization.models import Accountability, UnitVersion
from lineofsight.strategy import access
from lineofsight.strategy.models import Adoption, StrategicObjective, StrategicTheme, Strategy, StrategyVersion
from lineofsight.strategy.queries.comparison import Comparison, compare
from lineofsight.strategy.queries.health import ANSWERING
from lineofsight.strategy.queries.versions import VersionLine, VersionView, view_of


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """A strategy in the list: whose it is, which version is in force, and which one is being written or read."""

    public_id: str
    slug: str  # the key under which addresses name it
    name: str
    unit_name: str
    unit_slug: str
    in_force: VersionLine | None
    upcoming: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme of a strategy."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class VersionActs:
    """What the reader may do to a version now, each with the reason for a no."""

    edit: Decision
    submit: Decision
    send_back: Decision
    approve: Decision
    adopt: Decision


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version, whose it is, who answers for its objectives, and what the reader may do."""

    view: VersionView
    strategy_key: str
    unit_name: str
    is_main: bool
    owners: dict[str, tuple[str, ...]]
    themes: tuple[ThemeLine, ...]
    versions: tuple[VersionLine, ...]
    in_force: VersionLine | None
    submitted_by: str
    submitted_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    acts: VersionActs
    may_draft: Decision

    @property
    def base(self) -> VersionLine | None:
        """Return the version to compare this one with: the one in force, else the one before."""
        if self.in_force and self.in_force.number != self.view.number:
            return self.in_force
        return next((line for line in self.versions if line.number < self.view.number), None)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every strategy in the viewer's scope with its versions and when each held, read once for a page."""

    strategies: tuple[Strategy, ...]
    versions: dict[int, tuple[StrategyVersion, ...]]
    held: dict[int, int]
    since: dict[int, date]
    units: dict[int, str]

    def line(self, row: StrategyVersion) -> VersionLine:
        """Return a version as a line of a list."""
        return VersionLine(str(row.public_id), row.number, row.title, row.state, self.since.get(row.pk))

    def lines(self, strategy: Strategy) -> tuple[VersionLine, ...]:
        """Return the versions of a strategy, the latest first."""
        return tuple(self.line(row) for row in self.versions.get(strategy.pk, ()))

    def in_force(self, strategy: Strategy) -> VersionLine | None:
        """Return the version in force on the day."""
        rows = self.versions.get(strategy.pk, ())
        return next((self.line(row) for row in rows if row.pk == self.held.get(strategy.pk)), None)


def shelf(ctx: Context) -> Shelf:
    """Return the strategies in the viewer's scope, that of the highest unit first; in three queries."""
    day = ctx.as_of or clock.today()
    units = UnitVersion.objects.at(day, ctx.known_at).filter(unit_id=OuterRef("unit_id")).values("name")[:1]
    found = Strategy.objects.visible_to(ctx.viewer).annotate(depth=Max("unit__above__depth"), unit_name=Subquery(units))
    rows = tuple(found.select_related("unit").order_by("depth", "pk"))
    written = StrategyVersion.objects.visible_to(ctx.viewer).select_related(
        "submitted_by", "approved_by", "strategy__unit"
    )
    versions: dict[int, tuple[StrategyVersion, ...]] = {}
    for row in written.order_by("-number"):
        versions[row.strategy_id] = (*versions.get(row.strategy_id, ()), row)
    held: dict[int, int] = {}
    since: dict[int, date] = {}
    for adoption in Adoption.objects.visible_to(ctx.viewer).known(ctx.known_at).order_by("valid_from"):
        since.setdefault(adoption.strategy_version_id, adoption.valid_from)
        if adoption.valid_from <= day and (adoption.valid_to is None or adoption.valid_to > day):
            held[adoption.strategy_id] = adoption.strategy_version_id
    return Shelf(rows, versions, held, since, {row.unit_id: row.unit_name or "" for row in rows})


@query("strategy.strategies", "/strategies")
def strategies(ctx: Context) -> tuple[StrategyRow, ...]:
    """Return the strategies in the viewer's scope, that of the highest unit first, each with its version in force."""
    return rows_of(shelf(ctx))


def rows_of(found: Shelf) -> tuple[StrategyRow, ...]:
    """Return the list of strategies on a shelf."""
    return tuple(
        StrategyRow(
            str(row.public_id),
            row.key,
            row.name,
            found.units.get(row.unit_id, ""),
            row.unit.slug,
            found.in_force(row),
            tuple(line for line in found.lines(row) if line.state in ("draft", "in_review", "approved")),
        )
        for row in found.strategies
    )


def version_page(
    ctx: Context, *, number: int | None = None, of: str = "", found: Shelf | None = None, is_bare: bool = False
) -> VersionPage:
    """Return a version by its number (without one that in force, else the latest) of a strategy by its key.

    Without a key it is the strategy of the highest unit the viewer may see. A bare page names no owners and themes.
    """
    found = found or shelf(ctx)
    strategy = next((row for row in found.strategies if not of or row.key == of), None)
    if strategy is None:
        raise NotFound("Strategy")
    rows = found.versions.get(strategy.pk, ())
    wanted = next((row for row in rows if row.number == number), None)
    if number is None:
        wanted = next((row for row in rows if row.pk == found.held.get(strategy.pk)), rows[0] if rows else None)
    if wanted is None:
        raise NotFound("Strategy version")
    view = view_of(ctx, wanted, found.since.get(wanted.pk))
    themes = StrategicTheme.objects.visible_to(ctx.viewer).filter(strategy=strategy).order_by("name")
    themes = themes.none() if is_bare else themes
    return VersionPage(
        view=view,
        strategy_key=strategy.key,
        unit_name=found.units.get(strategy.unit_id, ""),
        is_main=strategy.pk == found.strategies[0].pk,
        owners={} if is_bare else owners_of(ctx, view),
        themes=tuple(ThemeLine(row.key, row.name) for row in themes),
        versions=found.lines(strategy),
        in_force=found.in_force(strategy),
        submitted_by=str(wanted.submitted_by or ""),
        submitted_at=wanted.submitted_at,
        approved_by=str(wanted.approved_by or ""),
        approved_at=wanted.approved_at,
        acts=_acts(ctx, wanted),
        may_draft=access.can_write_strategy(ctx, strategy, None),
    )


def differences(ctx: Context, page: VersionPage, base: int, found: Shelf) -> Comparison:
    """Return how a version on a page differs from another one of its strategy, by the number of that."""
    strategy = next(row for row in found.strategies if row.key == page.strategy_key)
    row = next((each for each in found.versions.get(strategy.pk, ()) if each.number == base), None)
    if row is None:
        raise NotFound("Strategy version")
    return compare(view_of(ctx, row, found.since.get(row.pk), page.view.perspectives), page.view)


def owners_of(ctx: Context, view: VersionView) -> dict[str, tuple[str, ...]]:
    """Return who answers for each objective, by its code; "" stands for a job family or somebody without a name."""
    codes = {f"objective:{line.public_id}": line.code for line in view.objectives}
    rows = Accountability.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    rows = rows.filter(target__in=list(codes), code__in=ANSWERING)
    found: dict[str, tuple[str, ...]] = {}
    for target, name in rows.order_by("person__details__name").values_list("target", "person__details__name"):
        found[codes[target]] = (*found.get(codes[target], ()), name or "")
    return found


#: In which states an act can be done, and what to say in others.
STATES = {
    "edit": (("draft",), gettext_noop("Only a draft can be changed; draft a new version first.")),
    "submit": (("draft",), gettext_noop("Only a draft can be sent for approval.")),
    "send_back": (("in_review",), gettext_noop("This version is not in review.")),
    "approve": (("in_review",), gettext_noop("This version is not in review.")),
    "adopt": (("approved",), gettext_noop("Only an approved version can be put in force.")),
}
RULES = {
    "edit": access.can_write_version,
    "submit": access.can_write_version,
    "send_back": access.can_write_version,
    "approve": access.can_approve_version,
    "adopt": access.can_adopt_version,
}


def _acts(ctx: Context, version: StrategyVersion) -> VersionActs:
    decided: dict[str, Decision] = {}
    for act, rule in RULES.items():
        states, sentence = STATES[act]
        allowed = rule(ctx, version, None)
        decided[act] = allowed if not allowed.allowed or version.state in states else deny(gettext(sentence))
    return VersionActs(**decided)


def objective_ids(ctx: Context, public_ids: Collection[str]) -> tuple[int, ...]:
    """Return the row ids of objectives in the viewer's scope."""
    rows = StrategicObjective.objects.visible_to(ctx.viewer).filter(public_id__in=list(public_ids))
    return tuple(rows.values_list("pk", flat=True)) if public_ids else ()
