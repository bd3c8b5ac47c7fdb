"""The registry of reads that programs may call: each starts from the viewer's scope and returns a dataclass."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Query:
    """A registered read: `path` is its address below /api/v1, with ninja's placeholders."""

    name: str
    path: str
    function: Callable[..., Any]
    title: str


_registry: dict[str, Query] = {}


def query(name: str, path: str) -> Callable[[F], F]:
    """Register `(ctx, **parameters)` as a read that the API offers under `path`."""

    def register(function: F) -> F:
        if name in _registry:
            raise ValueError(f"There are two queries named {name}.")
        title = (function.__doc__ or "").strip().split("\n")[0]
        _registry[name] = Query(name, path, function, title)
        return function

    return register


def registry() -> dict[str, Query]:
    """Return every query by name."""
    return dict(_registry)
