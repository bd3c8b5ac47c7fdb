"""Who is affected when objectives change: domains above count for themselves, this floor knows only its own cascade."""

from collections.abc import Callable, Collection

from django.utils.translation import ngettext

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.strategy.models import CascadeLink

#: Returns a sentence such as "41 goals of 27 people point here.", or nothing.
Effect = Callable[[Context, Collection[int]], str]
_effects: dict[str, Effect] = {}


def register_effect(name: str, effect: Effect) -> None:
    """Let a domain say what of it hangs on objectives, from `AppConfig.ready`; the same name replaces the earlier."""
    _effects[name] = effect


def effects_of(ctx: Context, objectives: Collection[int]) -> tuple[str, ...]:
    """Return the sentences about what hangs on some objectives; none where nothing does."""
    if not objectives:
        return ()
    return tuple(filter(None, (_below(ctx, objectives), *(effect(ctx, objectives) for effect in _effects.values()))))


def _below(ctx: Context, objectives: Collection[int]) -> str:
    rows = CascadeLink.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    count = rows.filter(parent_id__in=objectives).values("child_id").distinct().count()
    words = ngettext(
        "%(count)s objective of a unit below serves it.", "%(count)s objectives of units below serve it.", count
    )
    return words % {"count": count} if count else ""
