"""Every query of the registry, in every case of the table, asked by everyone of the cast."""

import pytest

from lineofsight.base import queries
from tests.permissions.checks import difference, expected
from tests.permissions.questions import ASKED, cells_of_queries, who_is_answered
from tests.permissions.table import QUERIES
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


def test_every_query_has_cells_and_a_question() -> None:
    missing = sorted(queries.registry().keys() - QUERIES.keys())
    gone = sorted(QUERIES.keys() - queries.registry().keys())
    unasked = sorted(QUERIES.keys() - ASKED.keys())

    assert not missing, f"Say in tests/permissions/table, QUERIES, who is answered by {', '.join(missing)}."
    assert not gone, f"There is no query {', '.join(gone)} any more: take its cells out of the table."
    assert not unasked, f"Write a valid question in tests/permissions/questions.py for {', '.join(unasked)}."


@pytest.mark.parametrize(("name", "case"), cells_of_queries())
def test_who_is_answered(world: World, name: str, case: str) -> None:
    found, wanted = who_is_answered(world, name, case), expected(QUERIES, name, case)

    assert found == wanted, f"{name} ({case}): {difference(found, wanted)}"
