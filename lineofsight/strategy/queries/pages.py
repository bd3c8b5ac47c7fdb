"""The pages of strategies: the list, and one version with what the reader may do to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from lineofsight.base import clock
from lineofsight.base.access import Decision, deny
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.organization.models import Accountability, UnitVersion
from lineofsight.strategy import access
from lineofsight.strategy.models import Adoption, StrategicObjective, StrategicTheme, Strategy, StrategyVersion
from lineofsight.strategy.queries.health import ANSWERING
from lineofsight.strategy.queries.versions import VersionLine, VersionView, strategy_version


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


@query("strategy.strategies", "/strategies")
def strategies(ctx: Context) -> tuple[StrategyRow, ...]:
    """Return the strategies in the viewer's scope, that of the highest unit first, each with its version in force."""
    day = ctx.as_of or clock.today()
    rows = list(_by_height(ctx).select_related("unit"))
    names = _unit_names([row.unit_id for row in rows], day, ctx.known_at)
    held = (
        Adoption.objects.visible_to(ctx.viewer).at(day, ctx.known_at).values_list("strategy_id", "strategy_version_id")
    )
    in_force = dict(held)
    adoptions = Adoption.objects.visible_to(ctx.viewer).known(ctx.known_at).order_by("-valid_from")
    since = dict(adoptions.values_list("strategy_version_id", "valid_from"))
    lines: dict[int, list[tuple[int, VersionLine]]] = {}
    for row in StrategyVersion.objects.visible_to(ctx.viewer).order_by("number"):
        lines.setdefault(row.strategy_id, []).append((row.pk, _line(row, since.get(row.pk))))
    return tuple(
        StrategyRow(
            str(row.public_id),
            row.key,
            row.name,
            names.get(row.unit_id, ""),
            row.unit.slug,
            next((line for pk, line in lines.get(row.pk, []) if pk == in_force.get(row.pk)), None),
            tuple(line for _, line in lines.get(row.pk, []) if line.state in ("draft", "in_review", "approved")),
        )
        for row in rows
    )


def _by_height(ctx: Context) -> Any:
    return Strategy.objects.visible_to(ctx.viewer).annotate(depth=Max("unit__above__depth")).order_by("depth", "pk")


def _unit_names(ids: list[int], day: date, known_at: datetime | None) -> dict[int, str]:
    rows = UnitVersion.objects.at(day, known_at).filter(unit_id__in=ids)
    return dict(rows.values_list("unit_id", "name"))


def _line(row: StrategyVersion, since: date | None) -> VersionLine:
    return VersionLine(str(row.public_id), row.number, row.title, row.state, since)


def version_page(ctx: Context, *, number: int | None = None, of: str = "") -> VersionPage:
    """Return a version by its number (without one that in force, else the latest) of a strategy by its key.

    Without a key it is the strategy of the highest unit the viewer may see.
    """
    day = ctx.as_of or clock.today()
    found = list(_by_height(ctx).select_related("unit"))
    strategy = next((row for row in found if row.key == of), None) if of else (found or [None])[0]
    if strategy is None:
        raise NotFound("Strategy")
    written = StrategyVersion.objects.visible_to(ctx.viewer).filter(strategy=strategy)
    rows = list(written.select_related("submitted_by", "approved_by", "strategy").order_by("-number"))
    adoptions = list(Adoption.objects.known(ctx.known_at).filter(strategy=strategy).order_by("valid_from"))
    held = [row for row in adoptions if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)]
    in_force = held[-1].strategy_version_id if held else None
    wanted = next((row for row in rows if row.number == number), None)
    if number is None:
        wanted = next((row for row in rows if row.pk == in_force), rows[0] if rows else None)
    if wanted is None:
        raise NotFound("Strategy version")
    since = {row.strategy_version_id: row.valid_from for row in reversed(adoptions)}
    lines = tuple(_line(row, since.get(row.pk)) for row in rows)
    view = strategy_version(ctx, version=wanted.public_id)
    themes = StrategicTheme.objects.visible_to(ctx.viewer).filter(strategy=strategy).order_by("name")
    return VersionPage(
        view=view,
        strategy_key=strategy.key,
        unit_name=_unit_names([strategy.unit_id], day, ctx.known_at).get(strategy.unit_id, ""),
        is_main=strategy.pk == found[0].pk,
        owners=owners_of(ctx, view, day),
        themes=tuple(ThemeLine(row.key, row.name) for row in themes),
        versions=lines,
        in_force=next((line for row, line in zip(rows, lines, strict=True) if row.pk == in_force), None),
        submitted_by=str(wanted.submitted_by or ""),
        submitted_at=wanted.submitted_at,
        approved_by=str(wanted.approved_by or ""),
        approved_at=wanted.approved_at,
        acts=_acts(ctx, wanted),
        may_draft=access.can_write_strategy(ctx, strategy, None),
    )


def owners_of(ctx: Context, view: VersionView, day: date) -> dict[str, tuple[str, ...]]:
    """Return who answers for each objective, by its code."""
    codes = {f"objective:{line.public_id}": line.code for line in view.objectives}
    rows = Accountability.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    rows = rows.filter(target__in=list(codes), code__in=ANSWERING, person__isnull=False)
    found: dict[str, tuple[str, ...]] = {}
    for target, name in rows.order_by("person__details__name").values_list("target", "person__details__name"):
        found[codes[target]] = (*found.get(codes[target], ()), name or "")
    return found


#: In which states an act can be done, and what to say in others.
STATES = {
    "edit": (("draft",), "Only a draft can be changed; draft a new version first."),
    "submit": (("draft",), "Only a draft can be sent for approval."),
    "send_back": (("in_review",), "This version is not in review."),
    "approve": (("in_review",), "This version is not in review."),
    "adopt": (("approved",), "Only an approved version can be put in force."),
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
        decided[act] = allowed if not allowed.allowed or version.state in states else deny(sentence)
    return VersionActs(**decided)


def objective_ids(ctx: Context, public_ids: Collection[str]) -> tuple[int, ...]:
    """Return the row ids of objectives in the viewer's scope."""
    rows = StrategicObjective.objects.visible_to(ctx.viewer).filter(public_id__in=list(public_ids))
    return tuple(rows.values_list("pk", flat=True)) if public_ids else ()
