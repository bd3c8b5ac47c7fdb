"""The forms about KPIs as a reader meets them: what was typed is never lost, two writers see both texts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from lineofsight.base import clock
from lineofsight.base.runner import system_change
from lineofsight.governance import commands as governance
from lineofsight.measures import commands as do
from lineofsight.measures import queries
from lineofsight.measures.forms.fields import read_number
from lineofsight.measures.models import Dispute, Measure, MeasureVersion, Observation, Target
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.strategy.tests.cast import Cast

pytestmark = pytest.mark.one_database

AT = "?at=rotterdam&for=2026-10"


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def value_url(measure: Measure, at: str = AT) -> str:
    return f"/kpis/{measure.slug}/values/new/{at}"


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "seen": 0, **more}


def test_value_is_recorded_and_leads_back_to_the_kpi(cast: Cast, trained: Measure) -> None:
    answer = signed_in(cast, "joost").post(value_url(trained), typed(cast, value="48,5"))

    assert (answer.status_code, answer["Location"]) == (302, f"/kpis/{trained.slug}/")
    assert Observation.objects.get().value == Decimal("48.5")


def test_double_click_records_once(cast: Cast, trained: Measure) -> None:
    client = signed_in(cast, "joost")

    answers = [client.post(value_url(trained), typed(cast, value="48.5")).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("forty", "is no number"),
        ("1,000", "can be read in two ways; write 1000 or 1.000"),
        ("12345678901234567890", "has 20 digits"),
        ("", "Enter a number"),
    ],
)
def test_refused_value_keeps_what_was_typed(cast: Cast, trained: Measure, text: str, words: str) -> None:
    answer = signed_in(cast, "joost").post(value_url(trained), typed(cast, value=text, comment="From the night shift."))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{text}"' in page or not text
    assert "From the night shift." in page
    assert "<title>Error:" in page
    assert not Observation.objects.exists()


def test_second_writer_sees_both_texts_and_may_keep_theirs_or_save_again(cast: Cast, trained: Measure) -> None:
    joost, divya = signed_in(cast, "joost"), signed_in(cast, "divya")
    joost.post(value_url(trained), typed(cast, value="45"))

    answer = divya.post(value_url(trained), typed(cast, value="47", comment="Counted again."))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>47</td><td>45</td>" in page
    assert "Counted again." in page
    assert Observation.objects.current().get().value == Decimal(45)

    seen = Observation.objects.current().get().pk
    assert f'name="seen" value="{seen}"' in page
    assert divya.post(value_url(trained), typed(cast, value="47", seen=seen)).status_code == 302
    assert Observation.objects.current().get().value == Decimal(47)


def test_ratio_asks_for_both_sides(cast: Cast, excursions: Measure) -> None:
    client = signed_in(cast, "joost")
    page = client.get(value_url(excursions)).content.decode()
    assert 'name="numerator"' in page
    assert 'name="value"' not in page

    refused = client.post(value_url(excursions), typed(cast, numerator="64", denominator="0"))
    assert "The denominator is 0" in refused.content.decode()

    client.post(value_url(excursions), typed(cast, numerator="64", denominator="9 120"))
    assert Observation.objects.get().value == Decimal("7.017544")


def test_owner_reads_why_the_button_is_off(cast: Cast, trained: Measure) -> None:
    client = signed_in(cast, "ines")
    page = client.get(value_url(trained)).content.decode()

    assert "You are measured by this KPI" in page
    assert "disabled" in page
    answer = client.post(value_url(trained), typed(cast, value="99"))
    assert (answer.status_code, Observation.objects.exists()) == (403, False)
    assert 'value="99"' in answer.content.decode()


def test_closed_period_asks_for_a_reason(cast: Cast, trained: Measure) -> None:
    client = signed_in(cast, "joost")
    client.post(value_url(trained), typed(cast, value="45"))
    with system_change("Close"):
        PeriodClose.objects.create(period=Period.objects.get(), closed_at=clock.now())
    seen = Observation.objects.get().pk

    asked = client.post(value_url(trained), typed(cast, value="44", seen=seen))
    given = client.post(value_url(trained), typed(cast, value="44", seen=seen, reason="The log came late."))

    assert (asked.status_code, "Say why" in asked.content.decode()) == (422, True)
    assert given.status_code == 302


def test_hidden_kpi_looks_like_none(cast: Cast, trained: Measure) -> None:
    do.revise_measure(cast.act("wanjiru"), trained, {"from_": "2025-01-01", "sensitivity": "restricted"})
    client = signed_in(cast, "amara")

    hidden, missing = client.get(value_url(trained)), client.get("/kpis/nothing/values/new/")

    assert (hidden.status_code, missing.status_code) == (404, 404)


def target_data(cast: Cast, **more: Any) -> dict[str, Any]:
    given = {"scoring_type": "goal_red_flag", "cap": "both", "phasing": "flat", "from_": "2026-04-14"}
    return {"unit": cast.units["rotterdam"].public_id, "seen": 0, **given, **more}


def test_target_says_what_it_changes_before_it_is_set(cast: Cast, excursions: Measure) -> None:
    client = signed_in(cast, "wanjiru")
    url = f"/kpis/{excursions.slug}/targets/new/?at=rotterdam"

    checked = client.post(url, target_data(cast, target="3", red_flag="5", act="check"))
    assert "From 14 Apr 2026 the target is 3; until now there was none." in checked.content.decode()
    assert not Target.objects.exists()

    assert client.post(url, target_data(cast, target="3", red_flag="5")).status_code == 302
    assert Target.objects.get().target == Decimal(3)


def test_changed_target_asks_why_and_keeps_the_form(cast: Cast, excursions: Measure) -> None:
    client = signed_in(cast, "wanjiru")
    url = f"/kpis/{excursions.slug}/targets/new/?at=rotterdam"
    client.post(url, target_data(cast, target="2.5", red_flag="5"))
    seen = Target.objects.get().pk

    asked = client.post(url, target_data(cast, target="3", red_flag="5", seen=seen, agreed_by="Linnea"))

    assert (asked.status_code, "Say why" in asked.content.decode()) == (422, True)
    assert 'value="Linnea"' in asked.content.decode()
    told = target_data(cast, target="3", red_flag="5", seen=seen, reason="Two hubs moved.")
    assert client.post(url, told).status_code == 302
    assert Target.objects.current().get().target == Decimal(3)


def test_two_writers_of_a_target_see_both(cast: Cast, excursions: Measure) -> None:
    url = f"/kpis/{excursions.slug}/targets/new/?at=rotterdam"
    signed_in(cast, "wanjiru").post(url, target_data(cast, target="3", red_flag="5"))

    answer = signed_in(cast, "ines").post(url, target_data(cast, target="4", red_flag="5", reason="Mine."))

    assert answer.status_code == 409
    assert "<td>4</td><td>3</td>" in answer.content.decode()
    assert Target.objects.get().target == Decimal(3)


@pytest.mark.parametrize(
    ("given", "parameters"),
    [
        ({"scoring_type": "two_color", "target": "3", "floor": "9"}, {"floor": 9}),
        ({"scoring_type": "linear_points", "points": "1 = 100\n5 = 0"}, {"points": [["1", 100], ["5", 0]]}),
        ({"scoring_type": "text", "labels": "good = 100\nso so = 50"}, {"labels": {"good": 100, "so so": 50}}),
        (
            {"target": "3", "red_flag": "5", "phasing": "custom", "path": "2026-01-31 = 4.5"},
            {"path": [["2026-01-31", 4.5]]},
        ),
    ],
)
def test_scoring_parameters_are_read(
    cast: Cast, excursions: Measure, given: dict[str, str], parameters: dict[str, Any]
) -> None:
    url = f"/kpis/{excursions.slug}/targets/new/?at=rotterdam"

    answer = signed_in(cast, "wanjiru").post(url, target_data(cast, **given))

    assert answer.status_code == 302
    stored = Target.objects.get().parameters
    assert {name: _numbers(value) for name, value in stored.items()} == {
        name: _numbers(value) for name, value in parameters.items()
    }


def _numbers(value: Any) -> Any:
    return [[str(left), float(right)] for left, right in value] if isinstance(value, list) else value


def test_held_target_says_that_it_waits(cast: Cast, excursions: Measure) -> None:
    governance.control_command(cast.act("henrik", "Promises."), None, {"command": "measures.set_target"})
    client = signed_in(cast, "wanjiru")

    answer = client.post(
        f"/kpis/{excursions.slug}/targets/new/?at=rotterdam", target_data(cast, target="3", red_flag="5")
    )

    assert answer.status_code == 302
    assert not Target.objects.exists()
    assert "under change control" in str(next(iter(answer.wsgi_request._messages)))


def card_data(cast: Cast, measure: Measure, **more: Any) -> dict[str, Any]:
    card = queries.measure_card(cast.act("divya"), slug=measure.slug)
    given = {
        name: value
        for name, value in ((name, getattr(card, name)) for name in queries.cards.CARD_FIELDS)
        if value not in (None, False)
    }
    return {**given, "version": card.version, "from_": "2026-01-01", **more}


def test_card_is_revised_from_a_day_on(cast: Cast, trained: Measure) -> None:
    url = f"/kpis/{trained.slug}/card/edit/"

    answer = signed_in(cast, "divya").post(url, card_data(cast, trained, grace_days="5"))

    assert answer.status_code == 302
    days = MeasureVersion.objects.current().order_by("valid_from").values_list("valid_from", "grace_days")
    assert list(days) == [(date(2025, 1, 1), 10), (date(2026, 1, 1), 5)]


def test_two_writers_of_a_card_see_both(cast: Cast, trained: Measure) -> None:
    url = f"/kpis/{trained.slug}/card/edit/"
    first, second = card_data(cast, trained, question="Ours?"), card_data(cast, trained, question="Theirs?")
    signed_in(cast, "divya").post(url, first)

    answer = signed_in(cast, "wanjiru").post(url, second)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>Theirs?</td><td>Ours?</td>" in page
    assert 'name="version" value="2"' in page
    assert MeasureVersion.objects.at(date(2026, 2, 1)).get().question == "Ours?"


def test_dispute_is_opened_and_closed(cast: Cast, trained: Measure) -> None:
    signed_in(cast, "joost").post(value_url(trained), typed(cast, value="45"))
    claim = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "claim": "Two count twice."}

    opened = signed_in(cast, "amara").post(f"/kpis/{trained.slug}/disputes/new/{AT}", claim)
    row = Dispute.objects.get()
    url = f"/kpis/{trained.slug}/disputes/{row.public_id}/close/"
    page = signed_in(cast, "divya").get(url).content.decode()
    closed = signed_in(cast, "divya").post(url, {"outcome": "upheld", "finding": "Once.", "version": 1})

    assert (opened.status_code, closed.status_code) == (302, 302)
    assert "Two count twice." in page
    row.refresh_from_db()
    assert (row.outcome, row.closed_by) == ("upheld", cast.users["divya"])


def test_two_answers_to_a_dispute(cast: Cast, trained: Measure) -> None:
    signed_in(cast, "joost").post(value_url(trained), typed(cast, value="45"))
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "claim": "Odd."}
    row = do.open_dispute(cast.act("amara"), trained, given)
    url = f"/kpis/{trained.slug}/disputes/{row.public_id}/close/"
    do.close_dispute(cast.act("divya"), row, {"outcome": "upheld", "finding": "Once."})

    answer = signed_in(cast, "divya").post(url, {"outcome": "corrected", "finding": "Twice.", "version": 1})

    assert answer.status_code == 409
    assert "Twice." in answer.content.decode()


@pytest.mark.parametrize("path", ["values/new/", "targets/new/", "card/edit/", "disputes/new/"])
def test_forms_do_not_change_anything_on_get_and_refuse_other_verbs(cast: Cast, trained: Measure, path: str) -> None:
    client = signed_in(cast, "wanjiru")
    before = MeasureVersion.objects.count()

    assert client.get(f"/kpis/{trained.slug}/{path}").status_code == 200
    assert client.put(f"/kpis/{trained.slug}/{path}").status_code == 405
    assert client.delete(f"/kpis/{trained.slug}/{path}").status_code == 405
    assert MeasureVersion.objects.count() == before


def test_nobody_signed_in_is_asked_to(trained: Measure) -> None:
    answer = Client().get(value_url(trained))

    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1 234,5", "1234.5"), ("1'234.5", "1234.5"), ("−3", "-3"), (",5", "0.5"), ("0,125", "0.125"), ("12", "12")],
)
def test_numbers_as_people_type_them(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,000", "1.000,5", "1e5", "abc", "--1", "1,2,3", "٣x"])
def test_numbers_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValidationError):
        read_number(text)


@pytest.mark.parametrize("path", ["values/new/", "targets/new/", "card/edit/", "disputes/new/"])
def test_pages_take_few_queries(cast: Cast, trained: Measure, path: str, django_assert_max_num_queries: Any) -> None:
    for month in ("2026-07", "2026-08", "2026-09"):
        given = {"unit": cast.units["rotterdam"].public_id, "period": month, "value": 5}
        do.record_observation(cast.act("joost"), trained, given)
    client = signed_in(cast, "wanjiru")
    client.get(f"/kpis/{trained.slug}/{path}")

    with django_assert_max_num_queries(15):
        client.get(f"/kpis/{trained.slug}/{path}?at=rotterdam&for=2026-09")
