"""The way of a strategy version: draft, in review, approved, in force, replaced."""

from datetime import date

from lineofsight.base import clock, dated, events
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.strategy.access import can_adopt_version, can_approve_version, can_write_strategy, can_write_version
from lineofsight.strategy.commands.strategies import VersionTexts, check_horizon
from lineofsight.strategy.models import (
    Adoption,
    CausalLink,
    ObjectiveTheme,
    ObjectiveVersion,
    Strategy,
    StrategyVersion,
)


class AdoptVersion(Input):
    """The day from which the version holds."""

    on: date


TEXTS = tuple(VersionTexts.model_fields)


def require_state(version: StrategyVersion, *states: str, sentence: str) -> None:
    """Refuse an act on a version that is not in one of the states."""
    if version.state not in states:
        raise Invalid({"": sentence})


def require_draft(version: StrategyVersion) -> None:
    """Refuse to change a version that somebody reviews or that held."""
    require_state(version, "draft", sentence="Only a draft can be changed; draft a new version first.")


@command("strategy.draft_version", on=Strategy, allow=can_write_strategy)
def draft_version(ctx: Context, strategy: Strategy, data: Nothing) -> StrategyVersion:
    """Draft a new version as a copy of the one in force; an open draft is returned as it is."""
    latest = strategy.versions.order_by("-number").first()
    opened = strategy.versions.filter(state="draft").order_by("-number").first()
    if opened is not None:
        return opened
    in_force = Adoption.objects.at(clock.today()).filter(strategy=strategy).select_related("strategy_version").first()
    base = in_force.strategy_version if in_force else latest
    texts = {name: getattr(base, name) for name in TEXTS} if base else {"title": strategy.name}
    version = StrategyVersion.objects.create(strategy=strategy, number=latest.number + 1 if latest else 1, **texts)
    if base is not None:
        _copy_contents(base, version)
    return version


def _copy_contents(base: StrategyVersion, version: StrategyVersion) -> None:
    skip = ("id", "strategy_version_id")
    for said in base.objectives.prefetch_related("themes").order_by("sort_order", "id"):
        copied = ObjectiveVersion.objects.create(strategy_version=version, **_columns(said, skip))
        for theme in said.themes.all():
            ObjectiveTheme.objects.create(objective_version=copied, theme_id=theme.theme_id)
    for link in base.links.order_by("id"):
        CausalLink.objects.create(strategy_version=version, **_columns(link, skip))


def _columns(row: ObjectiveVersion | CausalLink, skip: tuple[str, ...]) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in skip}


@command("strategy.edit_version", on=StrategyVersion, allow=can_write_version)
def edit_version(ctx: Context, version: StrategyVersion, data: VersionTexts) -> StrategyVersion:
    """Change the texts of a draft; fields that are not sent stay."""
    require_draft(version)
    sent = {name: getattr(data, name) for name in data.model_fields_set}
    merged = VersionTexts(**{**{name: getattr(version, name) for name in TEXTS}, **sent})
    check_horizon(merged)
    if all(getattr(version, name) == value for name, value in sent.items()):
        return version
    for name, value in sent.items():
        setattr(version, name, value)
    version.version += 1
    version.save()
    return version


@command("strategy.submit_version", on=StrategyVersion, allow=can_write_version)
def submit_version(ctx: Context, version: StrategyVersion, data: Nothing) -> StrategyVersion:
    """Submit a draft for review."""
    require_draft(version)
    if not version.objectives.exists():
        raise Invalid({"": "Add an objective first: a version without any has nothing to review."})
    version.submitted_by_id, version.submitted_at = ctx.on_behalf_of or ctx.viewer.user_id, ctx.now
    return _move(version, "in_review")


@command("strategy.return_version", on=StrategyVersion, allow=can_write_version, asks_reason=True)
def return_version(ctx: Context, version: StrategyVersion, data: Nothing) -> StrategyVersion:
    """Return a version from review to draft, with what is missing as the reason."""
    require_state(version, "in_review", sentence="This version is not in review.")
    version.submitted_by_id = version.submitted_at = None
    return _move(version, "draft")


@command("strategy.approve_version", on=StrategyVersion, allow=can_approve_version)
def approve_version(ctx: Context, version: StrategyVersion, data: Nothing) -> StrategyVersion:
    """Approve a version that somebody else submitted."""
    require_state(version, "in_review", sentence="This version is not in review.")
    version.approved_by_id, version.approved_at = ctx.viewer.user_id, ctx.now
    return _move(version, "approved")


@command("strategy.adopt_version", on=StrategyVersion, allow=can_adopt_version)
def adopt_version(ctx: Context, version: StrategyVersion, data: AdoptVersion) -> StrategyVersion:
    """Put an approved version in force from a day on; the version that held until then is replaced.

    The system itself may adopt the first version of an imported strategy without a review.
    """
    is_first_of_import = ctx.viewer.is_system and version.number == 1 and version.state == "draft"
    if not is_first_of_import:
        require_state(version, "approved", "active", sentence="Only an approved version can be put in force.")
    strategy = version.strategy
    dated.revise(Adoption, {"strategy": strategy}, from_=data.on, now=ctx.now, strategy_version_id=version.pk)
    settle_states(strategy, today=clock.today())
    version.refresh_from_db()
    if version.state == "draft":
        version = _move(version, "approved")
    events.publish("strategy.structure_changed", strategy_id=strategy.pk)
    return version


def settle_states(strategy: Strategy, *, today: date) -> None:
    """Let the states of versions say what the adoptions say of today: one in force, earlier ones replaced."""
    held = list(Adoption.objects.current().filter(strategy=strategy, valid_from__lte=today).order_by("valid_from"))
    if not held:
        return
    for version in strategy.versions.filter(pk__in=[row.strategy_version_id for row in held]):
        state = "active" if version.pk == held[-1].strategy_version_id else "superseded"
        if version.state != state:
            _move(version, state)
    for version in strategy.versions.filter(state="active").exclude(pk=held[-1].strategy_version_id):
        _move(version, "superseded")


def _move(version: StrategyVersion, state: str) -> StrategyVersion:
    version.state = state
    version.version += 1
    version.save()
    return version
