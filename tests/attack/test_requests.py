"""T27, T29, T32, T45, T46: forged, misdirected, repeated and competing requests, and what every answer carries."""

import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from lineofsight.measures.models import Observation, Target
from lineofsight.strategy.models import StrategyVersion
from tests.attack.browsers import browser, call, pages
from tests.permissions.checks import contents
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EVIL = "evil.example"


def test_every_page_carries_the_security_headers(world: World) -> None:
    client = browser(world)

    for address in [*pages(world), "/no/such/page/", "/kpis/no-such/"]:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "default-src 'self'" in policy, address
        assert "script-src 'self'" in policy, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["X-Frame-Options"] == "DENY", address
        assert "no-store" in answer["Cache-Control"], address
        assert "Server" not in answer, address


def test_no_page_has_inline_script_or_style(world: World) -> None:
    client = browser(world)

    for address in pages(world):
        answer = client.get(address, follow=True)
        content = "" if answer.streaming else answer.content.decode()  # a file is no page
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", content) == [], address
        outside = re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//([^/\"']+)", content)
        assert set(outside) <= {"testserver"}, address


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/api/v1/kpis", "/health/"])
def test_unknown_host_is_refused(settings: Any, address: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]

    assert Client().get(address, headers={"host": EVIL}).status_code == 400


def test_forwarded_host_is_not_followed(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    email = {"email": world.user("peer").email}

    Client().post("/accounts/password/reset/", email, headers={"X-Forwarded-Host": EVIL})
    led = browser(world).get("/scorecards/group/", headers={"X-Forwarded-Host": EVIL})

    assert EVIL not in led["Location"]
    assert all(EVIL not in letter.body + letter.subject for letter in mail.outbox)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_write_without_token_is_refused(world: World, kind: str) -> None:
    client, before = browser(world, enforce_csrf_checks=True), contents()
    body = json.dumps({"target": str(world.strategies["group"].public_id), "input": {}})

    commands = client.post("/api/v1/commands/strategy.draft_version", data=body, content_type=kind)
    form = client.post("/kpis/yield/values/new/", data="value=1", content_type="application/x-www-form-urlencoded")

    assert (commands.status_code, form.status_code) == (403, 403)
    assert contents() == before


def test_sign_in_form_asks_for_a_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.c"}).status_code == 403


def test_value_sent_twice_is_one_value(world: World) -> None:
    value = {"unit": str(world.unit("plant").public_id), "period": "2026-03", "value": "93"}
    target, client = str(world.measures["yield"].public_id), browser(world, "updater")
    before = Observation.objects.count()

    answers = [call(client, "measures.record_observation", target=target, input=value) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert Observation.objects.count() == before + 1


def test_target_sent_twice_is_one_target(world: World) -> None:
    goal = {"scoring_type": "goal_red_flag", "target": "97", "red_flag": "80", "from_": "2026-07-01"}
    body = {"target": str(world.measures["yield"].public_id), "reason": "Aim higher."}
    body["input"] = {**goal, "unit": str(world.unit("east").public_id)}

    answers = [call(browser(world, "unit_head"), "measures.set_target", **body) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    current = Target.objects.current().filter(measure=world.measures["yield"], unit=world.unit("east"))
    assert current.count() == 2  # until July, and from then on


def test_second_of_two_writers_is_told(world: World) -> None:
    draft = world.versions["group 2"]
    seen = StrategyVersion.objects.get(pk=draft.pk).version
    body = {"target": str(draft.public_id), "version": seen}

    first = call(browser(world, "strategy_office"), "strategy.edit_version", **body, input={"vision": "First"})
    second = call(browser(world, "second_office"), "strategy.edit_version", **body, input={"vision": "Second"})

    assert (first.status_code, second.status_code) == (200, 409)
    assert StrategyVersion.objects.get(pk=draft.pk).vision == "First"


def test_second_writer_of_a_value_sees_the_first_ones(world: World) -> None:
    unit = world.unit("east")
    key = {"measure": world.measures["yield"], "unit": unit, "period__key": "2026-02"}
    seen = Observation.objects.current().get(**key).pk
    body = {"target": str(world.measures["yield"].public_id)}
    data = {"unit": str(unit.public_id), "period": "2026-02", "seen": seen}

    first = call(browser(world, "updater"), "measures.record_observation", **body, input={**data, "value": "80"})
    second = call(browser(world, "data_steward"), "measures.record_observation", **body, input={**data, "value": "70"})

    assert (first.status_code, second.status_code) == (200, 409)
    assert Observation.objects.current().get(**key).value == 80
