"""A KPI's identity and its card (DOMAIN 3.1), which is dated."""

from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Record
from lineofsight.base.records import BUSINESS, Declaration

POLARITIES = ("maximize", "minimize", "range", "unknown")
TIME_AGGREGATIONS = ("sum", "avg", "last", "min", "max", "ratio", "ytd_sum", "ytd_avg", "rolling_avg", "cumulative_ytd")
TIME_MISSING = ("ignore", "zero", "require_all", "require_latest", "prorate")
ORG_AGGREGATIONS = ("sum", "mean", "weighted_mean", "ratio", "min", "max", "none")


class UnitOfMeasure(Record):
    """What a KPI counts in: name, symbol, how many decimals to show, and the currency where it is money."""

    declaration = Declaration("unit_of_measure", BUSINESS)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    symbol = models.CharField(max_length=20, blank=True, default="")
    #: number, share (a fraction, shown in percent), percent (in percent already), currency, duration, text
    kind = models.CharField(max_length=12, default="number")
    decimals = models.PositiveSmallIntegerField(default=2)
    currency = models.ForeignKey("measures.Currency", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "unit of measure"


class Measure(Identified):
    """A KPI: what does not change about it."""

    declaration = Declaration("measure", BUSINESS)
    slug = models.SlugField(max_length=160, unique=True)
    owning_unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="measures")
    sensitivity = models.CharField(max_length=12, default="open")
    family = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "KPI"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="measure_key")]


class MeasureVersion(Dated):
    """The KPI's card from a day on."""

    declaration = Declaration("measure_version", BUSINESS)
    entity_fields = ("measure",)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=600)
    short_name = models.CharField(max_length=60, blank=True, default="")
    question = models.TextField(blank=True, default="")
    formula = models.TextField(blank=True, default="")
    expression = models.TextField(blank=True, default="")
    expression_missing = models.CharField(max_length=6, default="blank")  # blank zero ignore
    unit_of_measure = models.ForeignKey(UnitOfMeasure, null=True, on_delete=models.PROTECT, related_name="+")
    polarity = models.CharField(max_length=10, default="unknown")
    lead_lag = models.CharField(max_length=8, blank=True, default="")  # lead lag
    nature = models.CharField(max_length=12, default="quantitative")  # quantitative qualitative
    calendar = models.ForeignKey("organization.Calendar", on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=12, default="monthly")
    time_aggregation = models.CharField(max_length=16, default="last")
    rolling_window = models.PositiveSmallIntegerField(null=True)
    time_missing = models.CharField(max_length=16, default="ignore")
    org_aggregation = models.CharField(max_length=16, default="none")
    min_coverage = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    factor = models.DecimalField(max_digits=20, decimal_places=6, default=1)
    is_complement = models.BooleanField(default=False)
    flow_or_stock = models.CharField(max_length=5, default="flow")
    lower_bound = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    is_seasonal = models.BooleanField(default=False)
    is_estimate = models.BooleanField(default=False)
    collection = models.CharField(max_length=300, blank=True, default="")
    source_system = models.CharField(max_length=200, blank=True, default="")
    grace_days = models.PositiveSmallIntegerField(default=10)
    stale_after_days = models.PositiveSmallIntegerField(default=31)
    carries_forward = models.BooleanField(default=False)
    is_mandatory = models.BooleanField(default=False)
    gaming_risks = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "KPI card"
        indexes = entity_index("measureversion", "measure")
