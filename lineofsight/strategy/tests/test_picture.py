"""The drawing of a map, held by its boxes: nothing lies on anything else, whatever the map."""

import time
from collections import defaultdict
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineofsight.strategy.picture import text
from lineofsight.strategy.picture.face import Card, Head, Map, place
from lineofsight.strategy.picture.layout import Box, Picture, Row, Sizes, lay_out

NEAR = 0.05


@st.composite
def maps(draw: st.DrawFn, most_cards: int = 12, most_links: int = 60) -> tuple[list[Row], list[tuple[str, str]]]:
    """A map of up to six perspectives, some of them empty, with links between any two objectives."""
    counts = draw(st.lists(st.integers(0, most_cards), min_size=1, max_size=6))
    heights = st.floats(60, 190, allow_nan=False)
    rows = [
        Row(draw(st.floats(40, 220)), tuple((f"{row}.{place}", draw(heights)) for place in range(count)))
        for row, count in enumerate(counts)
    ]
    keys = [key for row in rows for key, _ in row.cards] or ["none"]
    ends = st.tuples(st.sampled_from(keys), st.sampled_from(keys))
    return rows, draw(st.lists(ends, max_size=most_links, unique=True))


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right - NEAR and b.x < a.right - NEAR and a.y < b.bottom - NEAR and b.y < a.bottom - NEAR


def stretches(picture: Picture) -> list[tuple[int, Box]]:
    """Return each stretch of each link as a box without width or height."""
    found = []
    for number, route in enumerate(picture.routes):
        for (x1, y1), (x2, y2) in pairwise(route.points):
            found.append((number, Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))))
    return found


def crosses(line: Box, box: Box) -> bool:
    """Test whether a stretch passes through the inside of a box; touching its edge is no crossing."""
    return (
        line.x < box.right - NEAR
        and line.right > box.x + NEAR
        and line.y < box.bottom - NEAR
        and line.bottom > box.y + NEAR
    )


def on_top(lines: list[tuple[int, Box]]) -> list[tuple[Box, Box]]:
    """Return the stretches of different links that share more than a point."""
    tracks: dict[tuple[str, float], list[tuple[float, float, int, Box]]] = defaultdict(list)
    for number, line in lines:
        if line.width < NEAR:
            tracks["upright", round(line.x, 1)].append((line.y, line.bottom, number, line))
        if line.height < NEAR:
            tracks["level", round(line.y, 1)].append((line.x, line.right, number, line))
    found = []
    for track in tracks.values():
        ordered = sorted(track, key=lambda each: each[:3])
        for (_, end, number, line), (start, _, other, next_) in pairwise(ordered):
            if number != other and end - start > NEAR:
                found.append((line, next_))
    return found


@settings(max_examples=25, deadline=None)
@given(maps())
def test_cards_heads_and_links_keep_clear_of_each_other(drawn):
    rows, links = drawn
    picture = lay_out(rows, links)
    boxes = [*picture.cards.values(), *picture.heads]
    lines = stretches(picture)
    whole = Box(0, 0, picture.width, picture.height)

    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert [
        box for box in boxes if box.x < 0 or box.y < 0 or box.right > whole.right or box.bottom > whole.bottom
    ] == []
    assert [(line, box) for _, line in lines for box in boxes if crosses(line, box)] == []
    assert on_top(lines) == []
    assert [line for _, line in lines if line.x < 0 or line.y < 0 or line.right > whole.right] == []
    assert [line for _, line in lines if line.bottom > picture.height + NEAR] == []


@settings(max_examples=15, deadline=None)
@given(maps())
def test_every_link_leaves_its_driver_and_enters_its_outcome_at_an_edge(drawn):
    rows, links = drawn
    picture = lay_out(rows, links)

    wanted = [(a, b) for a, b in links if a != b and a in picture.cards]
    assert [(route.driver, route.outcome) for route in picture.routes] == wanted
    for route in picture.routes:
        for (x, y), box in (
            (route.points[0], picture.cards[route.driver]),
            (route.points[-1], picture.cards[route.outcome]),
        ):
            assert box.x < x < box.right
            assert min(abs(y - box.y), abs(y - box.bottom)) < NEAR
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(route.points))


@settings(max_examples=10, deadline=None)
@given(maps(most_cards=6, most_links=20))
def test_the_same_map_is_drawn_the_same_and_mirrored_twice_it_is_itself(drawn):
    rows, links = drawn
    picture = lay_out(rows, links)

    again = picture.mirrored().mirrored()

    assert lay_out(rows, links) == picture
    assert {key: round(box.x, 1) for key, box in again.cards.items()} == {
        key: round(box.x, 1) for key, box in picture.cards.items()
    }


def test_cards_of_facing_lines_are_joined_straight_and_others_go_round():
    rows = [Row(50, (("F1", 100),)), Row(50, (("C1", 100),)), Row(50, (("P1", 100),))]

    straight, round_about = lay_out(rows, [("C1", "F1"), ("P1", "F1")]).routes

    assert (len(straight.points), straight.points_up) == (2, True)
    assert len(round_about.points) == 6


def test_forty_objectives_and_sixty_links_are_placed_in_thirty_milliseconds():
    rows = [Row(80, tuple((f"{row}{place}", 108.0) for place in range(10))) for row in "FCPL"]
    keys = [key for row in rows for key, _ in row.cards]
    links = [(keys[(7 * n + 11) % 40], keys[(3 * n) % 40]) for n in range(60)]
    times = []
    for _ in range(5):
        started = time.perf_counter()
        picture = lay_out(rows, links)
        times.append(time.perf_counter() - started)

    assert (len(picture.cards), len(picture.routes)) == (40, len([1 for a, b in links if a != b]))
    assert min(times) < 0.03


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=120)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(60, 260))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(written, room):
    lines = text.wrap(written, room, 13)

    assert [line for line in lines if text.width(line, 13) > room and len(line) > 1] == []
    assert "".join("".join(lines).split()).replace("-", "") == "".join(written.split()).replace("-", "")


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("", ()),
        ("Load right first time", ("Load right first time",)),
        ("Lieferkettensorgfaltspflichtengesetzeinhaltung", ("Lieferkettensorgfaltspf-", "lichtengesetzeinhaltung")),
        ("dock-to-door", ("dock-to-door",)),
    ],
)
def test_long_words_break_with_a_hyphen(written, lines):
    assert text.wrap(written, 160, 13) == lines


def test_what_does_not_fit_ends_in_an_ellipsis():
    lines = text.wrap("Keep the cold chain unbroken from dock to door in every hub", 120, 13, most=2)

    assert (len(lines), lines[1][-1]) == (2, "…")
    assert text.width(lines[1], 13) <= 120


@pytest.mark.parametrize(
    ("note", "lines"), [("Hours to answer 31.0 h / 24", 1), ("Share 36.2% / 36%", 1), ("No " * 20, 2)]
)
def test_a_trend_gives_way_to_a_measure_that_then_fits_on_one_line(note, lines):
    cards = tuple(Card(str(number), "C2", "Answer", note=note, trend=(1.0, 2.0, 3.0)) for number in range(3))

    drawn = place(Map(((Head("Customer"), cards),)), Sizes(width=960))

    for face in drawn.cards.values():
        notes = [line for line in face.lines if line.kind == "note"]
        assert len(notes) == lines
        assert [line for line in notes if line.box.right > face.spark.x] == []
        assert face.box.x < face.spark.x < face.spark.right < face.box.right
