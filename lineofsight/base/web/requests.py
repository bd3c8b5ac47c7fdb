"""From a web request to a command's context, and back from its outcome to an answer."""

from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from lineofsight.base import clock
from lineofsight.base.commands import Command, Context
from lineofsight.base.errors import Held, Invalid, Refused, Stale


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a submit ended: ok, invalid (422), refused (403), stale (409) or held (202)."""

    kind: str
    value: Any = None
    sentence: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Test whether the command ran."""
        return self.kind == "ok"

    @property
    def http_status(self) -> int:
        """Return the status code of the answer."""
        return {"ok": 200, "held": 202, "refused": 403, "stale": 409, "invalid": 422}[self.kind]


def context_of(request: HttpRequest) -> Context:
    """Return the context of a request: who looks, and as of which day as known when."""
    posted = request.POST if request.method == "POST" else {}
    version = str(posted.get("version", ""))
    return Context(
        viewer=request.viewer,  # type: ignore[attr-defined]
        now=clock.now(),
        via="web",
        reason=str(posted.get("reason", "")).strip(),
        request_id=request.headers.get("X-Request-ID", "")[:64],
        as_of=as_of(request),
        known_at=known_at(request),
        expected_version=int(version) if version.isdigit() else None,
    )


def as_of(request: HttpRequest) -> date | None:
    """Return the day the page is asked to show; None is today. A day that cannot be read is today."""
    day = _day(request.GET.get("as_of", ""))
    return None if day == clock.today() else day


def known_at(request: HttpRequest) -> datetime | None:
    """Return the instant of knowing: as given, the end of the day given or of that of `as_of`; None is now."""
    text = request.GET.get("known_at", "")
    day = _day(text)
    if day is not None:
        return clock.end_of(day)
    try:
        instant = parse_datetime(text)
    except ValueError:
        instant = None
    if instant is not None:
        return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)
    day = as_of(request)
    return clock.end_of(day) if day else None


def submit(request: HttpRequest, command: Command[Any], data: Any, target: Any = None) -> Outcome:
    """Run a command for a web request; what a person can mend comes back as an Outcome, the rest is raised."""
    try:
        return Outcome("ok", command(context_of(request), target, data))
    except Invalid as error:
        return Outcome("invalid", sentence=str(error), problems=error.problems)
    except Refused as error:
        return Outcome("refused", sentence=str(error), problems={"": str(error)})
    except Stale as error:
        return Outcome("stale", sentence=str(error), theirs=error.theirs)
    except Held as error:
        return Outcome("held", sentence=str(error), value=error.hold)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
