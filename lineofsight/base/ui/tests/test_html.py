"""Markup of the components: escaped, linked, named."""

from django.core.paginator import Paginator
from django.http import QueryDict

from lineofsight.base.ui.components import (
    Action,
    Column,
    EmptyState,
    LadderStep,
    Step,
    ThreadStep,
    Total,
    ViewLink,
)
from lineofsight.base.ui.gallery_samples import excursions_chart
from lineofsight.base.ui.html import chart, page, process, table, thread

COLUMNS = (Column("Name", "name"), Column("Score", "score", numeric=True), Column("Trend"))
HOSTILE = '<script>"x"</script>'


def test_texts_are_escaped():
    shown = "".join(
        [
            thread.thread_bar([ThreadStep("goal", HOSTILE, "/x", HOSTILE)]),
            thread.ladder([LadderStep("rule", HOSTILE, HOSTILE, HOSTILE, HOSTILE)]),
            page.empty(EmptyState(HOSTILE, HOSTILE, [Action(HOSTILE, "/")])),
            process.steps([Step(HOSTILE, "current")]),
            process.totals([Total(1, HOSTILE, status="off_track")], HOSTILE),
            page.views([ViewLink(HOSTILE, "/")]),
            table.table_head([Column(HOSTILE, "x", hint=HOSTILE)], "", None),
            process.undo_bar(HOSTILE, "/", "token"),
        ]
    )

    assert "<script" not in shown
    assert "style=" not in shown


def test_thread_keeps_the_shape_of_a_closed_step_but_not_its_name():
    shown = thread.thread_bar(
        [ThreadStep("person", "You", here=True), ThreadStep("okr", "Secret", "/secret", closed=True)]
    )

    assert shown.count("<li>") == 2
    assert "Not open to you" in shown
    assert "Secret" not in shown
    assert "/secret" not in shown
    assert 'aria-current="page"' in shown


def test_dots_name_their_steps():
    assert '<span class="ls-vh">Process</span>' in thread.dots([ThreadStep("perspective", "Process")])


def test_sort_link_keeps_the_filter_and_leaves_the_page():
    shown = table.table_head(COLUMNS, "", QueryDict("q=dock&page=3"))

    assert 'href="?q=dock&amp;sort=name"' in shown
    assert 'href="?q=dock&amp;sort=-score"' in shown
    assert "page=3" not in shown


def test_sorted_column_says_so_and_turns_round():
    shown = table.table_head(COLUMNS, "-score", None)

    assert 'aria-sort="descending"' in shown
    assert 'href="?sort=score"' in shown
    assert shown.count("aria-sort") == 1


def test_unknown_sort_key_gives_the_default():
    assert table.sort_of(QueryDict("sort=-score"), COLUMNS) == ("score", True)
    assert table.sort_of(QueryDict("sort=password"), COLUMNS, "name") == ("name", False)


def test_pages_know_the_count_and_keep_the_address():
    shown = table.pages(Paginator(range(10_000), 200).get_page(7), QueryDict("sort=name&page=7"))

    assert "1,201–1,400 of 10,000" in shown
    assert 'href="?sort=name&amp;page=8"' in shown
    assert shown.count('aria-current="page"') == 1


def test_few_rows_have_no_pages():
    assert table.pages(Paginator(range(200), 200).get_page(1), None) == ""


def test_query_changes_and_removes():
    current = QueryDict("as_of=2026-10-31&why=3&page=2")

    assert table.query(current, why=None) == "?as_of=2026-10-31&page=2"
    assert table.query(current, as_of=None) == "?why=3"
    assert table.query(None, why="score:1/2") == "?why=score:1/2"


def test_done_steps_link_back_and_the_current_one_is_named():
    shown = process.steps(
        [Step("File", "done", "/f"), Step("Preview", "current", "/preview"), Step("Apply", "todo", "/apply")]
    )

    assert 'href="/f"' in shown
    assert "/preview" not in shown
    assert "/apply" not in shown
    assert shown.count('aria-current="step"') == 1


def test_progress_outside_its_range_is_drawn_at_the_end():
    assert 'width="100.0%"' in process.progress(1.4, "140%")
    assert 'width="0.0%"' in process.progress(None, "No value")
    assert 'x="99.0%"' in process.progress(0.5, "x", expected=1.0)


def test_chart_is_an_image_with_a_name_and_a_description():
    shown = chart.xmr_chart(excursions_chart())

    assert shown.count('role="img"') == 3
    assert shown.count("<title") == shown.count("<desc") == 3
    assert shown.count('class="ls-x-signal"') == 3 * 4
    assert "style=" not in shown


def test_sparkline_is_decoration_without_a_label():
    assert 'aria-hidden="true"' in chart.sparkline([1, 2])
    assert 'aria-label="Rising"' in chart.sparkline([1, 2], label="Rising")
    assert chart.sparkline([]) == ""


def test_sparkline_colors_trouble_only():
    assert "ls-tone-off" in chart.sparkline([1, 2], "off")
    assert "ls-tone" not in chart.sparkline([1, 2], "ok")


def test_initials():
    assert page.avatar("Joost van der Meer").count("JM") == 1
    assert page.avatar("amara.okafor@example.org").count("AO") == 1
    assert ">A<" in page.avatar("Amara")
