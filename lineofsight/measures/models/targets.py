"""Targets and scoring parameters of a KPI at a unit: dated, with both times."""

from typing import Any

from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated
from lineofsight.base.records import BUSINESS, Declaration
from lineofsight.measures.models.cards import Measure

SCORING_TYPES = (
    "goal_red_flag",
    "two_color",
    "baseline_target",
    "min_max",
    "attainment",
    "binary",
    "range",
    "linear_points",
    "yes_no",
    "text",
    "unscored",
)
PHASINGS = ("flat", "linear", "step", "custom", "seasonal")


def _number() -> Any:
    return models.DecimalField(max_digits=20, decimal_places=6, null=True)


class Target(Dated):
    """How a value of this KPI at this unit is scored from a day on, and where it should be.

    `target` is the goal, `red_flag` the threshold of DOMAIN 1. `parameters` holds what some scoring types need
    besides: points, labels, floor, low_fail and the like, and the points or weights of a phasing.
    """

    declaration = Declaration("target", BUSINESS)
    entity_fields = ("measure", "unit")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="targets")
    scoring_type = models.CharField(max_length=16, default="unscored")
    unscored_reason = models.CharField(max_length=200, blank=True, default="")
    baseline = _number()
    target = _number()
    red_flag = _number()
    stretch = _number()
    cap = models.CharField(max_length=5, default="both")
    parameters = models.JSONField(default=dict)
    phasing = models.CharField(max_length=10, default="flat")
    phasing_start_on = models.DateField(null=True)
    phasing_start_value = _number()
    phasing_end_on = models.DateField(null=True)
    is_phased_score = models.BooleanField(default=False)
    green_at = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    amber_at = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    hysteresis = models.DecimalField(max_digits=9, decimal_places=6, default=2)
    ambition = models.CharField(max_length=12, default="committed")  # committed aspirational
    text = models.CharField(max_length=600, blank=True, default="")
    due_on = models.DateField(null=True)
    agreed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "target"
        indexes = [
            *entity_index("target", "measure", "unit"),
            models.Index(fields=["unit", "measure"], condition=models.Q(known_to__isnull=True), name="target_unit_now"),
        ]
