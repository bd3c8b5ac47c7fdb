"""My line of sight: drawn and said for everyone, shares that add up, Why? of each, and nothing that is not open."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.ui.html.picture import picture as draw
from lineofsight.insight.presenting import line_of_sight as words
from lineofsight.insight.presenting import sight as drawn
from lineofsight.insight.presenting import sight_why
from lineofsight.insight.tests.conftest import TODAY, words_of
from lineofsight.organization.models import Person
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.results.sight import Sight, SightStep, SightStrand

MOST_STATEMENTS = 15
HIGHEST_GRADE = 9.0
EVERYBODY = 1184


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text: years of school that reading it takes."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s", text) if re.search(r"\w", one)]
    tokens = re.findall(r"[A-Za-zÀ-ÿ'’]+|\d[\d.,%]*", text)
    syllables = sum(_syllables(token) for token in tokens)
    return 0.39 * len(tokens) / len(sentences) + 11.8 * syllables / len(tokens) - 15.59


def _syllables(token: str) -> int:
    if token[0].isdigit():
        return 1
    found = re.findall(r"[aeiouyà-ÿ]+", token.lower().removesuffix("e"))
    return max(len(found), 1)


def small(*extra: SightStrand, **changes: object) -> Sight:
    """Return a line of sight of one goal over two levels of objectives to one perspective."""
    steps = (
        SightStep("person", "person", "Amara", share=1.0),
        SightStep("goal:1", "goal", "Doors", share=1.0, status="on_track", address="goal:x"),
        SightStep("okr:1", "okr", "Warm", share=1.0, slug="warm"),
        SightStep("okr:2", "okr", "Dwell", share=0.8, slug="dwell"),
        SightStep("objective:1", "objective", "Cold chain", share=0.8, code="P1", slug="p1"),
        SightStep("perspective:1", "perspective", "Process", share=0.8),
        SightStep("vision:1", "vision", "Right temperature", share=0.8),
    )
    strands = (
        SightStrand("person", "goal:1", "contributes", 1.0),
        SightStrand("goal:1", "okr:1", "contributes", 1.0),
        SightStrand("okr:1", "okr:2", "contributes", 0.8),
        SightStrand("okr:1", "stops", "stops", 0.2),
        SightStrand("okr:2", "objective:1", "contributes", 0.8),
        SightStrand("objective:1", "perspective:1", "contributes", 0.8),
        SightStrand("perspective:1", "vision:1", "contributes", 0.8),
        *extra,
    )
    made = Sight(
        person="Amara",
        slug="amara",
        unit="Nights",
        unit_slug="nights",
        title="Operator",
        basis="goals",
        purpose="",
        vision="Right temperature",
        strategy="Strategy",
        cycle="Q4 2026",
        steps=steps,
        strands=strands,
        goals=(),
        perspectives=(),
        stops=0.2,
        is_own=True,
    )
    return replace(made, **changes)


def test_objective_between_two_others_is_passed_over_and_its_strands_multiplied():
    found = drawn.drawing(small())

    assert "okr:2" not in {step.key for step in found.steps}
    (over,) = [one for one in found.strands if (one.source, one.target) == ("okr:1", "objective:1")]
    assert over.share == pytest.approx(0.8)
    assert found.focus == ("person", "goal:1", "okr:1", "objective:1", "perspective:1", "vision:1")


@pytest.mark.parametrize(("kind", "share"), [("supports", None), ("contributes", 0.1)])
def test_two_objectives_of_units_that_goals_serve_stand_beside_each_other(kind, share):
    sight = small(SightStrand("goal:1", "okr:2", kind, share))
    found = drawn.drawing(sight)

    assert ("okr:1", "okr:2") not in {(one.source, one.target) for one in found.strands}
    assert sum(one.share or 0.0 for one in found.strands if one.target == "objective:1") == pytest.approx(0.8)
    assert draw(drawn.picture(sight, lambda step: "80%"))


def test_what_stops_ends_in_a_ring_of_its_own():
    picture = drawn.picture(small(), lambda step: "80%")

    assert [one.step.note for one in picture.steps if one.step.shape == "stops"] == ["20% of your plan"]
    assert sum(head.tracks for head in picture.heads) == 24


def test_many_steps_become_few_and_a_count_and_nothing_is_lost():
    more = [SightStep(f"objective:{n}", "objective", f"O{n}", share=0.01, code=f"O{n}") for n in range(2, 32)]
    strands = [SightStrand("okr:2", step.key, "contributes", 0.01) for step in more]
    sight = small(*strands, steps=(*small().steps, *more))

    found = drawn.drawing(sight)

    objectives = [step for step in found.steps if step.kind == "objective"]
    assert len(objectives) == 8
    assert objectives[-1].name == "24 more"
    assert sum(step.share for step in objectives) == pytest.approx(0.8 + 30 * 0.01)


def test_step_that_is_not_open_is_neither_named_nor_linked():
    steps = tuple(
        replace(step, name="", is_open=False) if step.key == "objective:1" else step for step in small().steps
    )
    sight = small(steps=steps)

    shown = draw(drawn.picture(sight, lambda step: "80%"))
    said = " ".join(words.sentences(sight, TODAY.date()))

    assert "Not open to you" in shown
    assert "an objective that is not open to you" in said
    assert "P1" not in said


def test_why_multiplies_the_parts_along_the_way():
    answer = sight_why.answer(small(), "objective:1", TODAY.date())

    assert answer.sentence == "80% of the plan reaches Cold chain."
    assert "100% × 100% × 80% × 100% = 80%" in [step.equation for step in answer.steps]
    assert sight_why.answer(small(), "objective:99", TODAY.date()) is None
    assert sight_why.answer(small(), "person", TODAY.date()) is None


def test_texts_are_escaped():
    steps = tuple(replace(step, name="<b>%(x)s{0}</b>") for step in small().steps)
    said = "".join(words.sentences(small(steps=steps), TODAY.date()))

    assert "&lt;b&gt;%(x)s{0}&lt;/b&gt;" in said


def test_amara_reads_her_thread_as_in_the_picture(reader):
    seen = reader("amara.okafor").sees("/")

    assert "half (50%) of your plan is the goal Close the dock door within 3 minutes" in seen
    assert "40% of your plan helps to reach P1, Keep the cold chain unbroken, dock to door" in seen
    for name in ("No pallet waits in the warm", "Scan every pallet before loading", "Finish pharma handling, module 2"):
        assert name in seen
    assert "82% of 90%" in seen


def test_share_answers_why_beside_the_page_and_alone(reader):
    amara = reader("amara.okafor")
    page = amara.get("/line-of-sight/").content.decode()
    key = re.search(r'\?why=(objective:\d+)"[^>]*aria-label="Why 40%', page)[1]

    whole, alone = (
        amara.get(f"/line-of-sight/?why={key}"),
        amara.get(f"/line-of-sight/?why={key}", **{"HX-Target": "ls-side"}),
    )

    assert "50% × 100% × 80% × 100% = 40%" in words_of(whole)
    assert "<html" not in alone.content.decode()
    assert "50% × 100% × 80% × 100% = 40%" in alone.content.decode()


def test_goal_answers_why_with_its_numbers(reader):
    amara = reader("amara.okafor")
    page = amara.get("/people/amara-okafor/goals/").content.decode()
    key = re.search(r"\?why=(progress-goal-\d+)", page)[1]

    assert "(82% − 61%) / (90% − 61%) = 72%" in amara.sees(f"/people/amara-okafor/goals/?why={key}")


def test_goals_that_are_not_open_are_not_told(reader):
    seen = reader("sanne.vermeulen").sees("/people/amara-okafor/line-of-sight/")

    assert "Close the dock door within 3 minutes" not in seen
    assert "not open to you" in seen


def test_what_the_team_moved_is_a_part_and_a_page(reader):
    amara = reader("amara.okafor")

    assert "A team result, not one person's alone." in amara.sees("/people/amara-okafor/moved/")
    assert "<html" not in amara.get("/people/amara-okafor/moved/", **{"HX-Target": "ls-moved"}).content.decode()
    assert 'hx-get="/people/amara-okafor/moved/"' in amara.get("/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/line-of-sight/",
        "/people/joost-van-der-meer/line-of-sight/",
        "/people/amara-okafor/goals/",
    ],
)
def test_page_asks_at_most_15_statements(reader, address):
    joost = reader("joost.vandermeer")
    joost.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert joost.get(address).status_code == 200

    assert len(asked) <= MOST_STATEMENTS


def test_nobody_and_strangers_get_a_sentence(reader):
    assert reader("amara.okafor").get("/people/no-such-person/line-of-sight/").status_code == 404


def check_everyone(step: int) -> int:
    """Hold every `step`th person of the company to the promise; return how many were looked at."""
    looked = 0
    with clock.seeded(TODAY):
        ctx = Context(viewer=SYSTEM, now=clock.now())
        for slug in Person.objects.order_by("pk").values_list("slug", flat=True)[::step]:
            sight = scores.my_line_of_sight(ctx, slug)
            said = [strip_tags(one) for one in words.sentences(sight, TODAY.date())]
            assert sight.basis != "none", slug
            assert said, slug
            assert all(re.search(r"\d%", one) and "2026" in one for one in said), (slug, said)
            assert grade(" ".join(said)) <= HIGHEST_GRADE, (slug, said, grade(" ".join(said)))
            picture = drawn.picture(sight, lambda one: "x")
            assert len(picture.steps) >= 4, slug
            shares = [one.share or 0 for one in picture.strands if one.source == "person"]
            assert sum(shares) == pytest.approx(1), slug
            looked += 1
    return looked


def test_every_twelfth_person_has_a_line_of_sight_in_plain_words(demo):
    assert check_everyone(12) >= EVERYBODY // 12


@pytest.mark.slow
def test_everybody_has_a_line_of_sight_in_plain_words(demo):
    assert check_everyone(1) == EVERYBODY
