"""The picture of a line of sight: nothing overlaps, nothing runs through a step, widths are shares."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lineofsight.base.ui import sight_samples
from lineofsight.base.ui.components import Picture, PictureHead, PictureStep, Strand, ThreadStep
from lineofsight.base.ui.html import picture, thread
from lineofsight.base.ui.svg import strands
from lineofsight.base.ui.svg.strands import Link, Spot

STARTS = [0, 6, 12, 18]


@some.composite
def graphs(draw: some.DrawFn) -> tuple[list[Spot], list[Link]]:
    """Draw up to 24 steps in four columns, and strands from a column to a later one."""
    spots = [
        Spot(f"{column}-{number}", column, draw(some.sampled_from([2, 3])))
        for column in range(4)
        for number in range(draw(some.integers(1, 6)))
    ]
    links = []
    for _ in range(draw(some.integers(0, 20))):
        source = draw(some.sampled_from([spot for spot in spots if spot.column < 3]))
        target = draw(some.sampled_from([spot for spot in spots if spot.column > source.column]))
        links.append(Link(source.key, target.key, draw(some.none() | some.floats(0.01, 1))))
    return spots, links


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_steps_of_a_column_never_overlap(drawn):
    spots, links = drawn
    layout = strands.lay_out(spots, links, STARTS)

    for column in range(4):
        held = [range(layout.rows[s.key], layout.rows[s.key] + s.height) for s in spots if s.column == column]
        rows = [row for one in held for row in one]
        assert len(rows) == len(set(rows))
        assert all(0 <= row < layout.height for row in rows)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_strand_that_passes_a_column_runs_beside_its_steps(drawn):
    spots, links = drawn
    layout = strands.lay_out(spots, links, STARTS)
    where = {spot.key: spot for spot in spots}

    for link, curve in zip(links, layout.curves, strict=True):
        levels = [float(y) for y in re.findall(r"C\S+ \S+ \S+ \S+ \S+ (\S+?)(?=H|C|$)", curve.path)]
        for column, level in zip(range(where[link.source].column + 1, 4), levels[:-1], strict=False):
            for spot in spots:
                if spot.column == column:
                    top = layout.rows[spot.key] * strands.ROW_HEIGHT
                    assert not top <= level < top + spot.height * strands.ROW_HEIGHT


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_same_graph_gives_the_same_picture(drawn):
    assert strands.lay_out(*drawn, STARTS) == strands.lay_out(*drawn, STARTS)


def test_width_is_share_and_strands_of_a_step_lie_side_by_side():
    spots = [Spot("a", 0), Spot("b", 1), Spot("c", 1), Spot("d", 1)]
    layout = strands.lay_out(spots, [Link("a", "b", 0.5), Link("a", "c", 0.3), Link("a", "d", 0.2)], STARTS)

    assert [curve.width for curve in layout.curves] == [5.5, 3.3, 2.2]
    begin = [float(re.match(r"M\S+ ([^H]+)H", curve.path)[1]) for curve in layout.curves]
    assert [begin[1] - begin[0], begin[2] - begin[1]] == pytest.approx([(5.5 + 3.3) / 2, (3.3 + 2.2) / 2], abs=0.11)


def test_a_hair_of_a_share_is_still_seen():
    assert strands.width_of(0.001) == strands.width_of(None) == 1.4
    assert strands.width_of(1.0) == strands.width_of(3.0) == 11


def test_a_strand_back_is_refused():
    with pytest.raises(ValueError, match="later"):
        strands.lay_out([Spot("a", 0), Spot("b", 0)], [Link("a", "b", 1.0)], STARTS)


def test_thirty_steps_with_sixty_strands_are_placed_at_once():

    spots = [Spot(f"{n}", n % 4) for n in range(30)]
    pairs = [(a, b) for a in range(30) for b in range(30) if a % 4 < b % 4][:60]
    links = [Link(f"{a}", f"{b}", 0.5) for a, b in pairs]
    began = time.process_time()
    strands.lay_out(spots, links, STARTS)

    assert time.process_time() - began < 0.1


def test_no_step_gives_an_empty_picture():
    assert strands.lay_out([], [], STARTS).height == 0


def test_picture_lists_every_step_once_and_says_where_it_leads():
    shown = picture.picture(sight_samples.home())
    wide = shown[: shown.index("ls-sightline-narrow")]

    assert wide.count("<li ") == len(sight_samples.home().steps)
    assert wide.count("<path class=") == len(sight_samples.home().strands)
    assert "contributes to Process, 40%" in wide
    assert "style=" not in shown


def test_what_is_not_open_keeps_its_place_but_not_its_name():
    steps = (
        PictureStep("a", 0, ThreadStep("goal", "Mine", "/a")),
        PictureStep("b", 1, ThreadStep("okr", "Secret", "/secret", closed=True, status="red")),
    )
    shown = picture.picture(Picture((PictureHead("A", 12), PictureHead("B", 12)), steps, (Strand("a", "b", 1.0),)))

    assert "Secret" not in shown
    assert "/secret" not in shown
    assert "Off track" not in shown
    assert "contributes to Not open to you, 100%" in shown


def test_ladders_go_along_the_thickest_strands_and_the_thickest_comes_first():
    found = [[str(step.name) for step in way] for way in picture.ladders_of(sight_samples.home())]

    assert [way[1] for way in found] == [
        "Close the dock door within 3 minutes",
        "Scan every pallet before loading",
        "Finish pharma handling, module 2",
    ]
    assert found[0][2:5] == ["No pallet waits in the warm", "Keep the cold chain unbroken", "Process"]


def test_ladder_is_as_thick_as_its_share():
    shown = thread.strand(
        [ThreadStep("person", "A", share=0.5), ThreadStep("goal", "B", share=0.001), ThreadStep("okr", "C")]
    )

    assert re.findall(r"ls-thick-(\d+)", shown) == ["6", "1", "2"]


def test_bar_says_how_many_stand_beside_a_step():
    assert "40% of your plan · and 2 more" in thread.thread_bar(
        [ThreadStep("objective", "P1", "/p1", "40% of your plan", more=2)]
    )
