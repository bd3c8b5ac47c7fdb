"""Periods as rows, their closing, roles that do not fit, and the operator."""

from datetime import date
from typing import Any

import pytest

from lineofsight.accounts import roles
from lineofsight.accounts.models import User
from lineofsight.base import events
from lineofsight.base.errors import Invalid, ReasonNeeded
from lineofsight.base.runner import system_change
from lineofsight.organization import commands, periods
from lineofsight.organization.calendar_math import BadKey
from lineofsight.organization.commands.calendars import NotOver
from lineofsight.organization.models import Period, PeriodClose, RoleAssignment
from lineofsight.organization.operator import establish, make_administrator, operator_context, operator_user
from lineofsight.organization.tests.cast import START, Cast, system
from lineofsight.organization.viewers import viewer_of


def test_period_is_made_once(cast: Cast) -> None:
    with system_change("test"):
        first = periods.period_for(cast.calendar, "monthly", "2026-10")
        second = periods.ensure_period(cast.calendar, "monthly", date(2026, 10, 31))

    assert first == second
    assert (first.start_on, first.until_on, first.fiscal_year) == (date(2026, 10, 1), date(2026, 11, 1), 2026)
    assert Period.objects.get() == first


def test_key_of_another_frequency_is_refused(cast: Cast) -> None:
    with system_change("test"), pytest.raises(BadKey, match="is a quarterly period; this needs a monthly one"):
        periods.period_for(cast.calendar, "monthly", "2026-Q4")

    assert Period.objects.count() == 0


def test_months_of_a_span_are_made_once_and_then_read_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with system_change("test"):
        made = periods.ensure_periods(cast.calendar, "monthly", date(2026, 9, 1), date(2027, 1, 1))

    assert [period.key for period in made] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    with system_change("test"), django_assert_num_queries(1):
        assert periods.ensure_periods(cast.calendar, "monthly", date(2026, 9, 1), date(2027, 1, 1)) == made


def test_closing_freezes_once_and_tells(cast: Cast, monkeypatch: Any) -> None:
    told: list[int] = []
    monkeypatch.setitem(events._reactions, "organization.period_closed", [lambda period_id: told.append(period_id)])
    ctx = cast.context("strategist", reason="the month is complete")

    first = commands.close_period(ctx, cast.calendar, {"key": "2026-03"})
    second = commands.close_period(ctx, cast.calendar, {"key": "2026-03"})

    assert first == second
    assert first.closed_at == ctx.now
    assert periods.is_closed(first.period)
    assert told == [first.period_id]


def test_reopened_period_can_close_again(cast: Cast) -> None:
    ctx = cast.context("strategist", reason="a source came late")
    commands.close_period(ctx, cast.calendar, {"key": "2026-03"})

    period = commands.reopen_period(ctx, cast.calendar, {"key": "2026-03"})

    assert not periods.is_closed(period)
    with pytest.raises(Invalid, match="2026-03 is not closed"):
        commands.reopen_period(ctx, cast.calendar, {"key": "2026-03"})
    commands.close_period(ctx, cast.calendar, {"key": "2026-03"})
    assert PeriodClose.objects.filter(period=period).count() == 2


@pytest.mark.parametrize(
    ("key", "error", "sentence"),
    [
        ("2199", Invalid, "outside of what calendars cover"),
        ("2150-01", NotOver, "2150-01 ends on 2150-02-01"),
        ("soon", Invalid, "is no period"),
    ],
)
def test_period_that_cannot_close(cast: Cast, key: str, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        commands.close_period(cast.context("strategist", reason="done"), cast.calendar, {"key": key})

    assert PeriodClose.objects.count() == 0


def test_closing_asks_why(cast: Cast) -> None:
    with pytest.raises(ReasonNeeded):
        commands.close_period(cast.context("strategist"), cast.calendar, {"key": "2026-03"})


def test_calendar_in_an_unknown_zone_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="no time zone named Europe/Atlantis"):
        commands.create_calendar(system(), None, {"name": "Lost", "time_zone": "Europe/Atlantis"})


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "king"}, "There is no role “king” to give."),
        ({"role": "operator"}, "There is no role “operator” to give."),
        ({"role": "unit_head"}, "Say over which unit"),
        ({"role": "administrator", "unit": "south"}, "is not given over a unit"),
    ],
)
def test_role_that_does_not_fit(cast: Cast, data: dict[str, str], sentence: str) -> None:
    given = {**data, "from_": START}
    if "unit" in data:
        given["unit"] = str(cast.units[data["unit"]].public_id)
    before = RoleAssignment.objects.count()

    with pytest.raises(Invalid, match=sentence):
        commands.assign_role(cast.context("administrator", reason="asked for"), cast.users["worker"], given)

    assert RoleAssignment.objects.count() == before


def test_role_asks_why(cast: Cast) -> None:
    with pytest.raises(ReasonNeeded):
        commands.assign_role(cast.context("administrator"), cast.users["worker"], {"role": "auditor", "from_": START})


def test_operator_acts_under_its_own_name(db: Any) -> None:
    ctx = operator_context()

    commands.create_unit(ctx, None, {"name": "Top", "from_": START})

    assert operator_user().pk == ctx.viewer.user_id
    assert (ctx.via, ctx.viewer.name) == ("import", "Command line")
    assert not operator_user().has_usable_password()


def test_first_administrator(db: Any) -> None:
    user = make_administrator("Boss@Example.org")

    assert make_administrator("boss@example.org") == user
    assert viewer_of(user).has("administrator")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"roles": ["king"]}, "There is no role “king” to give. Those to give are employee, manager, unit_head, "),
        ({"person": "nobody"}, "Nobody is known as “nobody”."),
    ],
)
def test_nobody_becomes_administrator_by_a_line_that_is_refused(db: Any, asked: Any, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        establish("boss@example.org", **asked)

    assert not User.objects.filter(email="boss@example.org").exists()


def test_catalog_says_what_each_role_means() -> None:
    assert len(roles.CATALOG) == 12
    assert set(roles.REACH_ROLES) == {
        "unit_head",
        "executive",
        "strategy_office",
        "data_steward",
        "council_member",
        "auditor",
        "operator",
    }
    assert all(role.meaning.endswith(".") and len(role.meaning) > 20 for role in roles.CATALOG)
    assert roles.name_of("unknown") == "unknown"
