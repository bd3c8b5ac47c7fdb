"""What a reader can do from the command menu: `>` and words of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lineofsight.base.commands import Context
from lineofsight.base.folding import fold
from lineofsight.base.ui.components import Text


@dataclass(frozen=True, slots=True)
class Act:
    """Something the reader may do now, and the page where it is done."""

    label: Text
    url: str


#: Returns the acts that the reader may do; the words typed so far are given to those that must look things up.
Offers = Callable[[Context, str], Iterable[Act]]
_offers: list[Offers] = []
_obligations: list[Callable[[Context], Iterable[Act]]] = []


def register_acts(function: Offers) -> Offers:
    """Let a domain offer acts in the command menu."""
    _offers.append(function)
    return function


def acts(ctx: Context, typed: str, most: int = 8) -> tuple[Act, ...]:
    """Return what the reader may do whose label holds every word typed."""
    terms = fold(typed).split()
    found = [act for offer in _offers for act in offer(ctx, typed)]
    return tuple(act for act in found if all(term in fold(str(act.label)) for term in terms))[:most]


def register_obligations(function: Callable[[Context], Iterable[Act]]) -> Callable[[Context], Iterable[Act]]:
    """Let a domain say what waits for a reader, for the menu before anything is typed."""
    _obligations.append(function)
    return function


def obligations(ctx: Context, most: int = 3) -> tuple[Act, ...]:
    """Return what waits for the reader, the most pressing first."""
    return tuple(act for tell in _obligations for act in tell(ctx))[:most]
