"""The pictures of the line of sight and of alignment, out of the rows of the loaded demo."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import months
from lineofsight.goals.models import Effort, Goal, GoalEdge, JobProfile
from lineofsight.okr.models import Objective, ObjectiveShare, Progress
from lineofsight.organization.models import Person
from lineofsight.organization.viewers import viewer_of
from lineofsight.scorecard import queries
from lineofsight.scorecard.threads import following

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(demo: None) -> Any:
    """Return a function that gives the context in which somebody looks on the demo's present day."""
    with clock.seeded(months.NOW):
        yield lambda who: Context(viewer=viewer_of(User.objects.get(person__key=who)), now=months.NOW)


def test_effort_of_rotterdam_is_0_26_67_7_and_37_of_100_would_have_to_move(seen: Any) -> None:
    found = queries.effort(seen("ines-carvalho"), unit="rotterdam")

    assert [(part.name, round(part.effort or 0, 9)) for part in found.perspectives] == [
        ("Financial", 0), ("Customer", 0.26), ("Process", 0.67), ("Learning & growth", 0.07),
    ]  # fmt: skip
    assert found.to_move == pytest.approx(0.37)
    assert [part.name for part in found.perspectives if part.is_under_half] == ["Financial", "Learning & growth"]
    assert (found.people, found.goals) == (17, 31)


def test_the_thread_of_amara_is_the_one_of_the_picture(seen: Any) -> None:
    found = queries.my_line_of_sight(seen("amara-okafor"))

    named = [
        (step.code or step.name, step.kind, round(step.share, 9), step.status) for step in found.steps if step.share
    ]
    assert named == [
        ("Amara Okafor", "person", 1, ""),
        ("Close the dock door within 3 minutes", "goal", 0.5, "on_track"),
        ("Scan every pallet before loading", "goal", 0.3, "at_risk"),
        ("Finish pharma handling, module 2", "goal", 0.2, "on_track"),
        ("Load right first time", "okr", 0.3, "at_risk"),
        ("No pallet waits in the warm", "okr", 0.5, "on_track"),
        ("Ship 98.5% right first time", "okr", 0.3, "on_track"),
        ("Halve dwell time at the docks", "okr", 0.4, "on_track"),
        ("P1", "objective", 0.4, "red"),
        ("P2", "objective", 0.3, "green"),
        ("P3", "objective", 0.1, "amber"),
        ("L1", "objective", 0.2, "green"),
        ("Process", "perspective", 0.8, ""),
        ("Learning & growth", "perspective", 0.2, ""),
        ("Food and medicine arrive at the right temperature, every time.", "vision", 1, ""),
    ]
    assert found.stops == 0


def test_the_picture_of_rotterdam_says_who_serves_what_and_what_stops(seen: Any) -> None:
    found = queries.alignment(seen("ines-carvalho"), unit="rotterdam")

    assert (found.goals, found.objectives, found.served, found.strategic) == (31, 7, 5, 12)
    assert found.served_weight == pytest.approx(0.49)
    assert [stop.name for stop in found.stops] == ["Renew the break room", "Learn Excel pivot tables"]
    assert {node.name: round(100 * node.progress) for node in found.nodes if node.kind == "okr" and node.progress} == {
        "No pallet waits in the warm": 61, "Load right first time": 38, "Every shift has a pharma-trained lead": 55,
        "Renew the break room": 40, "Halve dwell time at the docks": 47, "Ship 98.5% right first time": 58,
        "Pharma licence kept, no findings": 64,
    }  # fmt: skip
    whose = {node.name: node.note for node in found.nodes if node.kind == "goal"}
    assert whose["Close the dock door within 3 minutes"] == "Amara Okafor and 5 more"
    assert whose["Scan every pallet before loading"] == "Amara Okafor and 7 more"


def test_what_the_team_moved_are_its_doors_and_warm_pallets(seen: Any) -> None:
    doors, pallets, _scanned = queries.what_it_moved(seen("amara-okafor"))

    assert (doors.measure, doors.first.value, doors.last.value) == ("Dock doors closed within 3 minutes", 0.61, 0.82)
    assert doors.last.period == "2026-W47"
    values = {point.period: point.value for point in pallets.points}
    assert (pallets.measure, values["2026-07"], values["2026-10"]) == ("Warm pallets on night shift", 41, 26)


def test_nearly_everyone_has_goals_and_the_rest_a_job_or_a_unit(seen: Any) -> None:
    counts = {
        "people with goals": Goal.objects.values("person").distinct().count(),
        "several parents": sum(
            edge["n"] > 1 for edge in GoalEdge.objects.values("goal").annotate(n=Count("pk")).values("n")
        ),
        "only supporting": GoalEdge.objects.filter(contributes=False).count(),
    }

    assert counts["people with goals"] > 800
    assert min(counts.values()) > 10
    assert Goal.objects.filter(edges__isnull=True).count() > 10
    assert JobProfile.objects.filter(job__key="forklift-driver").exists()


def test_nobodys_line_of_sight_is_empty_and_every_step_passes_on_what_it_got(seen: Any) -> None:
    """Every eleventh person, in the order of the personnel numbers: all jobs and hubs are among them."""
    everyone = list(Person.objects.order_by("pk").values_list("slug", flat=True))[::11]
    context = seen("jolanta-mazurek")

    for slug in everyone:
        found = queries.my_line_of_sight(context, person=slug)
        assert found.basis != "none", slug
        assert found.vision, slug
        into: dict[str, float] = {"person": 1.0}
        out: dict[str, float] = {}
        for strand in found.strands:
            into[strand.target] = into.get(strand.target, 0.0) + (strand.share or 0)
            out[strand.source] = out.get(strand.source, 0.0) + (strand.share or 0)
        assert all(out[key] == pytest.approx(into[key]) for key in out), slug
        visions = sum(share for key, share in into.items() if key.startswith("vision"))
        assert visions + found.stops == pytest.approx(1), slug


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda ctx: queries.my_line_of_sight(ctx), 6),
        (lambda ctx: queries.what_it_moved(ctx), 8),
        (lambda ctx: queries.effort(ctx, unit="rotterdam"), 7),
        (lambda ctx: queries.alignment(ctx, unit="rotterdam"), 14),
    ],
    ids=["line of sight", "moved", "effort", "alignment"],
)
def test_how_much_is_asked_of_the_database(seen: Any, ask: Any, most: int) -> None:
    context = seen("ines-carvalho")

    with CaptureQueriesContext(connection) as asked:
        ask(context)

    assert len(asked) <= most


def test_everything_computed_anew_is_what_stands_there(seen: Any) -> None:
    before = [model.objects.current().count() for model in (Progress, ObjectiveShare, Effort)]

    assert min(before) > 0
    assert following.refresh_everything() == 0
    assert Objective.objects.filter(cycle__slug="2026-q4").count() == 47
