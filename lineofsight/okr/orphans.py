"""What a reorganization would orphan here: objectives and key results of closing units."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.commands import Context
from lineofsight.okr.models import Objective
from lineofsight.organization import orphans
from lineofsight.organization.orphans import Orphan, Plan


def _okrs(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    def name(row: Any) -> tuple[str, str]:
        return str(getattr(row, "title", "") or getattr(row, "name", "") or row.key), ""

    return orphans.at_closed_units(ctx, plan, Objective, "unit", name, _("Hand it to the unit that takes over."))


orphans.register("okrs", gettext_lazy("OKRs"), _okrs, 50)
