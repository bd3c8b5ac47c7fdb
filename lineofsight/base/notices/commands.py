"""Choosing how to be told, and marking as read."""

from django.db.models import Q
from django.utils.translation import gettext
from pydantic import Field

from lineofsight.base.access import ALLOW, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.base.notice_models import Notice, NoticePreference
from lineofsight.base.notices import kinds


@scope(NoticePreference)
def own_preferences(viewer: Viewer) -> Q:
    """Everybody sees their own."""
    return Q(user_id=viewer.user_id) if viewer.user_id else Q(pk__in=[])


@rule
def can_choose(ctx: HasViewer, target: None, data: object) -> Decision:
    """Whoever signed in chooses for themselves."""
    return ALLOW if ctx.viewer.user_id else deny(gettext("Sign in first."))


class SetNoticePreferences(Input):
    """Whether and at which hour a mail comes, between which hours none does, and which types are left out."""

    by_mail: bool = True
    hour: int = Field(default=8, ge=0, le=23)
    quiet_from: int = Field(default=20, ge=0, le=23)
    quiet_until: int = Field(default=6, ge=0, le=23)
    not_told: list[str] = Field(default_factory=list, max_length=50)
    not_mailed: list[str] = Field(default_factory=list, max_length=50)


class MarkRead(Input):
    """The notices that were read; none means all."""

    notices: list[int] = Field(default_factory=list, max_length=500)


@command("notices.set_preferences", allow=can_choose)
def set_preferences(ctx: Context, target: None, data: SetNoticePreferences) -> NoticePreference:
    """Choose how and when one's own notices come."""
    known = {kind.name for kind in kinds.kinds()}
    unknown = sorted({*data.not_told, *data.not_mailed} - known)
    if unknown:
        raise Invalid({"not_told": f"There are no notices of the type {', '.join(unknown)}."})
    row = NoticePreference.objects.filter(user_id=ctx.viewer.user_id or 0).first()
    row = row or NoticePreference(user_id=ctx.viewer.user_id or 0)
    for name, value in data.model_dump().items():
        setattr(row, name, value)
    row.save()
    return row


@command("notices.mark_read", allow=can_choose)
def mark_read(ctx: Context, target: None, data: MarkRead) -> int:
    """Mark one's own notices as read; return how many were new."""
    rows = Notice.objects.filter(user_id=ctx.viewer.user_id or 0, read_at__isnull=True)
    if data.notices:
        rows = rows.filter(pk__in=data.notices)
    return rows.update(read_at=ctx.now)
