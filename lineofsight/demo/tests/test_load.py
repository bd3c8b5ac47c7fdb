"""The demo company as it stands in the database after loading."""

import pytest

from lineofsight.base import history, verify
from lineofsight.demo import load
from lineofsight.demo.testing import Copy
from lineofsight.organization.models import Person


def test_the_company_has_1184_people(demo: Copy):
    assert Person.objects.count() == 1184


def test_the_past_is_sealed_and_the_chain_holds(demo: Copy):
    verdict = verify.verify()

    assert verdict.problems == ()
    assert (verdict.unsealed, verdict.changes) == (0, verdict.sealed)


def test_a_loaded_database_is_not_empty_and_says_so(demo: Copy, capsys: pytest.CaptureFixture[str]):
    code = load.main([])

    assert (code, history.is_demo()) == (1, True)
    assert capsys.readouterr().err == (
        "This database is not empty. Name another one in DATABASE_URL to load the demo into.\n"
    )
