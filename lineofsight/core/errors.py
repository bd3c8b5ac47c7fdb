"""What the calculation core refuses, each with one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Iterable


class CalculationError(ValueError):
    """Base of everything the core refuses."""


class InvalidInputs(CalculationError):
    """The inputs cannot be read; the sentence names the key at fault."""


class UnknownMethod(CalculationError):
    """No such method, or one that a later release brings; the sentence lists the built ones."""

    def __init__(self, name: object, built: Iterable[str], *, is_planned: bool = False) -> None:
        problem = "is not built yet" if is_planned else "is not a method"
        super().__init__(f"{name!r} {problem}. Built: {', '.join(sorted(built))}.")
        self.is_planned = is_planned


class CycleFound(CalculationError):
    """A tree whose parents lead back to themselves."""
