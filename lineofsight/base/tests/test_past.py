"""What a page of a past day does to its links and forms."""

import pytest

from lineofsight.base.web import past

DAY = {"as_of": "2026-03-03", "known_at": "2026-04-01"}


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/kpis/", "/kpis/?as_of=2026-03-03&known_at=2026-04-01"),
        ("/kpis/?q=a b", "/kpis/?q=a b&as_of=2026-03-03&known_at=2026-04-01"),
        ("/kpis/?as_of=2026-01-01", "/kpis/?as_of=2026-01-01"),
        ("/accounts/logout/", "/accounts/logout/"),
        ("/static/ls/ls.css", "/static/ls/ls.css"),
        ("https://elsewhere.example/kpis/", "https://elsewhere.example/kpis/"),
        ("?view=table", "?view=table"),
    ],
)
def test_an_address_keeps_the_day_unless_it_has_one_or_none(address: str, kept: str) -> None:
    assert past.with_day(address, DAY) == kept


def test_links_lead_on_to_the_day_with_their_place_on_the_page() -> None:
    html = (
        '<a class="x" href="/kpis/a/?unit=b&amp;period=c#chart">A</a> <a href="/">Home</a> <a href="//x.example">x</a>'
    )

    assert past.keep_day(html, {"as_of": "2026-03-03"}) == (
        '<a class="x" href="/kpis/a/?unit=b&amp;period=c&amp;as_of=2026-03-03#chart">A</a> '
        '<a href="/?as_of=2026-03-03">Home</a> <a href="//x.example">x</a>'
    )


def test_a_search_stays_on_the_day_and_markup_in_it_is_text() -> None:
    kept = past.keep_day('<form method="get" role="search"><input name="q"></form>', {"as_of": '"><b>'})

    assert kept == (
        '<form method="get" role="search"><input type="hidden" name="as_of" value="&quot;&gt;&lt;b&gt;">'
        '<input name="q"></form>'
    )


def test_the_control_of_the_day_itself_is_left_alone() -> None:
    control = '<form method="get"><input name="as_of" type="date"></form>'

    assert past.keep_day(control, DAY) == control


def test_a_form_that_writes_is_closed_and_signing_out_is_not() -> None:
    html = '<form method="post"><button>Save</button></form><form method="post" action="/accounts/logout/"></form>'

    assert past.keep_day(html, DAY) == (
        '<form method="post"><fieldset class="ls-closed-form" disabled aria-describedby="ls-strip">'
        '<button>Save</button></fieldset></form><form method="post" action="/accounts/logout/"></form>'
    )
