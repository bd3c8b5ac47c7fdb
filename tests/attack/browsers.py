"""Browsers of the cast, and the pages they are sent to."""

from typing import Any

from django.test import Client

from tests.permissions.questions import address_of, cells_of_pages
from tests.permissions.world import World


def browser(world: World, who: str = "strategy_office", **more: Any) -> Client:
    """Return a browser in which somebody signed in."""
    client = Client(**more)
    client.force_login(world.user(who))
    return client


def pages(world: World) -> list[str]:
    """Return the address of every page of the permission table, in each of its cases."""
    return sorted({address_of(world, name, case) for name, case in cells_of_pages()})


def call(client: Client, command: str, **body: Any) -> Any:
    """Run a command as a program does."""
    return client.post(f"/api/v1/commands/{command}", data=body, content_type="application/json")
