"""What a viewer is, and what they see: units, contacts, lines, roles."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lineofsight.base import clock
from lineofsight.base.access import ANONYMOUS, SYSTEM
from lineofsight.base.hidden import HIDDEN
from lineofsight.organization import access, commands
from lineofsight.organization.models import PersonDetails, ReportingLine, RoleAssignment, Unit
from lineofsight.organization.queries import person_card, roles_of, unit_page, unit_tree, who_answers_for
from lineofsight.organization.tests.cast import START, Cast, system
from lineofsight.organization.viewers import viewer_of

EVERYONE = {
    "chief",
    "head",
    "lead",
    "worker",
    "colleague",
    "strategist",
    "hr",
    "hr_south",
    "steward",
    "council",
    "works_council",
    "auditor",
    "administrator",
}


def names(rows: Any, field: str) -> set[str]:
    return {name.lower() for name in rows.values_list(field, flat=True)}


def test_viewer_costs_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        viewer = viewer_of(cast.users["head"])

    assert viewer.person_id == cast.people["head"].pk
    assert viewer.unit_ids == (cast.units["south"].pk,)
    assert viewer.units_of("unit_head") == [cast.units["south"].pk]


def test_person_without_a_position_is_still_a_person(cast: Cast) -> None:
    seat = cast.positions["worker"].public_id
    commands.leave_position(system(), cast.people["worker"], {"position": seat, "on": START + timedelta(days=1)})

    viewer = cast.viewer("worker")

    assert (viewer.person_id, viewer.unit_ids) == (cast.people["worker"].pk, ())


def test_role_over_the_one_top_unit_reaches_everything(cast: Cast) -> None:
    top = cast.units["top"].public_id
    commands.assign_role(system(), cast.users["worker"], {"role": "unit_head", "unit": top, "from_": START})
    assert access.is_unlimited(cast.viewer("worker"))

    commands.create_unit(system(), None, {"name": "Second top", "from_": START})

    assert not access.is_unlimited(cast.viewer("worker"))


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("chief", {"top", "north", "south", "dock"}),
        ("head", {"top", "south", "dock"}),
        ("worker", {"top", "south", "dock"}),
        ("colleague", {"top", "north"}),
        ("works_council", {"top", "north"}),
        ("administrator", {"top", "north", "south", "dock"}),  # its own position is at the top
        ("auditor", {"top", "north", "south", "dock"}),
        ("stranger", set()),
    ],
)
def test_visible_units(cast: Cast, who: str, units: set[str]) -> None:
    viewer = cast.viewer(who)

    seen = names(Unit.objects.filter(access.in_visible_units(viewer, "pk")), "slug")

    assert seen == units
    assert names(Unit.objects.filter(pk__in=access.visible_units(viewer)), "slug") == units


@pytest.mark.parametrize(
    ("who", "roles", "units"),
    [
        ("head", ("unit_head",), {"south", "dock"}),
        ("head", ("hr",), set()),
        ("hr_south", ("hr", "unit_head"), {"south", "dock"}),
        ("strategist", ("strategy_office",), {"top", "north", "south", "dock"}),
    ],
)
def test_reach_of_roles(cast: Cast, who: str, roles: tuple[str, ...], units: set[str]) -> None:
    viewer = cast.viewer(who)

    assert names(Unit.objects.filter(access.in_reach(viewer, "pk", *roles)), "slug") == units
    assert names(Unit.objects.filter(pk__in=access.reach_units(viewer, *roles)), "slug") == units
    reached = {name for name, unit in cast.units.items() if access.reaches(viewer, unit.pk, *roles)}
    assert reached == units


@pytest.mark.parametrize(
    ("who", "people"),
    [
        ("worker", {"worker"}),
        ("lead", {"lead", "worker"}),
        ("head", {"head", "lead", "worker", "hr_south"}),
        ("chief", EVERYONE),
        ("hr", EVERYONE),
        ("administrator", EVERYONE),
        ("hr_south", {"head", "lead", "worker", "hr_south"}),
        ("auditor", {"auditor"}),
        ("strategist", {"strategist"}),
        ("works_council", {"works_council"}),
        ("stranger", set()),
    ],
)
def test_contacts_and_lines_are_seen_by_self_managers_and_hr(cast: Cast, who: str, people: set[str]) -> None:
    viewer = cast.viewer(who)

    assert names(PersonDetails.objects.visible_to(viewer), "name") == people
    assert names(ReportingLine.objects.visible_to(viewer), "person__details__name") == people - {"chief"}


@pytest.mark.parametrize(
    ("who", "count"), [("administrator", 13), ("auditor", 13), ("worker", 1), ("hr", 1), ("stranger", 0)]
)
def test_roles_are_seen_by_administrator_auditor_and_oneself(cast: Cast, who: str, count: int) -> None:
    assert RoleAssignment.objects.visible_to(cast.viewer(who)).count() == count


def test_nobody_sees_nothing(cast: Cast) -> None:
    assert Unit.objects.visible_to(ANONYMOUS).count() == 0
    assert Unit.objects.visible_to(SYSTEM).count() == 4


def test_former_manager_loses_sight_on_the_day(cast: Cast) -> None:
    today = clock.today()
    lines = [{"manager": cast.people["colleague"].public_id}]
    commands.set_reporting_lines(system(), cast.people["worker"], {"from_": today, "lines": lines})

    assert names(PersonDetails.objects.visible_to(cast.viewer("lead")), "name") == {"lead"}
    assert names(PersonDetails.objects.visible_to(cast.viewer("colleague")), "name") == {"colleague", "worker"}


def test_role_begins_and_ends_on_its_days(cast: Cast) -> None:
    today = clock.today()
    user = cast.users["worker"]
    commands.assign_role(system(), user, {"role": "auditor", "from_": today + timedelta(days=1)})
    assert not cast.viewer("worker").has("auditor")

    commands.assign_role(system(), user, {"role": "executive", "from_": today, "to": today + timedelta(days=1)})

    assert cast.viewer("worker").has("executive")


def test_taken_role_is_gone_at_once_and_its_sessions_too(cast: Cast) -> None:
    epoch = cast.users["auditor"].session_epoch

    commands.end_role(system(), cast.users["auditor"], {"role": "auditor", "on": clock.today()})

    cast.users["auditor"].refresh_from_db()
    assert not cast.viewer("auditor").has("auditor")
    assert cast.users["auditor"].session_epoch == epoch + 1


def test_card_hides_contact_and_lines_from_others(cast: Cast) -> None:
    slug = cast.people["worker"].slug

    open_card = person_card(cast.context("lead"), slug)
    closed_card = person_card(cast.context("colleague"), slug)

    assert (open_card.email, len(open_card.lines or ())) == ("worker@example.org", 1)
    assert (closed_card.email, closed_card.lines) == (HIDDEN, None)
    assert (open_card.name, open_card.seats) == (closed_card.name, closed_card.seats)
    assert closed_card.seats[0].unit == "dock"


def test_tree_lists_each_unit_after_its_parent_in_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    ctx = cast.context("worker")

    with django_assert_num_queries(2):
        nodes = unit_tree(ctx)

    assert [(node.name, node.depth, node.is_open) for node in nodes] == [
        ("top", 0, True),
        ("north", 1, False),
        ("south", 1, True),
        ("dock", 2, True),
    ]


def test_unit_is_shown_as_of_a_day(cast: Cast) -> None:
    commands.revise_unit(system(), cast.units["dock"], {"from_": date(2026, 3, 1), "name": "Dock 3"})
    ctx = cast.context("worker")

    assert unit_page(ctx, "dock").name == "Dock 3"
    assert unit_page(replace(ctx, as_of=date(2026, 2, 1)), "dock").name == "dock"


def test_owner_gives_way_to_the_next_one(cast: Cast) -> None:
    thing = f"objective:{uuid4()}"
    for name, day in (("worker", START), ("lead", date(2026, 5, 1))):
        data = {"target": thing, "code": "owner", "person": cast.people[name].public_id, "from_": day}
        commands.set_accountability(system(), None, data)

    answers = who_answers_for(cast.context("colleague"), thing)

    assert [(answer.code, answer.name) for answer in answers] == [("owner", "Lead")]
    assert access.answers_for(cast.viewer("lead"), thing, ("owner",))
    assert not access.answers_for(cast.viewer("worker"), thing, ("owner",))
    assert not access.answers_for(cast.viewer("lead"), thing, ("steward",))


def test_job_family_answers_through_the_positions_held(cast: Cast) -> None:
    thing = f"measure:{uuid4()}"
    family = commands.create_job_family(system(), None, {"name": "Shift leads"})
    job = commands.create_job(system(), None, {"name": "Shift lead", "family": family.public_id})
    commands.revise_position(system(), cast.positions["lead"], {"from_": START, "job": job.public_id})
    data = {"target": thing, "code": "R", "job_family": family.public_id, "from_": START}

    commands.set_accountability(system(), None, data)

    assert access.answers_for(cast.viewer("lead"), thing, ("R",))
    assert not access.answers_for(cast.viewer("worker"), thing, ("R",))
    assert [str(one) for one in access.accountable_ids(cast.viewer("lead"), "measure", ("R",))] == [thing[8:]]


def test_head_of_the_unit_a_thing_belongs_to_may_say_who_answers(cast: Cast, monkeypatch: Any) -> None:
    public_id = uuid4()
    where = {public_id: cast.units["dock"].pk}
    monkeypatch.setitem(access.answering._unit_of, "thing", lambda one: where.get(one))
    data = {"code": "updater", "person": cast.people["worker"].public_id, "from_": START}

    commands.set_accountability(cast.context("head"), None, {**data, "target": f"thing:{public_id}"})

    assert access.answers_for(cast.viewer("worker"), f"thing:{public_id}", ("updater",))
    assert not access.may_set_accountability(cast.context("head"), None, _Named(f"thing:{uuid4()}")).allowed


class _Named:
    def __init__(self, target: str) -> None:
        self.target = target


def test_roles_are_told_in_plain_words(cast: Cast) -> None:
    held = roles_of(cast.context("administrator"), cast.users["head"].public_id)

    assert [(role.name, role.unit) for role in held] == [("Unit head", "south")]
    assert roles_of(cast.context("worker"), cast.users["head"].public_id) == []
