"""T07, T09, T10, T14, T15: rights lent, looked through, taken for oneself, and gone with their holder."""

import json
from typing import Any

import pytest
from django.test import Client

from lineofsight.accounts import commands as accounts
from lineofsight.accounts import commands_access as ways_in
from lineofsight.base import clock, runner
from lineofsight.base.models import Change, Refusal
from lineofsight.governance import commands as governance
from lineofsight.governance import content
from lineofsight.governance.models import GrantUse, HeldCall
from lineofsight.organization import commands as organization
from lineofsight.organization.commands.standing_in import LOOK_FOR
from lineofsight.organization.models import Delegation, Look, RoleAssignment
from lineofsight.strategy.models import StrategicTheme
from tests.attack.browsers import browser, call
from tests.cast import START, system
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def acting(world: World, who: str = "peer", giver: str = "strategy_office") -> Client:
    """Return a browser in which somebody stands in for somebody."""
    client = browser(world, who)
    client.post("/delegations/act/", {"giver": str(world.user(giver).public_id)})
    return client


def add_theme(client: Client, world: World, strategy: str = "west", name: str = "Speed", **headers: str) -> Any:
    target = str(world.strategies[strategy].public_id)
    return client.post(
        "/api/v1/commands/strategy.add_theme",
        json.dumps({"target": target, "input": {"name": name}}),
        content_type="application/json",
        headers=headers,
    )


def looking(world: World, who: str = "auditor", name: str = "employee", agrees: str = "employee") -> Client:
    """Return a browser in which somebody looks as somebody, who agreed."""
    organization.agree_to_look(world.cast.act(agrees), world.looks[name])
    client = browser(world, who)
    client.post(f"/looks/{world.looks[name].public_id}/start/")
    return client


def test_stand_in_acts_under_the_lent_role_and_on_record_for_its_giver(world: World) -> None:
    """T10."""
    behalf = {"X-On-Behalf-Of": str(world.user("strategy_office").public_id)}
    assert add_theme(browser(world, "peer"), world).status_code == 404

    assert add_theme(browser(world, "peer"), world, **behalf).status_code == 200

    change = Change.objects.filter(command="strategy.add_theme").latest("pk")
    assert (change.actor, change.on_behalf_of) == (world.user("peer"), world.user("strategy_office"))


def test_page_says_for_whom_one_acts_and_shows_what_they_may(world: World) -> None:
    client = acting(world)

    page = client.get("/scorecards/west/2026-02/")

    assert page.status_code == 200
    assert "You act for strategy_office" in page.text
    assert "You act for" not in client.post("/delegations/stop/", follow=True).text
    assert client.get("/scorecards/west/2026-02/").status_code == 404


@pytest.mark.parametrize(
    "end",
    [
        lambda world: organization.end_delegation(
            world.cast.act("strategy_office"), None, {"delegation": world.delegation.pk, "on": clock.today()}
        ),
        lambda world: organization.end_role(
            system(), world.user("strategy_office"), {"role": "strategy_office", "on": clock.today()}
        ),
        lambda world: accounts.disable_user(system(), world.user("strategy_office")),
    ],
    ids=["the delegation", "the role", "the account of its giver"],
)
def test_lent_right_ends_with(world: World, end: Any) -> None:
    """T10, T14: at the next request, in a browser that is open."""
    client = acting(world)
    assert client.get("/scorecards/west/2026-02/").status_code == 200

    end(world)

    assert client.get("/scorecards/west/2026-02/").status_code == 404
    assert "You act for" not in client.get("/").text


@pytest.mark.parametrize(
    ("who", "role", "unit"),
    [
        ("unit_head", "strategy_office", None),
        ("unit_head", "unit_head", "west"),
        ("administrator", "administrator", None),
    ],
)
def test_nobody_lends_a_right_they_lack(world: World, who: str, role: str, unit: str | None) -> None:
    """T10."""
    count = Delegation.objects.count()
    over = str(world.unit(unit).public_id) if unit else None
    days = {"from_": str(clock.today()), "to": str(clock.today().replace(year=clock.today().year + 1))}

    answer = call(
        browser(world, who),
        "organization.delegate",
        target=str(world.person("peer").public_id),
        input={"role": role, "unit": over, **days},
        reason="on leave",
    )

    assert answer.status_code == 403
    assert Delegation.objects.count() == count


def test_lent_right_is_not_lent_on(world: World) -> None:
    """T07, T10: no chain, and so no circle."""
    behalf = {"X-On-Behalf-Of": str(world.user("strategy_office").public_id)}
    body = {
        "target": str(world.person("employee").public_id),
        "input": {"role": "strategy_office", "from_": str(clock.today()), "to": "2099-01-01"},
        "reason": "on leave",
    }

    answer = browser(world, "peer").post(
        "/api/v1/commands/organization.delegate", json.dumps(body), content_type="application/json", headers=behalf
    )

    assert (answer.status_code, "as yourself" in answer.json()["detail"]) == (403, True)


def test_stranger_stands_in_for_nobody(world: World) -> None:
    behalf = {"X-On-Behalf-Of": str(world.user("strategy_office").public_id)}

    answers = [
        add_theme(browser(world, "employee"), world, **{"X-On-Behalf-Of": who}) for who in (*behalf.values(), "x")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert "You act for" not in acting(world, "employee").get("/").text


def test_stand_in_does_not_approve_what_the_giver_asked_for(world: World) -> None:
    """T07."""
    assert world.held is not None
    days = {"from_": clock.today(), "to": clock.today().replace(year=clock.today().year + 1)}
    own = {"role": "strategy_office", **days}
    organization.delegate(world.cast.act("second_office"), world.person("unit_head"), own)
    behalf = {"X-On-Behalf-Of": str(world.user("second_office").public_id)}

    answer = browser(world, "unit_head").post(
        "/api/v1/commands/governance.release_call",
        json.dumps({"target": str(world.held.public_id), "input": {}}),
        content_type="application/json",
        headers=behalf,
    )

    assert (answer.status_code, "Somebody else must decide" in answer.json()["detail"]) == (403, True)
    assert not StrategicTheme.objects.filter(name="Quality").exists()


def sent(client: Client, command: str, target: str, behalf: str = "", **data: Any) -> Any:
    """Send a command, on behalf of somebody where named."""
    return client.post(
        f"/api/v1/commands/{command}",
        json.dumps({"target": target, "input": data}),
        content_type="application/json",
        headers={"X-On-Behalf-Of": behalf} if behalf else {},
    )


@pytest.mark.parametrize("who", ["strategy_office", "peer"])
def test_neither_the_giver_nor_the_stand_in_decides_what_was_asked_through_one(world: World, who: str) -> None:
    """T07: the peer asks on behalf of the strategy office; a role of their own does not make the peer a second one."""
    giver = str(world.user("strategy_office").public_id)
    governance.control_command(system(), None, {"command": "strategy.add_theme", "is_on": True})
    assert add_theme(browser(world, "peer"), world, **{"X-On-Behalf-Of": giver}).status_code == 202
    held = HeldCall.objects.latest("pk")
    organization.assign_role(system(), world.user("peer"), {"role": "executive", "from_": START})

    answer = sent(browser(world, who), "governance.release_call", str(held.public_id))
    second = sent(browser(world, "second_office"), "governance.release_call", str(held.public_id))

    done = Change.objects.filter(command="governance.release_call").latest("pk")
    assert StrategicTheme.objects.filter(name="Speed").exists()
    assert (held.asked_by, held.asked_for) == (world.user("peer"), world.user("strategy_office"))
    assert done.actor == world.user("second_office")
    assert (answer.status_code, "Somebody else must decide" in answer.json()["detail"]) == (403, True)
    assert second.status_code == 200, second.content


def test_what_a_stand_in_asked_for_is_not_done_once_the_delegation_is_over(world: World) -> None:
    """T10."""
    giver = str(world.user("strategy_office").public_id)
    governance.control_command(system(), None, {"command": "strategy.add_theme", "is_on": True})
    assert add_theme(browser(world, "peer"), world, **{"X-On-Behalf-Of": giver}).status_code == 202
    held = HeldCall.objects.latest("pk")
    assert world.delegation is not None
    over = {"delegation": world.delegation.pk, "on": clock.today()}
    organization.end_delegation(world.cast.act("strategy_office"), None, over)

    answer = sent(browser(world, "second_office"), "governance.release_call", str(held.public_id))

    assert (answer.status_code, "does not stand in" in answer.json()["detail"]) == (403, True)
    assert not StrategicTheme.objects.filter(name="Speed").exists()
    assert HeldCall.objects.get(pk=held.pk).state == "waiting"


def test_list_of_requests_asks_no_more_for_many(world: World, django_assert_max_num_queries: Any) -> None:
    governance.control_command(system(), None, {"command": "strategy.add_theme", "is_on": True})
    for number in range(4):
        assert add_theme(browser(world, "second_office"), world, name=f"Theme {number}").status_code == 202
    client = browser(world, "strategy_office")

    with django_assert_max_num_queries(15):
        page = client.get("/admin/requests/")

    assert page.text.count("Theme ") >= 4


@pytest.mark.parametrize("who", ["strategy_office", "peer"])
def test_neither_approves_a_version_submitted_through_a_stand_in(world: World, who: str) -> None:
    """T07."""
    giver = str(world.user("strategy_office").public_id)
    strategy_id = str(world.strategies["west"].public_id)
    office = browser(world, "second_office")
    drafted = sent(office, "strategy.draft_version", strategy_id).json()["result"].partition(":")[2]
    assert sent(browser(world, "peer"), "strategy.submit_version", drafted, giver).status_code == 200
    organization.assign_role(system(), world.user("peer"), {"role": "executive", "from_": START})

    answer = sent(browser(world, who), "strategy.approve_version", drafted)
    second = sent(office, "strategy.approve_version", drafted)

    assert (answer.status_code, "Somebody else must approve" in answer.json()["detail"]) == (403, True)
    assert second.status_code == 200, second.content


@pytest.mark.parametrize(("who", "behalf"), [("hr", ""), ("peer", ""), ("employee", "hr")])
def test_neither_approves_a_reorganization_planned_through_a_stand_in(world: World, who: str, behalf: str) -> None:
    """T07: nor does another who stands in for the same person."""
    days = {"from_": clock.today(), "to": clock.today().replace(year=clock.today().year + 1)}
    for taker in ("peer", "employee"):
        organization.delegate(world.cast.act("hr"), world.person(taker), {"role": "hr", **days})
    giver = str(world.user("hr").public_id)
    stand_in = browser(world, "peer")
    plan = sent(
        stand_in, "organization.plan_reorganization", "", giver, name="Fewer units", takes_effect_on="2099-01-01"
    )
    assert plan.status_code == 200, plan.content
    plan_id = plan.json()["result"].partition(":")[2]
    organization.assign_role(system(), world.user("peer"), {"role": "hr", "from_": START})

    name = str(world.user(behalf).public_id) if behalf else ""
    answer = sent(browser(world, who), "organization.approve_reorganization", plan_id, name)

    assert (answer.status_code, "Ask a second person" in answer.json()["detail"]) == (403, True)


def test_one_looks_as_another_only_with_their_leave(world: World) -> None:
    """T15: reason, consent, banner, both names on record."""
    client = browser(world, "auditor")
    look = world.looks["employee"]
    client.post(f"/looks/{look.public_id}/start/")
    assert "You look as" not in client.get("/").text

    client = looking(world)

    page = client.get("/").text
    assert "You look as employee" in page
    agreed = Change.objects.get(command="organization.agree_to_look")
    assert (agreed.actor, agreed.target) == (world.user("employee"), look.address)
    asked = Change.objects.filter(command="organization.ask_to_look").earliest("pk")
    assert (asked.actor, asked.reason) == (world.user("auditor"), "for the test")


def test_who_looks_sees_what_the_other_sees_and_no_more(world: World) -> None:
    client = browser(world, "auditor")
    assert client.get("/kpis/margin/").status_code == 200

    client = looking(world)

    assert client.get("/kpis/yield/").status_code == 200
    assert client.get("/kpis/margin/").status_code == 404
    assert client.get("/admin/audit/").status_code == 403


def test_role_looked_as_shows_its_reach(world: World) -> None:
    client = looking(world, "auditor", "executive", "second_office")

    assert "You look as Executive" in client.get("/scorecards/west/2026-02/").text


def test_who_looks_changes_nothing(world: World) -> None:
    """T15: each try is refused, and noted under the name of who looks."""
    client = looking(world)
    before = Change.objects.count()

    answer = client.post("/accounts/profile/", {"theme": "dark"})

    assert answer.status_code == 422
    assert "nothing can be changed" in answer.text
    assert Change.objects.count() == before
    refusal = Refusal.objects.latest("pk")
    assert (refusal.actor, "While looking as employee" in refusal.reason) == (world.user("auditor"), True)


def test_who_looks_does_not_see_when_the_other_was_here(world: World) -> None:
    """T57."""
    browser(world, "employee").get("/")
    client = looking(world)

    assert "seen last" not in client.get("/accounts/sessions/").text
    assert "reader" not in client.get("/accounts/tokens/").text


@pytest.mark.parametrize("who", ["employee", "auditor"])
def test_look_ends_at_once_by_either(world: World, who: str) -> None:
    client = looking(world)
    other = client if who == "auditor" else browser(world, who)

    other.post("/looks/stop/" if who == "auditor" else f"/looks/{world.looks['employee'].public_id}/end/")

    assert "You look as" not in client.get("/").text
    assert Look.objects.get(pk=world.looks["employee"].pk).state == "ended"


def test_look_ends_by_itself(world: World) -> None:
    client = looking(world)
    assert Look.objects.get(state="agreed").ends_at - clock.now() < LOOK_FOR

    with runner.system_change("half an hour has gone by"):
        Look.objects.filter(state="agreed").update(ends_at=clock.now())

    assert "You look as" not in client.get("/").text


@pytest.mark.parametrize("who", ["employee", "unit_head", "strategy_office", "hr", "administrator"])
def test_nobody_gives_themselves_a_role(world: World, who: str) -> None:
    """T09."""
    count = RoleAssignment.objects.count()

    answer = call(
        browser(world, who),
        "organization.assign_role",
        target=str(world.user(who).public_id),
        input={"role": "executive", "from_": str(clock.today())},
        reason="because",
    )

    assert answer.status_code == 403
    assert RoleAssignment.objects.count() == count
    assert Refusal.objects.latest("pk").actor == world.user(who)


def test_leaver_is_nobody_at_the_next_request(world: World) -> None:
    """T14: session, token and lent rights."""
    client = browser(world, "second_office")
    token = ways_in.make_token(world.cast.act("second_office"), world.user("second_office"), {"name": "feed"}).secret
    program = {"Authorization": f"Bearer {token}"}
    assert client.get("/kpis/margin/").status_code == 200
    assert Client().get("/api/v1/kpis/margin", headers=program).status_code == 200

    accounts.disable_user(world.cast.act("administrator", "left"), world.user("second_office"))

    assert client.get("/kpis/margin/").status_code == 302
    assert Client().get("/api/v1/kpis/margin", headers=program).status_code == 401


def test_auditor_reads_acts_and_not_what_they_contained(world: World) -> None:
    client = browser(world, "auditor")

    page = client.get("/admin/audit/?person=unit_head").text

    assert "strategy.submit_version" in page
    assert 'title="organization.create_unit"' not in page
    assert "Northlight AB" not in client.get("/admin/audit/?command=organization.create_legal_entity").text


def test_content_opens_to_the_one_who_has_leave_and_each_reading_is_kept(world: World) -> None:
    act = Change.objects.filter(command="organization.create_legal_entity").earliest("pk")
    assert world.grant is not None
    address = f"/admin/audit/leave/{world.grant.public_id}/read/"

    page = browser(world, "auditor").post(address, {"change": str(act.public_id)})

    assert "Northlight AB" in page.text
    assert GrantUse.objects.filter(grant=world.grant, change=act).count() == 1
    other = browser(world, "administrator").post(address, {"change": str(act.public_id)}, follow=True)
    assert "Northlight AB" not in other.text
    content.end_content(world.cast.act("auditor"), world.grant)
    after = browser(world, "auditor").post(address, {"change": str(act.public_id)}, follow=True)
    assert "This leave does not hold now" in after.text
    assert GrantUse.objects.filter(grant=world.grant, change=act).count() == 1


def test_leave_about_one_act_opens_no_other(world: World) -> None:
    leave = content.ask_content(world.cast.act("auditor"), None, {"about": "organization.create_unit"})
    content.give_content(world.cast.act("executive"), leave)
    act = Change.objects.filter(command="organization.create_legal_entity").earliest("pk")

    address = f"/admin/audit/leave/{leave.public_id}/read/"
    page = browser(world, "auditor").post(address, {"change": str(act.public_id)}, follow=True)

    assert "This leave is about something else" in page.text
    assert not GrantUse.objects.filter(grant=leave).exists()
