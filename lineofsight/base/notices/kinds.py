"""The types of notices: what each says, to whom, and why it came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Notice
from lineofsight.base.ui.components import Text


@dataclass(frozen=True, slots=True)
class Line:
    """What a notice says to its reader now, and where it leads."""

    sentence: str
    url: str


#: Words a batch of notices of one type for one reader, in their scope of now; what is closed to them is left out.
Say = Callable[[Context, Sequence[Notice]], dict[int, Line]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of notices: its name for preferences, and why a reader gets it."""

    name: str
    label: Text
    why: Text
    say: Say


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a type of notices."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return every type, in the order of registration."""
    return list(_kinds.values())


def kind_of(name: str) -> Kind | None:
    """Return a type by name; None for one that is gone."""
    return _kinds.get(name)
