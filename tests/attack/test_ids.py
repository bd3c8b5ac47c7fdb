"""T01, T03, T04: other people's ids in addresses and calls; hidden and missing look the same."""

from typing import Any

import pytest

from tests.attack.browsers import browser, call
from tests.permissions.calls.making import NOBODY
from tests.permissions.checks import contents
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOTHING = str(NOBODY)


@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("/kpis/margin/", "/kpis/no-such/"),
        ("/kpis/margin/values/new/", "/kpis/no-such/values/new/"),
        ("/kpis/margin/targets/new/", "/kpis/no-such/targets/new/"),
        ("/scorecards/west/2026-02/", "/scorecards/no-such/2026-02/"),
        ("/api/v1/kpis/margin/card", "/api/v1/kpis/no-such/card"),
        ("/api/v1/kpis/margin", "/api/v1/kpis/no-such"),
        ("/api/v1/scorecards/west", "/api/v1/scorecards/no-such"),
    ],
)
def test_hidden_looks_like_missing(world: World, hidden: str, missing: str) -> None:
    client = browser(world, "employee")

    answers = [client.get(address) for address in (hidden, missing)]

    assert {answer.status_code for answer in answers} == {404}
    first, second = (_plain(answer, address) for answer, address in zip(answers, (hidden, missing), strict=True))
    assert first == second


def _plain(answer: Any, address: str) -> str:
    """Return what a page says, without its own address and the token of its form."""
    lines = answer.content.decode().replace(address, "HERE").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and "HERE" not in line)


def test_call_about_something_hidden_is_answered_like_one_about_nothing(world: World) -> None:
    client, before = browser(world, "employee"), contents()
    hidden = {
        "measures.revise_measure": (world.measures["margin"], {"from_": "2026-03-01", "question": "Mine?"}),
        "strategy.edit_version": (world.versions["group 2"], {"vision": "Mine"}),
        "governance.release_call": (world.held, {}),
        "accounts.disable_user": (world.user("peer"), {}),
    }

    for command, (target, data) in hidden.items():
        answers = [call(client, command, target=key, input=data) for key in (str(target.public_id), NOTHING)]
        assert [answer.status_code for answer in answers] == [404, 404], command
        assert answers[0].content == answers[1].content, command
    assert contents() == before


def test_value_cannot_name_somebody_elses_file(world: World) -> None:
    assert world.file is not None
    value = {"unit": str(world.unit("plant").public_id), "period": "2026-03", "value": "93"}
    target = str(world.measures["yield"].public_id)
    client = browser(world, "updater")

    refused = call(client, "measures.record_observation", target=target, input={**value, "file": world.file.pk})
    taken = call(client, "measures.record_observation", target=target, input=value)

    assert (refused.status_code, taken.status_code) == (403, 200)


def test_import_cannot_name_somebody_elses_file(world: World) -> None:
    assert world.file is not None

    answer = call(browser(world, "updater"), "integrations.bring_files", input={"files": [world.file.pk]})

    assert answer.status_code == 403


def test_nobody_acts_in_anothers_name(world: World) -> None:
    """T04: who opened, submitted or asked is taken from the session, and no field can say otherwise."""
    claim = {"unit": str(world.unit("plant").public_id), "period": "2026-01", "claim": "Wrong."}
    body = {"target": str(world.measures["yield"].public_id), "input": {**claim, "opened_by": world.user("peer").pk}}

    answer = call(browser(world, "employee"), "measures.open_dispute", **body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.input.opened_by"]


def test_disabled_account_is_signed_out(world: World) -> None:
    client = browser(world, "peer")
    assert client.get("/kpis/").status_code == 200
    reason = {"target": str(world.user("peer").public_id), "input": {}, "reason": "left"}

    disabled = call(browser(world, "administrator"), "accounts.disable_user", **reason)

    assert disabled.status_code == 200
    assert client.get("/kpis/").status_code == 302
