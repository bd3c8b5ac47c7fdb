"""Placing objectives on the map of a draft."""

from datetime import date

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.strategy import commands as do
from lineofsight.strategy import queries
from lineofsight.strategy.models import Strategy
from lineofsight.strategy.tests.cast import Cast
from lineofsight.strategy.tests.test_versions import adopt_first, strategy

__all__ = ["strategy"]


def order(cast: Cast, made: Strategy) -> list[tuple[str, str]]:
    """Return the objectives of the latest version with their perspectives, in their order."""
    version = made.versions.order_by("-number").first()
    view = queries.strategy_version(cast.act("wanjiru"), version=version.public_id)
    return [(line.code, line.perspective_key) for line in view.objectives]


def place(cast: Cast, made: Strategy, code: str, perspective: str | None, before: str | None = None) -> None:
    ids = {row.code: row.public_id for row in made.objectives.all()}
    data = {"objective": ids[code], "perspective": perspective, "before": ids[before] if before else None}
    do.place_objective(cast.act("wanjiru"), made.versions.order_by("-number").first(), data)


def test_an_objective_moves_before_another_and_into_another_perspective(cast: Cast, strategy: Strategy) -> None:
    do.add_objective(
        cast.act("wanjiru"), strategy.versions.get(), {"code": "P2", "name": "Load", "perspective": "process"}
    )

    place(cast, strategy, "P2", "process", before="P1")
    place(cast, strategy, "L1", "customer")

    assert order(cast, strategy) == [("P2", "process"), ("P1", "process"), ("L1", "customer")]


def test_a_perspective_or_neighbor_that_is_not_there_is_refused_and_nothing_moves(
    cast: Cast,
    strategy: Strategy,
) -> None:
    before = order(cast, strategy)

    with pytest.raises(Invalid, match="no perspective nowhere"):
        place(cast, strategy, "P1", "nowhere")

    assert order(cast, strategy) == before


def test_nothing_moves_on_a_version_in_force(cast: Cast, strategy: Strategy) -> None:
    adopt_first(cast, strategy, date(2026, 1, 12))

    with pytest.raises(Invalid, match="Only a draft can be changed"):
        place(cast, strategy, "P1", "customer")
