"""Which KPIs may supply the value of a key result or a goal: others read those than read the KPI."""

from lineofsight.base.errors import Invalid
from lineofsight.measures.models import Measure

RESTRICTED = "This KPI is restricted: its value would show to everybody who reads this. Take an open one."


def supplier(measure: Measure | None) -> Measure | None:
    """Return the KPI; Invalid where it is restricted."""
    if measure is not None and measure.sensitivity != "open":
        raise Invalid({"measure": RESTRICTED})
    return measure


def restricted_ids() -> frozenset[int]:
    """Return the ids of all KPIs that may supply nothing: a handful, asked once for many rows."""
    return frozenset(Measure.objects.exclude(sensitivity="open").values_list("pk", flat=True))
