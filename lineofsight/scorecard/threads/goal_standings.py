"""Where goals stand, as a viewer may know it: what a closed KPI supplies is not shown."""

from typing import Any

from django.db.models import FloatField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from lineofsight.base.commands import Context
from lineofsight.goals.models import Standing
from lineofsight.scorecard.threads.veil import if_open, supplied_openly


def with_standing(ctx: Context, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return goals with their progress, the value it rests on and its day, and what of them reaches the strategy."""
    standing = Standing.objects.known(ctx.known_at).filter(goal_id=OuterRef("pk"))

    def last(column: str) -> Subquery:
        return Subquery(standing.values(column)[:1])

    return rows.annotate(is_supplied_openly=supplied_openly(ctx)).annotate(
        progress=if_open(Cast(last("progress"), FloatField())),
        current=if_open(last("current")),
        current_on=if_open(last("current_on")),
        aligned=last("aligned"),
    )
