"""Rows written in bulk read back like rows written one by one, and history knows how many there were."""

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from django.db import models

from lineofsight.base import bulk
from lineofsight.base.models import Change
from lineofsight.base.recorder import WriteOutsideCommand
from lineofsight.base.runner import system_change
from lineofsight.measures.models import Currency, ExchangeRate
from lineofsight.organization.models import Calendar, Period, Unit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 17, 12, 0, 0, 250, tzinfo=timezone.utc)


def a_calendar() -> Calendar:
    with system_change("a calendar to write periods of"):
        return Calendar.objects.create(name="Year")


def period_rows(calendar: Calendar) -> dict[str, object]:
    return {
        "calendar": bulk.Same(calendar.pk),
        "frequency": bulk.Same("monthly"),
        "key": ["2026-10", "tab\there", "back\\slash\nline"],
        "start_on": [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)],
        "until_on": bulk.Same(date(2027, 1, 1)),
        "fiscal_year": [2026, 2026, 2026],
    }


def test_columns_come_back_as_they_were_given():
    calendar = a_calendar()

    with system_change("three periods"):
        count = bulk.append(Period, period_rows(calendar))

    assert count == 3
    assert list(Period.objects.order_by("start_on").values_list("key", "start_on", "frequency")) == [
        ("2026-10", date(2026, 10, 1), "monthly"),
        ("tab\there", date(2026, 11, 1), "monthly"),
        ("back\\slash\nline", date(2026, 12, 1), "monthly"),
    ]


def test_decimals_instants_and_nulls_come_back_equal():
    calendar = a_calendar()
    with system_change("what a rate needs"):
        bulk.append(Period, period_rows(calendar))
        bulk.append(Currency, {"code": ["SEK"], "name": ["Krona"]})
        period = Period.objects.first()
        columns = {"base_id": "SEK", "currency_id": "SEK", "period": period.pk, "known_from": NOON}
        bulk.append(
            ExchangeRate,
            {name: bulk.Same(value) for name, value in columns.items()} | {"average": [Decimal("11.1234567890")]},
        )

    rate = ExchangeRate.objects.get()

    assert (rate.average, rate.closing, rate.known_from, rate.known_to) == (Decimal("11.123456789"), None, NOON, None)


def test_fields_not_named_take_their_defaults_row_by_row():
    with system_change("two units"):
        bulk.append_rows(Unit, ["slug", "key"], iter([("one", "1"), ("two", "2")]))

    units = list(Unit.objects.order_by("slug"))

    assert [(unit.slug, unit.version, unit.source) for unit in units] == [("one", 1, ""), ("two", 1, "")]
    assert units[0].public_id != units[1].public_id


def test_history_holds_one_change_with_count_and_digest():
    calendar = a_calendar()

    with system_change("three periods"):
        bulk.append(Period, period_rows(calendar))

    change = Change.objects.order_by("-pk").first()
    assert (change.reason, change.bulk_count, len(change.bulk_digest)) == ("three periods", 3, 64)


def test_writing_in_bulk_outside_a_command_is_refused():
    with pytest.raises(WriteOutsideCommand):
        bulk.append(Unit, {"slug": ["stray"]})
    assert Unit.objects.count() == 0


def test_an_unknown_column_is_refused_by_name():
    with system_change("a typo"), pytest.raises(ValueError, match="slog"):
        bulk.append(Unit, {"slug": ["x"], "slog": ["y"]})


def test_closing_ends_only_what_was_believed():
    calendar = a_calendar()
    with system_change("rates"):
        bulk.append(Period, period_rows(calendar))
        bulk.append(Currency, {"code": ["SEK"], "name": ["Krona"]})
        periods = list(Period.objects.values_list("pk", flat=True))
        columns = {"base_id": bulk.Same("SEK"), "currency_id": bulk.Same("SEK"), "known_from": bulk.Same(NOON)}
        bulk.append(ExchangeRate, columns | {"period": periods})
        ids = list(ExchangeRate.objects.order_by("pk").values_list("pk", flat=True))
        later = NOON.replace(hour=13)

        closed = bulk.close(ExchangeRate, ids[:2], later)
        again = bulk.close(ExchangeRate, ids[:1], NOON.replace(hour=14))

    assert (closed, again) == (2, 0)
    assert list(ExchangeRate.objects.order_by("pk").values_list("known_to", flat=True)) == [later, later, None]


def test_reserved_ids_fit_the_rows_that_follow():
    with system_change("two units that know each other"):
        ids = bulk.new_ids(Unit, 2)
        bulk.append(Unit, {"id": ids, "slug": ["first", "second"], "key": ["1", "2"]})
        Unit.objects.create(slug="third", key="3")

    assert list(Unit.objects.order_by("pk").values_list("slug", flat=True)) == ["first", "second", "third"]
    assert len(set(ids)) == 2


def test_a_difference_names_new_changed_and_same_keys():
    found = bulk.diff({"a": (1, 10), "b": (2, 20)}, {"a": 10, "b": 21, "c": 30})

    assert (found.new, found.changed, found.same) == (["c"], [("b", 2)], ["a"])
    assert found.counts == {"new": 1, "changed": 1, "same": 1}


def test_every_field_type_of_the_house_can_be_encoded():
    from lineofsight.base import guards  # inline: models must be loaded first
    from lineofsight.base.bulk_encoding import encoder_of

    for model in guards.guarded_models():
        for field in model._meta.concrete_fields:
            assert isinstance(field, models.Field)
            assert encoder_of(field, "postgresql")(None) == "\\N"
            assert encoder_of(field, "sqlite")(None) is None
