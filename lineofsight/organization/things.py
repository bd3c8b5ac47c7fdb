"""Names of things that lower floors know only by address (`kind:id`), and parts of pages that higher floors bring.

Higher domains register from their `access` or `apps`: so a person's page can say what the person answers for, and show
goals, without importing either.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch

from lineofsight.base.access import Viewer
from lineofsight.base.ui.components import Text


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a viewer may see: its name and the address of its page (empty where it has none)."""

    name: str
    url: str = ""


#: Takes a viewer and public ids; returns those that the viewer may see.
Namer = Callable[[Viewer, list[UUID]], dict[UUID, Thing]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a page that a higher domain shows: `url` makes its address from the slug of the person or unit.

    One that `loads` answers a request of the page (header HX-Request) with the part alone; others are links.
    """

    title: Text
    url: Callable[[str], str]
    order: int = 50
    loads: bool = False


_namers: dict[str, Namer] = {}
_slots: dict[str, list[Slot]] = {"unit": [], "person": []}


def register_names(kind: str, namer: Namer) -> None:
    """Let a domain say what its things are called."""
    _namers[kind] = namer


def register_slot(page: str, slot: Slot) -> None:
    """Let a domain show a part on the page of a unit or a person; registering twice replaces."""
    _slots[page] = [*(each for each in _slots[page] if each.title != slot.title), slot]


@dataclass(frozen=True, slots=True)
class Part:
    """A slot on one page."""

    title: Text
    url: str
    loads: bool


def slots(page: str, slug: str) -> list[Part]:
    """Return the parts of a page, in order; one whose page does not exist here is left out."""
    found = []
    for slot in sorted(_slots[page], key=lambda each: each.order):
        try:
            found.append(Part(slot.title, slot.url(slug), slot.loads))
        except NoReverseMatch:
            continue
    return found


def named(viewer: Viewer, addresses: Iterable[str]) -> dict[str, Thing]:
    """Return what the viewer may see of things, by address; what is missing is closed to them, or gone."""
    by_kind: dict[str, list[UUID]] = {}
    for address in set(addresses):
        kind, _, public_id = address.partition(":")
        by_kind.setdefault(kind, []).append(UUID(public_id))
    found: dict[str, Thing] = {}
    for kind, ids in by_kind.items():
        if kind in _namers:
            found |= {f"{kind}:{pk}": thing for pk, thing in _namers[kind](viewer, ids).items()}
    return found
