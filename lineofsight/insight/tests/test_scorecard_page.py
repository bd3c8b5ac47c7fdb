"""The scorecard of the demo company: what its readers see."""

import pytest

from lineofsight.insight.tests.conftest import words_of

OCTOBER = "/scorecards/norrvik/2026-10/"


def test_head_gives_the_total_its_status_its_change_and_its_coverage(linnea):
    seen = linnea.sees(OCTOBER)

    assert "October 2026 · 12 objectives · Strategy 2026–2028, version 3, adopted 12 January 2026" in seen
    assert "62.7 ?" in seen
    assert "+0.4 since September · 96% of weight has data" in seen
    assert "12 objectives: 6 on track, 4 at risk, 1 off track, 1 without data." in seen


@pytest.mark.parametrize(
    ("perspective", "text"),
    [
        ("Financial", "Financial Weight 25% 65.9 ? At risk"),
        ("Customer", "Customer Weight 30% 68.2 ? On track"),
        ("Process", "Process Weight 30% 53.6 ? At risk"),
        ("Learning & growth", "Learning & growth Weight 15% 64.5 ? At risk 73% has data"),
    ],
)
def test_each_band_says_weight_score_and_status(linnea, perspective, text):
    assert text in linnea.sees(OCTOBER)


@pytest.mark.parametrize(
    "card",
    [
        "On track 78 ? F1 Grow pharma to 40% of revenue Share 36.2% / 36%",
        "At risk 48 ? C2 Answer complaints inside 24 hours Hours to answer 31.0 h / 24",
        "Off track 31 ? P1 Keep the cold chain unbroken, dock to door Excursions / 1,000 5.14 / 3",
        "At risk, estimate 62 ? P3 Use 20% less energy per pallet kWh per pallet 8.9 / 8.6",
        "L2 Grow shift leads from our own people Leads from within — / 60%",
        "At risk, disputed 55 ? L3 Give every hub data it trusts the same day In by 10:00 88% / 95%",
    ],
)
def test_each_card_says_status_score_name_and_its_first_kpi(linnea, card):
    assert card in linnea.sees(OCTOBER)


def test_only_real_changes_are_listed(linnea):
    changed = linnea.sees(OCTOBER).partition("Changed since September")[2]

    assert changed.startswith(" C2 44 → 48 ? At risk P3 63 → 62 ? At risk, estimate L3 55 → 55 ? At risk, disputed")
    assert "Smaller movements are inside usual variation and not listed: 8 objectives." in changed


def test_table_holds_the_same_numbers(linnea):
    seen = linnea.sees(f"{OCTOBER}?view=table")

    assert "P1 Keep the cold chain unbroken, dock to door Off track 31.0 ?" in seen
    assert "L2 Grow shift leads from our own people No data — No value for this period yet." in seen.replace("  ", " ")


def test_table_sorts_by_score_with_the_missing_last(linnea):
    up, down = (linnea.get(f"{OCTOBER}?view=table&sort={sort}") for sort in ("score", "-score"))

    assert [row.code for row in up.context["rows"]][:2] == ["P1", "C2"]
    assert [row.code for row in down.context["rows"]][:2] == ["C1", "F1"]
    assert [row.code for row in up.context["rows"]][-1] == [row.code for row in down.context["rows"]][-1] == "L2"


def test_trend_goes_back_two_years(linnea):
    seen = linnea.sees(f"{OCTOBER}?view=trend")

    assert "October 2026 At risk 62.7 September 2026 At risk 62.3" in seen
    assert seen.count("2025") >= 12


@pytest.mark.parametrize("odd", ["view=nothing", "sort=nothing", "sort=", "page=x", "view=<b>"])
def test_unknown_parameters_give_the_page_all_the_same(linnea, odd):
    assert "62.7 ?" in linnea.sees(f"{OCTOBER}?{odd}") or "31.0" in linnea.sees(f"{OCTOBER}?{odd}")


@pytest.mark.parametrize("why", ["0", "999999999", "x", "-1", "1;drop", "٣", "1" * 40, "<script>"])
def test_garbage_in_why_opens_nothing(linnea, why):
    answer = linnea.client.get(OCTOBER, {"why": why})

    assert answer.status_code == 200
    assert b"ls-panel-head" not in answer.content


def test_address_without_period_leads_to_the_latest_one(linnea):
    answer = linnea.get("/scorecards/norrvik/")

    assert (answer.status_code, answer.url) == (302, OCTOBER)


def test_missing_scorecards_and_periods_answer_alike(linnea):
    answers = [
        linnea.get(address)
        for address in ("/scorecards/nowhere/2026-10/", "/scorecards/norrvik/1999-01/", "/scorecards/norrvik/rubbish/")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({words_of(answer) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("who", "card", "status"),
    [
        ("amara.okafor", "norrvik", 200),
        ("amara.okafor", "rotterdam-hub", 200),
        ("amara.okafor", "porto-hub", 404),
        ("tomasz.nowak", "gdansk-hub", 200),
        ("tomasz.nowak", "rotterdam-hub", 404),
        ("mateus.silva", "rotterdam-hub", 200),
        ("mateus.silva", "gdansk-hub", 404),
        ("linnea.sandberg", "porto-hub", 200),
        ("grace.wanjala", "porto-hub", 200),
    ],
)
def test_own_unit_and_those_above_are_open_others_are_not_there(reader, who, card, status):
    reading = reader(who)

    assert reading.get(f"/scorecards/{card}/2026-10/").status_code == status
    listed = reading.get("/scorecards/").content.decode()
    assert (f"/scorecards/{card}/" in listed) is (status == 200)


def test_as_of_a_past_day_it_is_what_was_known_then(linnea):
    answer = linnea.get(f"{OCTOBER}?as_of=2026-05-31")

    assert (answer.status_code, answer.url) == (302, "/scorecards/norrvik/2026-04/?as_of=2026-05-31")
    seen = linnea.sees(answer.url)
    page = linnea.get(answer.url).content.decode()
    assert "You look at 31 May 2026 as it was known then. Forms are closed." in page
    assert "May 2026" not in seen.partition("Period")[2].partition("Show")[0]


def test_known_at_an_instant_what_came_later_is_not_there(linnea):
    before = linnea.get("/scorecards/norrvik/2026-09/?known_at=2026-10-09T10:59:59Z")
    after = linnea.get("/scorecards/norrvik/2026-09/?known_at=2026-10-09T11:00:01Z")

    assert (before.status_code, before.url.partition("?")[0]) == (302, "/scorecards/norrvik/2026-08/")
    assert after.context["page"].cell.score == pytest.approx(62.27, abs=0.005)


def test_closed_period_says_so(linnea):
    assert "September 2026 is closed. You see the numbers as they were frozen." in linnea.sees(
        "/scorecards/norrvik/2026-09/"
    )


def test_closed_period_with_a_restatement_shows_both_numbers(linnea):
    page = linnea.get("/scorecards/gothenburg-hub/2026-05/").context["page"]
    seen = linnea.sees("/scorecards/gothenburg-hub/2026-05/")

    assert page.cell.score != page.cell.restated
    assert f"{page.cell.score:.1f} ?" in seen
    assert "You see the numbers as they were frozen. As known now the total would be 65.0." in seen


def test_the_measure_of_each_objective_stands_on_one_line(linnea):
    html = linnea.get("/scorecards/norrvik/2026-10/").content.decode()
    drawing = html[html.index('<svg class="ls-map ') : html.index('<div class="ls-bands')]

    cards = [part.partition("ls-m-band")[0] for part in drawing.split('data-ls-card="')[1:]]
    assert [card.count("ls-m-note") for card in cards] == [1] * 12
    assert ">Hours to answer 31.0 h / 24<" in drawing
