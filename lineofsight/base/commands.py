"""A write is a command: one function per verb, run by one runner, in one transaction, recorded as one Change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db import models
from pydantic import BaseModel, ConfigDict, field_validator

from lineofsight.base.access import Decision, Viewer

if TYPE_CHECKING:
    from lineofsight.base.once import Once


class Input(BaseModel):
    """What a command takes; unknown fields are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _has_no_zero_byte(cls, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("This holds a character that cannot be kept.")
        return value


class Nothing(Input):
    """The input of a command that needs none."""


@dataclass(frozen=True)
class Context:
    """Who acts or looks, when, through which door, and why."""

    viewer: Viewer
    now: datetime
    via: str = "web"  # web api import job assist system
    reason: str = ""
    request_id: str = ""
    on_behalf_of: int | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    expected_version: int | None = None
    released: bool = False
    once: "Once | None" = None

    def __post_init__(self) -> None:
        """Whoever stands in for somebody acts on their behalf, through whichever door."""
        if self.on_behalf_of is None and self.viewer.for_user_id is not None:
            object.__setattr__(self, "on_behalf_of", self.viewer.for_user_id)

    def because(self, reason: str) -> "Context":
        """Return the same context with a reason."""
        return replace(self, reason=reason)


R = TypeVar("R")
Rule = Callable[..., Decision]


@dataclass(frozen=True)
class Command(Generic[R]):
    """A registered command; calling it runs it through the runner."""

    name: str
    on: type[models.Model] | None
    allow: Rule
    input: type[Input]
    body: Callable[..., R]
    asks_reason: bool
    audited_input: bool
    title: str
    may_lose_sight: bool = False

    def __call__(self, ctx: Context, target: Any = None, data: Any = None) -> R:
        """Run the command; see `runner.run` for what it raises."""
        from lineofsight.base import runner  # inline: the runner knows the registry

        return runner.run(ctx, self, target, data)


_registry: dict[str, Command[Any]] = {}


def command(
    name: str,
    *,
    allow: Rule,
    on: type[models.Model] | None = None,
    asks_reason: bool = False,
    audited_input: bool = True,
    may_lose_sight: bool = False,
) -> Callable[[Callable[..., R]], Command[R]]:
    """Register `(ctx, target, data)` as a command.

    `on` is the model of the target (None where there is none, as for what is being created);
    `asks_reason` refuses a call without one; `audited_input=False` keeps the input out of history;
    `may_lose_sight` lets the actor write what they do not see afterwards: their rule judged what it was before.
    """

    def register(body: Callable[..., R]) -> Command[R]:
        input_type = body.__annotations__.get("data", Nothing)
        if not (isinstance(input_type, type) and issubclass(input_type, Input)):
            raise TypeError(f"{name}: the third parameter `data` must be annotated with an Input.")
        if name in _registry:
            raise ValueError(f"There are two commands named {name}.")
        title = (body.__doc__ or "").strip().split("\n")[0]
        made = Command(name, on, allow, input_type, body, asks_reason, audited_input, title, may_lose_sight)
        _registry[name] = made
        return made

    return register


def registry() -> dict[str, Command[Any]]:
    """Return every command by name."""
    return dict(_registry)


def find(name: str) -> Command[Any]:
    """Return the command of that name; KeyError if there is none."""
    return _registry[name]
