"""The API: every command and query is there, documented as committed, and refuses as the pages do."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lineofsight.accounts.models import User
from lineofsight.base.commands import registry as commands
from lineofsight.base.models import Change, Refusal
from lineofsight.base.queries import registry as queries
from lineofsight.config.api import api

ROOT = Path(__file__).resolve().parents[2]


def call(client: Client, name: str, body: dict[str, Any]) -> Any:
    """Post a command call and return the answer."""
    return client.post(f"/api/v1/commands/{name}", json.dumps(body), content_type="application/json")


@pytest.fixture
def person(db: None) -> Client:
    """A signed-in browser without any role."""
    client = Client()
    client.force_login(User.objects.create_user("nobody@example.org", name="Nobody"))
    return client


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    kept = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(api.get_openapi_schema(), default=str))

    assert kept == made, "Run: python -m tools.write_openapi"


def test_an_address_that_the_api_does_not_have_is_answered_as_a_problem(person: Client) -> None:
    answer = person.get("/api/v1/measures")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "/api/v1/openapi.json" in answer.json()["detail"]
    assert person.get("/measures/")["Content-Type"].startswith("text/html")


def test_every_command_and_query_is_an_operation() -> None:
    paths = api.get_openapi_schema()["paths"]
    named = {operation["operationId"] for path in paths.values() for operation in path.values()}

    assert named == {*commands(), *queries()}


def test_every_operation_documents_its_refusals() -> None:
    paths = api.get_openapi_schema()["paths"]
    for path in paths.values():
        for operation in path.values():
            assert {401, 403, 404, 409, 422} <= set(operation["responses"]), operation["operationId"]


def test_nobody_is_served_without_sign_in(db: None) -> None:
    answer = call(Client(), "organization.create_unit", {"input": {}})

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert Client().get("/api/v1/openapi.json").status_code == 401


def test_a_session_alone_is_no_protection_against_forged_requests(person: Client) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = person.cookies

    answer = call(forged, "organization.create_unit", {"input": {}})

    assert answer.status_code == 403


def test_a_refusal_is_a_problem_document_and_is_logged(person: Client) -> None:
    body = {"input": {"name": "Mine", "key": "mine"}}
    answer = call(person, "organization.create_unit", body)

    assert answer.status_code in (403, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail"}
    assert not Change.objects.filter(command="organization.create_unit").exists()
    if answer.status_code == 403:
        assert Refusal.objects.get().via == "api"


def test_input_that_cannot_be_read_names_each_place(person: Client) -> None:
    answer = call(person, "organization.create_unit", {"input": {"dragon": 1}, "version": "x"})

    assert answer.status_code == 422
    problem = answer.json()
    assert {"body.input.dragon", "body.version"} & {item["field"] for item in problem["errors"]}


def test_broken_json_is_a_problem_and_not_a_page(person: Client) -> None:
    answer = person.post("/api/v1/commands/organization.create_unit", "{", content_type="application/json")

    assert answer.status_code in (400, 422)
    assert answer["Content-Type"].startswith("application/")


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_no_other_method_acts(person: Client, method: str) -> None:
    answer = getattr(person, method)("/api/v1/commands/organization.create_unit")

    assert answer.status_code == 405
    assert not Change.objects.exists()


def test_things_out_of_reach_and_missing_things_look_the_same(person: Client) -> None:
    seen = set()
    for target in ("0196f000-0000-7000-8000-000000000000", "nothing", "1"):
        answer = call(
            person,
            "measures.withdraw_observation",
            {"target": target, "input": {"unit": target, "period": "2026-10"}, "reason": "x"},
        )
        seen.add((answer.status_code, answer.json()["title"]))

    assert seen <= {(404, "NotFound"), (422, "Invalid")}
