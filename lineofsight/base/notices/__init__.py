"""Notices: what waits for a person or changed for them, in the product and in one mail a day."""

from lineofsight.base.notices.kinds import Kind, Line, register
from lineofsight.base.notices.outbox import Draft, told_by
from lineofsight.base.notices.reading import Shown, shown, unread

__all__ = ["Draft", "Kind", "Line", "Shown", "register", "shown", "told_by", "unread"]
