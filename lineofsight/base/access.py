"""Who may see and who may do: scopes return one Q, rules return a Decision. Default deny."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, TypeVar, runtime_checkable

from django.db import models
from django.db.models import Q

NOTHING = Q(pk__in=[])
EVERYTHING = Q()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a rule; the reason is shown on the disabled button and in the refusal."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)


def deny(reason: str) -> Decision:
    """Return a refusal with a sentence a person can act on."""
    return Decision(False, reason)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a viewer holds today, over one unit and what lies below it, or everywhere (None)."""

    role: str
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What a door lets through of somebody's rights: a token's commands, or none while one looks as another.

    `commands` None lets all of them through. Whoever comes through such a door never changes how they sign in.
    """

    sentence: str
    commands: frozenset[str] | None = frozenset()

    def lets_through(self, command: str) -> bool:
        """Test whether a command may be called at all; its rule decides afterwards."""
        return self.commands is None or command in self.commands


@dataclass(frozen=True)
class Viewer:
    """Who looks: rights are judged by what this viewer holds now, also on pages of a past day.

    `for_user_id` and `for_person_id`: whom the viewer stands in for, with delegated rights alone. `looker_id`: who
    really looks, where somebody looks as this viewer. `until`: when standing in or looking ends.
    """

    user_id: int | None
    name: str
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    unit_ids: tuple[int, ...] = ()
    is_system: bool = False
    for_user_id: int | None = None
    for_person_id: int | None = None
    for_name: str = ""
    looker_id: int | None = None
    until: Any = None
    limit: Limit | None = None
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def roles(self) -> frozenset[str]:
        """Return the names of the roles held."""
        return frozenset(grant.role for grant in self.grants)

    def is_user(self, user_id: int | None) -> bool:
        """Test whether an account is the viewer's own, or that of whom they stand in for: rules on oneself ask this."""
        return user_id is not None and user_id in (self.user_id, self.for_user_id, self.looker_id)

    def is_person(self, person_id: int | None) -> bool:
        """Test whether a person is the viewer, or whom they stand in for."""
        return person_id is not None and person_id in (self.person_id, self.for_person_id)

    def has(self, *roles: str) -> bool:
        """Test whether any of the roles is held anywhere."""
        return self.is_system or not self.roles.isdisjoint(roles)

    def holds_everywhere(self, *roles: str) -> bool:
        """Test whether any of the roles is held without a limit to a unit."""
        return self.is_system or any(grant.role in roles and grant.unit_id is None for grant in self.grants)

    def units_of(self, *roles: str) -> list[int]:
        """Return the units over which any of the roles is held (not those below them)."""
        return [grant.unit_id for grant in self.grants if grant.role in roles and grant.unit_id is not None]


SYSTEM = Viewer(user_id=None, name="Lineofsight", is_system=True)
ANONYMOUS = Viewer(user_id=None, name="Nobody")

Scope = Callable[[Viewer], Q]
_scopes: dict[type[models.Model], Scope] = {}
_rules: dict[str, Callable[..., Decision]] = {}
S = TypeVar("S", bound=Scope)


class NoScope(LookupError):
    """A model was read for a viewer although nobody said who may see it."""


def scope(*models_: type[models.Model]) -> Callable[[S], S]:
    """Register the function as the scope of these models: it returns one Q of IN-subqueries."""

    def register(function: S) -> S:
        for model in models_:
            _scopes[model] = function
        return function

    return register


def scope_of(model: type[models.Model], viewer: Viewer) -> Q:
    """Return the filter for what the viewer may see of a model."""
    if model not in _scopes:
        raise NoScope(f"{model._meta.label} has no scope; nobody may read it.")
    if viewer.is_system:
        return EVERYTHING
    return _scopes[model](viewer)


def scoped_models() -> dict[type[models.Model], Scope]:
    """Return every model with its scope."""
    return dict(_scopes)


@runtime_checkable
class HasViewer(Protocol):
    """Anything that carries a viewer, such as a command's context."""

    @property
    def viewer(self) -> Viewer: ...


def rule(function: Callable[..., Decision]) -> Callable[..., Decision]:
    """Register a rule `(ctx, target, data) -> Decision`; the system itself passes every rule."""

    @wraps(function)
    def judge(ctx: HasViewer, target: Any = None, data: Any = None) -> Decision:
        if ctx.viewer.is_system:
            return ALLOW
        return function(ctx, target, data)

    _rules[f"{function.__module__}.{function.__name__}"] = judge
    return judge


def rules() -> dict[str, Callable[..., Decision]]:
    """Return every rule by its dotted name."""
    return dict(_rules)
