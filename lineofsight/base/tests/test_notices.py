"""Notices reach their reader once: written with the act, mailed once a day, whatever servers and workers do."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.core import mail

from lineofsight.accounts.models import User
from lineofsight.base import schedules
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.models import Mail, Notice, ScheduledRun
from lineofsight.base.notices import Draft, Kind, Line, kinds, mailing, reading, register
from lineofsight.base.notices import commands as do
from lineofsight.base.notices.outbox import write
from lineofsight.base.schedules import Schedule

NINE = datetime(2026, 11, 17, 9, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def say(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    """Say what the notice holds, unless it is secret to its reader by now."""
    return {row.pk: Line(row.data["text"], "/kpis/x/") for row in rows if not row.data.get("closed")}


@pytest.fixture
def amara(db: None) -> Iterator[User]:
    """Somebody with a mailbox, and a type of notices of the tests' own."""
    register(Kind("test", "A test", "You are in a test.", say))
    yield User.objects.create_user("amara@example.com", name="Amara", time_zone="Africa/Lagos")
    kinds._kinds.pop("test")


def tell(user: User, text: str = "It changed.", key: str = "one", **more: Any) -> int:
    return write([Draft("test", [user.pk], key, {"text": text, **more})], now=NINE)


def run(now: datetime = NINE) -> int:
    """Do what the job does at an instant."""
    mailing.queue(now)
    return mailing.send_due(now)


def as_of(user: User) -> Context:
    return Context(viewer=Viewer(user_id=user.pk, name=user.name), now=NINE)


def test_a_notice_is_told_once_and_not_to_who_acted(amara: User) -> None:
    tell(amara)
    tell(amara)
    write([Draft("test", [amara.pk], "own", {"text": "mine"})], now=NINE, actor_id=amara.pk)

    assert [row.key for row in Notice.objects.all()] == ["one"]
    assert reading.unread(as_of(amara).viewer) == 1


def test_reading_marks_as_read_only_ones_own(amara: User) -> None:
    other = User.objects.create_user("joost@example.com")
    tell(amara)
    tell(other)

    assert do.mark_read(as_of(amara), None, {"notices": list(Notice.objects.values_list("pk", flat=True))}) == 1

    assert list(Notice.objects.filter(read_at__isnull=True).values_list("user_id", flat=True)) == [other.pk]


def test_what_is_closed_meanwhile_says_only_that(amara: User) -> None:
    tell(amara, "Secret.", closed=True)

    (line,) = reading.shown(as_of(amara), reading.of(as_of(amara).viewer))

    assert (line.sentence, line.url) == ("This is no longer open to you.", "")


def test_one_mail_a_day_with_everything_new(amara: User) -> None:
    tell(amara, "First.", "one")
    tell(amara, "Second.", "two")

    assert run() == 1
    tell(amara, "Third.", "three")
    assert run(NINE + HOUR) == 0
    assert run(NINE + 24 * HOUR) == 1

    assert [("First." in sent.body, "Third." in sent.body) for sent in mail.outbox] == [(True, False), (False, True)]
    assert mail.outbox[0].subject == "2 notices from Lineofsight"
    assert "/notices/preferences/" in mail.outbox[0].body


def test_the_account_of_the_command_line_gets_no_mail(amara: User) -> None:
    tell(User.objects.create_user("operator@lineofsight.invalid", is_operator=True))
    tell(amara)

    assert run() == 1
    assert [sent.to for sent in mail.outbox] == [["amara@example.com"]]


@pytest.mark.parametrize(
    ("hour_utc", "wish", "sent"),
    [
        (6, {}, 0),  # 7 in Lagos
        (7, {}, 1),  # 8 in Lagos
        (18, {}, 1),
        (19, {}, 0),  # 20: quiet
        (7, {"hour": 12}, 0),
        (11, {"hour": 12}, 1),
        (11, {"by_mail": False}, 0),
        (11, {"not_mailed": ["test"]}, 0),
        (11, {"not_told": ["test"]}, 0),
        (11, {"quiet_from": 10, "quiet_until": 14}, 0),
    ],
)
def test_mail_comes_when_and_how_its_reader_wants(amara: User, hour_utc: int, wish: dict[str, Any], sent: int) -> None:
    if wish:
        do.set_preferences(as_of(amara), None, wish)
    tell(amara)

    assert run(NINE.replace(hour=hour_utc)) == sent == len(mail.outbox)


def test_a_mail_server_that_is_away_delays_the_one_mail_and_it_shows(amara: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    tell(amara)
    assert run() == 0
    waiting = reading.preferences(amara.pk).last_mail
    assert waiting is not None
    assert (waiting.state, waiting.tries, waiting.problem) == ("queued", 1, "ConnectionRefusedError")
    assert run(NINE + timedelta(minutes=1)) == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert [run(NINE + timedelta(minutes=6)), run(NINE + timedelta(minutes=12))] == [1, 0]
    assert len(mail.outbox) == 1
    assert Mail.objects.get().state == "sent"


def test_a_worker_killed_after_the_server_took_it_sends_the_same_mail_again_and_only_then(amara: User) -> None:
    tell(amara)
    run()
    Mail.objects.update(state="sending", claimed_at=NINE)  # as it stands when the acknowledgment was lost

    assert run(NINE + timedelta(minutes=5)) == 0
    assert run(NINE + timedelta(minutes=11)) == 1

    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second


def test_a_mail_holds_only_what_its_reader_may_see_when_it_is_sent(amara: User) -> None:
    tell(amara, "Open.", "one")
    tell(amara, "Secret.", "two")
    mailing.queue(NINE)
    Notice.objects.filter(key="two").update(data={"text": "Secret.", "closed": True})

    mailing.send_due(NINE)

    assert "Secret" not in mail.outbox[0].body
    assert mail.outbox[0].subject == "1 notice from Lineofsight"


def test_nothing_is_sent_to_who_is_gone_or_where_nothing_is_left(amara: User) -> None:
    tell(amara, "Secret.", closed=True)
    assert run() == 0
    tell(amara, key="two")
    User.objects.update(is_active=False)

    assert run(NINE + 24 * HOUR) == 0
    assert mail.outbox == []


def test_names_cannot_begin_lines_or_headers_of_a_mail(amara: User) -> None:
    tell(amara, "KPI\r\nBcc: thief@example.com\r\n\r\n<b>=1+1</b> changed.")

    run()

    message = mail.outbox[0].message().as_string()
    assert mail.outbox[0].recipients() == ["amara@example.com"]
    assert "\nBcc:" not in message
    assert "- KPI Bcc: thief@example.com <b>=1+1</b> changed." in mail.outbox[0].body


def test_two_schedulers_start_a_turn_once(db: None) -> None:
    started: list[str] = []
    schedule = Schedule("test turn", timedelta(minutes=10), lambda: started.append("now"), timedelta(minutes=3))
    schedules.register(schedule)

    try:
        for minute in (4, 5, 12, 13, 14):
            schedules.run_due(NINE + timedelta(minutes=minute))
    finally:
        schedules._schedules.pop("test turn")

    assert started == ["now", "now"]
    assert ScheduledRun.objects.filter(name="test turn").count() == 2


def test_unknown_types_cannot_be_chosen(amara: User) -> None:
    from lineofsight.base.errors import Invalid

    with pytest.raises(Invalid, match="no notices of the type nothing"):
        do.set_preferences(as_of(amara), None, {"not_told": ["nothing"]})


def test_old_notices_are_forgotten(amara: User) -> None:
    tell(amara)

    assert mailing.forget_old(NINE + timedelta(days=89)) == 0
    assert mailing.forget_old(NINE + timedelta(days=91)) == 1
