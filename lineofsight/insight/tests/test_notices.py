"""Who is told of what in the demo company, and what the pages say of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.base.models import Notice
from lineofsight.base.runner import system_change
from lineofsight.insight.queries import telling
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Dispute, Measure, Observation
from lineofsight.organization.viewers import viewer_of
from lineofsight.scorecard.models import Score


def act(name: str, reason: str = "for the test") -> Context:
    user = User.objects.get(email=f"{name}@norrvik.example")
    return Context(viewer=viewer_of(user), now=clock.now(), reason=reason)


def told(name: str, kind: str) -> list[Notice]:
    return list(
        Notice.objects.filter(user__email=f"{name}@norrvik.example", type=kind, at__gt=clock.now() - timedelta(hours=1))
    )


def unread(reading) -> int:
    """Return the number on the bell."""
    found = re.search(r'aria-label="(\d+) new notice', reading.get("/notices/").content.decode())
    return int(found[1]) if found else 0


def dispute(who: str = "linnea.sandberg", nth: int = 0) -> Dispute:
    p1 = Measure.objects.get(slug="temperature-excursions")
    place = Observation.objects.current().filter(measure=p1, period__key="2026-10").order_by("unit_id")[nth]
    claim = {"unit": place.unit.public_id, "period": "2026-10", "claim": "One gate <b>counts</b> twice."}
    return measures.open_dispute(act(who), p1, claim)


def test_a_dispute_tells_the_steward_why_and_where(reader):
    before = unread(reader("divya.raman"))
    dispute()

    divya = reader("divya.raman")
    page = divya.sees("/notices/")

    assert "Linnea Sandberg disputed the value of Temperature excursions per 1,000 pallets, October 2026." in page
    assert "You answer for this KPI." in page
    assert unread(divya) == before + 1
    assert told("linnea.sandberg", "dispute_opened") == []


def test_an_act_that_fails_tells_nobody(reader):
    p1 = Measure.objects.get(slug="temperature-excursions")
    before = Notice.objects.count()

    with pytest.raises((Invalid, NotFound)):
        measures.open_dispute(
            act("linnea.sandberg"), p1, {"unit": p1.owning_unit.public_id, "period": "2031-10", "claim": "x"}
        )

    assert Notice.objects.count() == before


def test_a_notice_about_what_is_closed_since_says_nothing_of_it(reader):
    dispute()
    with system_change("restricted"):
        Measure.objects.filter(slug="temperature-excursions").update(sensitivity="restricted")
        from lineofsight.organization.models import Accountability, RoleAssignment

        divya = User.objects.get(email="divya.raman@norrvik.example")
        RoleAssignment.objects.filter(user=divya).delete()
        Accountability.objects.filter(person__user=divya).delete()

    page = reader("divya.raman").sees("/notices/")

    assert "This is no longer open to you." in page
    assert "Temperature" not in page


def test_reading_and_choosing_by_plain_forms(reader):
    dispute()
    divya = reader("divya.raman")
    assert divya.client.post("/notices/read/").status_code == 302
    assert Notice.objects.filter(user__email="divya.raman@norrvik.example", read_at__isnull=True).count() == 0

    answer = divya.client.post(
        "/notices/preferences/", {"by_mail": "on", "hour": "7", "told": ["role"], "mailed": ["role"]}
    )
    wrong = divya.client.post("/notices/preferences/", {"hour": "99"})

    assert (answer.status_code, wrong.status_code) == (302, 422)
    dispute("henrik.aalto", 1)
    assert len(told("divya.raman", "dispute_opened")) == 1  # the one before the choice


def test_a_changed_status_is_told_once_to_who_answers(reader):
    now = clock.now()
    telling.tell_status(now)
    Notice.objects.filter(type="status").delete()
    p1 = Measure.objects.get(slug="temperature-excursions")
    row = Score.objects.current().filter(node__measure=p1, node__unit_id=p1.owning_unit_id, period__key="2026-10").get()
    with system_change("as a recompute would"):
        row.known_to = now
        row.save()
        row.pk, row._state.adding, row.known_from, row.known_to, row.status = None, True, now, None, "green"
        row.save()

    first, second = telling.tell_status(now), telling.tell_status(now)

    assert first >= 1
    assert len(told("linnea.sandberg", "status")) == 1
    assert "was off track and is on track in October 2026" in reader("linnea.sandberg").sees("/notices/")
    assert Notice.objects.filter(type="status", data__thing=p1.pk).count() == len(
        set(Notice.objects.filter(type="status", data__thing=p1.pk).values_list("user_id", flat=True))
    )
    assert second >= 0


def measured(value: float, **more: Any) -> None:
    """Let the excursions be another value in October, as a recompute would."""
    p1, now = Measure.objects.get(slug="temperature-excursions"), clock.now()
    row = Score.objects.current().filter(node__measure=p1, node__unit_id=p1.owning_unit_id, period__key="2026-10").get()
    with system_change("as a recompute would"):
        row.known_to = now
        row.save()
        row.pk, row._state.adding, row.known_from, row.known_to, row.measured = None, True, now, None, value
        for name, given in more.items():
            setattr(row, name, given)
        row.save()


def test_a_signal_is_told_once_and_only_with_a_new_value(reader):
    telling.tell_signals(clock.now())
    Notice.objects.filter(type="signal").delete()
    as_before = Score.objects.current().filter(node__measure__slug="temperature-excursions", period__key="2026-10")
    value = as_before.filter(node__unit__slug="norrvik").values_list("measured", flat=True).get()

    measured(value, target=1.0)
    telling.tell_signals(clock.now())
    assert told("linnea.sandberg", "signal") == []

    measured(50)
    telling.tell_signals(clock.now())
    telling.tell_signals(clock.now())

    assert len(told("linnea.sandberg", "signal")) == 1
    assert "Temperature excursions per 1,000 pallets" in reader("linnea.sandberg").sees("/notices/")
    assert told("amara.okafor", "signal") == []


def test_overdue_values_are_told_once_to_who_records_them(reader):
    later = clock.now() + timedelta(days=40)
    with clock.seeded(later):
        telling.tell_overdue(later)
        count = Notice.objects.filter(type="value_overdue").count()
        telling.tell_overdue(later)

        assert count > 0
        assert Notice.objects.filter(type="value_overdue").count() == count


@pytest.mark.parametrize("address", ["/notices/", "/notices/preferences/"])
def test_pages_ask_at_most_15_statements(reader, address):
    dispute()
    divya = reader("divya.raman")
    divya.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert divya.get(address).status_code == 200

    assert len(asked) <= 15
