"""What one version says differently from another: added, dropped and changed, field by field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.strategy.models import Adoption, StrategyVersion
from lineofsight.strategy.queries.versions import LinkLine, ObjectiveLine, VersionView, strategy_version

T = TypeVar("T")
TEXTS = (*("title", "mission", "vision", "values_text", "destination_statement", "horizon_from", "horizon_to"),)
OF_OBJECTIVE = ("name", "statement", "kind", "perspective_key", "themes")
OF_LINK = ("sign", "lag", "why")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of which the two versions say different things; "" where one says nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something new, gone or put otherwise: `what` is text, objective or link, `how` is added, dropped or changed."""

    what: str
    how: str
    key: str
    name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a strategy and everything in which the later one differs."""

    base_number: int
    base_state: str
    number: int
    state: str
    differences: tuple[Difference, ...]

    def count(self, how: str, what: str) -> int:
        """Return how many differences there are of a kind."""
        return sum(each.how == how and each.what == what for each in self.differences)


@query("strategy.comparison", "/strategy-versions/{uuid:version}/differences")
def comparison(ctx: Context, *, version: UUID, base: UUID | None = None) -> Comparison:
    """Return how a version differs from another (by default the one in force, else the one before)."""
    later = strategy_version(ctx, version=version)
    earlier = strategy_version(ctx, version=base) if base else _base_of(ctx, later)
    if earlier.strategy_public_id != later.strategy_public_id:
        raise NotFound("Another version of the same strategy")
    return compare(earlier, later)


def _base_of(ctx: Context, later: VersionView) -> VersionView:
    day = ctx.now.date()
    held = Adoption.objects.visible_to(ctx.viewer).at(day).filter(strategy__public_id=later.strategy_public_id)
    held = held.exclude(strategy_version__public_id=later.public_id)
    base = held.values_list("strategy_version__public_id", flat=True).first()
    if base is None:
        rows = StrategyVersion.objects.visible_to(ctx.viewer).filter(strategy__public_id=later.strategy_public_id)
        rows = rows.filter(number__lt=later.number).order_by("-number")
        base = rows.values_list("public_id", flat=True).first()
    if base is None:
        raise NotFound("An earlier version")
    return strategy_version(ctx, version=base)


def compare(earlier: VersionView, later: VersionView) -> Comparison:
    """Return the differences: texts first, then objectives and links, in the order of the later version."""
    codes = {line.code: line for line in (*earlier.objectives, *later.objectives)}
    found = [
        *_texts(earlier, later),
        *_lists("objective", earlier.objectives, later.objectives, _objective_key, _objective_name, OF_OBJECTIVE),
        *_lists("link", earlier.links, later.links, _link_key, lambda link: _link_name(link, codes), OF_LINK),
    ]
    return Comparison(earlier.number, earlier.state, later.number, later.state, tuple(found))


def _texts(earlier: VersionView, later: VersionView) -> list[Difference]:
    fields = _fields(earlier, later, TEXTS)
    return [Difference("text", "changed", change.field, change.field, (change,)) for change in fields]


def _objective_key(line: ObjectiveLine) -> str:
    return line.public_id


def _objective_name(line: ObjectiveLine) -> str:
    return f"{line.code} {line.name}"


def _link_key(link: LinkLine) -> str:
    return f"{link.driver}→{link.outcome}"


def _link_name(link: LinkLine, codes: Mapping[str, ObjectiveLine]) -> str:
    return " → ".join(_objective_name(codes[code]) for code in (link.driver, link.outcome))


def _lists(
    what: str,
    earlier: Iterable[T],
    later: Iterable[T],
    key: Callable[[T], str],
    name: Callable[[T], str],
    fields: tuple[str, ...],
) -> list[Difference]:
    before, after = ({key(row): row for row in rows} for rows in (earlier, later))
    found = []
    for at, row in after.items():
        if at not in before:
            found.append(Difference(what, "added", at, name(row)))
        elif changed := _fields(before[at], row, fields):
            found.append(Difference(what, "changed", at, name(row), changed))
    found += [Difference(what, "dropped", at, name(row)) for at, row in before.items() if at not in after]
    return found


def _fields(before: Any, after: Any, names: tuple[str, ...]) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, _said(one), _said(other)) for name, one, other in pairs if one != other)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
