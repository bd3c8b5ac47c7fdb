"""Reading notices: worded now, in the reader's scope; what is closed to them meanwhile says only that."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Mail, Notice, NoticePreference
from lineofsight.base.notices import kinds
from lineofsight.base.notices.kinds import Line
from lineofsight.base.ui.components import Text

CACHE = "unread notices"
ViewerOf = Callable[[Any], Viewer]
_readers: list[ViewerOf] = []


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its reader sees it; `why` says why it came."""

    id: int
    at: datetime
    sentence: str
    url: str
    why: Text
    type: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants to be told, and what became of the last mail."""

    by_mail: bool = True
    hour: int = 8
    quiet_from: int = 20
    quiet_until: int = 6
    not_told: tuple[str, ...] = ()
    not_mailed: tuple[str, ...] = ()
    last_mail: Mail | None = None


def register_reader(function: ViewerOf) -> None:
    """Let the organization say how the viewer of a login user is made: mails are worded in their scope."""
    _readers[:] = [function]


def viewer_of(user: Any) -> Viewer:
    """Return the viewer for a login user, with the rights held now."""
    return _readers[0](user)


def unread_count() -> Subquery:
    """Return the number of unread notices of the user that an outer query names `user_id`, as a part of that query."""
    rows = Notice.objects.filter(user_id=OuterRef("user_id"), read_at__isnull=True).order_by()
    counted = rows.values("user_id").annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())


def unread(viewer: Viewer) -> int:
    """Return how many notices the viewer has not read; the query that made the viewer has counted them already."""
    if viewer.user_id is None:
        return 0
    if CACHE not in viewer.cache:
        viewer.cache[CACHE] = Notice.objects.filter(user_id=viewer.user_id, read_at__isnull=True).count()
    return int(viewer.cache[CACHE])


def of(viewer: Viewer) -> QuerySet[Notice]:
    """Return the viewer's own notices, the latest first."""
    return Notice.objects.filter(user_id=viewer.user_id or 0).order_by("-at", "-pk")


def shown(ctx: Context, rows: Iterable[Notice]) -> tuple[Shown, ...]:
    """Return notices in words."""
    rows = list(rows)
    said = words(ctx, rows)
    closed = Line(_("This is no longer open to you."), "")
    found = []
    for row in rows:
        kind = kinds.kind_of(row.type)
        line = said.get(row.pk, closed)
        why = kind.why if kind else ""
        found.append(Shown(row.pk, row.at, line.sentence, line.url, why, row.type, row.read_at is None))
    return tuple(found)


def words(ctx: Context, rows: Iterable[Notice]) -> dict[int, Line]:
    """Return what each notice says to its reader now, by its key; those that are closed to them are left out."""
    by_type: dict[str, list[Notice]] = defaultdict(list)
    for row in rows:
        by_type[row.type].append(row)
    said: dict[int, Line] = {}
    for name, these in by_type.items():
        kind = kinds.kind_of(name)
        if kind is not None:
            said |= kind.say(ctx, these)
    return said


def preferences(user_id: int) -> Preferences:
    """Return how a person wants to be told, with the state of their last mail."""
    row = NoticePreference.objects.filter(user_id=user_id).first()
    last = Mail.objects.filter(user_id=user_id).exclude(state="empty").order_by("-day").first()
    if row is None:
        return Preferences(last_mail=last)
    return Preferences(
        row.by_mail,
        row.hour,
        row.quiet_from,
        row.quiet_until,
        tuple(row.not_told),
        tuple(row.not_mailed),
        last,
    )
