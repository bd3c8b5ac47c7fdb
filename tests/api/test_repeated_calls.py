"""Calls under a key happen once; lists come in pages whose total is known."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lineofsight.base import clock, once
from lineofsight.base.models import Change, RepeatableCall
from lineofsight.config.api import api
from lineofsight.organization import operator
from lineofsight.organization.models import LegalEntity

CALL = {"input": {"name": "East", "key": "east", "country": "SE"}}


@pytest.fixture
def keeper(db: None) -> Client:
    """A signed-in administrator."""
    client = Client()
    client.force_login(operator.make_administrator("keeper@example.org", "Keeper"))
    return client


def post(client: Client, key: str | None, body: dict[str, Any]) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    path = "/api/v1/commands/organization.create_legal_entity"
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def acts() -> int:
    return Change.objects.filter(command="organization.create_legal_entity").count()


def test_a_call_sent_again_is_answered_and_not_done_again(keeper: Client) -> None:
    first = post(keeper, "one", CALL)
    second = post(keeper, "one", CALL)

    assert (first.status_code, second.status_code) == (200, 200), first.content
    assert first.json() == second.json()
    assert (first.headers.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert acts() == 1


def test_a_key_belongs_to_one_call(keeper: Client) -> None:
    post(keeper, "one", CALL)

    other = post(keeper, "one", {"input": {"name": "West", "key": "west", "country": "SE"}})

    assert other.status_code == 422
    assert "different call" in other.json()["errors"][0]["detail"]
    assert acts() == 1


def test_a_key_belongs_to_one_person(keeper: Client) -> None:
    post(keeper, "one", CALL)
    another = Client()
    another.force_login(operator.make_administrator("second@example.org", "Second"))

    answer = post(another, "one", {"input": {"name": "West", "key": "west", "country": "SE"}})

    assert answer.status_code == 200, answer.content
    assert acts() == 2


def test_a_refused_call_may_be_corrected_under_its_key(keeper: Client) -> None:
    refused = post(keeper, "one", {"input": {"name": "", "key": "east", "country": "SE", "no such": 1}})

    corrected = post(keeper, "one", CALL)

    assert (refused.status_code, corrected.status_code) == (422, 200), corrected.content


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "å"])
def test_a_key_that_cannot_be_kept_is_refused(keeper: Client, key: str) -> None:
    answer = post(keeper, key, CALL)

    assert answer.status_code == 422
    assert acts() == 0


def test_without_a_key_a_call_happens_each_time(keeper: Client) -> None:
    post(keeper, None, CALL)

    again = post(keeper, None, CALL)

    assert again.status_code == 422  # it was tried again, and the key `east` is taken
    assert RepeatableCall.objects.count() == 0


def test_old_keys_are_swept(keeper: Client) -> None:
    post(keeper, "one", CALL)
    with once.guards.machinery():
        RepeatableCall.objects.update(at=clock.now() - once.KEPT_FOR - timedelta(minutes=1))

    assert once.sweep() == 1
    assert once.sweep() == 0


@pytest.mark.postgres
def test_two_calls_at_the_same_moment_are_one_act(flushed_db: None) -> None:
    client = Client()
    client.force_login(operator.make_administrator("keeper@example.org", "Keeper"))
    together, answers = threading.Barrier(2), []

    def send() -> None:
        mine = Client()
        mine.cookies = client.cookies
        together.wait(10)
        answers.append(post(mine, "one", CALL))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [answer.status_code for answer in answers] == [200, 200], [answer.content for answer in answers]
    assert answers[0].json() == answers[1].json()
    assert LegalEntity.objects.count() == 1


def test_a_long_list_comes_in_pages(keeper: Client) -> None:
    whole = keeper.get("/api/v1/role-catalog")
    total = len(whole.json())
    assert (whole.status_code, whole["X-Total-Count"], "Link" in whole.headers) == (200, str(total), False)

    first = keeper.get("/api/v1/role-catalog?limit=4")
    second = keeper.get(first["Link"].split(">")[0].lstrip("<"))

    assert total > 8
    assert first.json() + second.json() == whole.json()[:8]
    assert first["X-Total-Count"] == str(total)
    assert keeper.get("/api/v1/role-catalog?limit=1001").status_code == 422
    assert "Link" not in keeper.get(f"/api/v1/role-catalog?limit={total}").headers


def test_only_lists_take_a_page() -> None:
    paths = api.get_openapi_schema()["paths"]
    named = {
        operation["operationId"]: {parameter["name"] for parameter in operation.get("parameters", [])}
        for path in paths.values()
        for operation in path.values()
    }

    assert {"limit", "offset"} <= named["insight.kpis"]
    assert "limit" not in named["insight.strategy_map"]
    assert "Idempotency-Key" in named["organization.create_unit"]
