"""How many statements one value costs, with the scores, key results and goals that follow it."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.measures.commands import record_observation
from lineofsight.measures.models import Measure
from lineofsight.okr.models import Progress
from lineofsight.organization.models import Unit
from lineofsight.organization.operator import operator_context
from lineofsight.scorecard.models import CalculationRun

#: The command itself takes 18, the scores 24 (on PostgreSQL also the lock of their periods), key results 11.
MOST = {"sqlite": 53, "postgresql": 54}


def test_one_value_with_all_that_follows(demo):
    measure, hub = Measure.objects.get(slug="temperature-excursions"), Unit.objects.get(slug="rotterdam")
    ctx = operator_context()
    data = {"unit": hub.public_id, "period": "2026-10", "numerator": Decimal(63), "denominator": Decimal(9120)}
    runs, progress = CalculationRun.objects.count(), Progress.objects.count()

    with CaptureQueriesContext(connection) as asked:
        record_observation(ctx, measure, data)

    assert (CalculationRun.objects.count() > runs, Progress.objects.count() > progress) == (True, True)
    assert len(asked) <= MOST[connection.vendor]
