"""Every model with a scope: exactly who of the cast sees which rows."""

import pytest
from django.apps import apps

from lineofsight.base import access
from lineofsight.base.model import Record
from tests.permissions.checks import difference, rows_that_break, who_sees
from tests.permissions.table import ROWS
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


def test_every_record_has_a_scope() -> None:
    without = sorted(
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Record) and model not in access.scoped_models()
    )

    assert not without, f"Say in an access.py, with @scope, who may see {', '.join(without)}."


def test_every_scope_has_cells() -> None:
    missing = sorted({model._meta.label for model in access.scoped_models()} - ROWS.keys())

    assert not missing, f"Say in tests/permissions/table, ROWS, who sees the rows of {', '.join(missing)}."


@pytest.mark.parametrize("model", sorted(ROWS))
def test_who_sees(world: World, model: str) -> None:
    found = who_sees(world, model)

    assert found.keys() == ROWS[model].keys(), (
        f"The rows of {model} in tests/permissions/world.py and in the table, ROWS, are not the same: "
        f"{sorted(found.keys() ^ ROWS[model].keys())}."
    )
    broken = [
        f"{label}: {difference(found[label], set(ROWS[model][label].split()))}"
        for label in rows_that_break(found, model)
    ]
    assert not broken, f"{model}: {'; '.join(broken)}"
