"""What was observed, what a source published, and what is under examination."""

from django.conf import settings
from django.db import models

from lineofsight.base.models import Identified, Known
from lineofsight.base.records import BUSINESS, Declaration
from lineofsight.measures.models.cards import Measure


class Observation(Known):
    """A measured value of a KPI for a unit and period, with the file and lines it rests on.

    A ratio carries numerator and denominator, and its value is derived from them; a text KPI carries a label.
    `lines` is a compact list of line numbers ("1204-1315,1320") in `file`; `pointer` the place in a JSON file.
    """

    declaration = Declaration("observation", BUSINESS)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations", db_index=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey("organization.Period", on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    label = models.CharField(max_length=120, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    raw = models.CharField(max_length=400, blank=True, default="")
    file = models.ForeignKey("base.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lines = models.TextField(blank=True, default="")
    pointer = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    change_id = models.BigIntegerField(null=True)
    supersedes_id = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = "value"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit", "period"], condition=models.Q(known_to__isnull=True), name="observation_now"
            )
        ]
        indexes = [models.Index(fields=["measure", "unit", "period", "known_from"], name="observation_known")]


class PublishedFigure(Known):
    """What the source itself published about a KPI's progress: shown beside ours, never mixed with it."""

    declaration = Declaration("published_figure", BUSINESS)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="published", db_index=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey("organization.Period", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, default="progress")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    raw = models.CharField(max_length=200, blank=True, default="")
    file = models.ForeignKey("base.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lines = models.TextField(blank=True, default="")
    pointer = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "published figure"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit", "period", "kind"],
                condition=models.Q(known_to__isnull=True),
                name="published_now",
            )
        ]


class Dispute(Identified):
    """A value under examination: it marks the numbers that rest on it while it is open."""

    declaration = Declaration("dispute", BUSINESS)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="disputes")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("organization.Period", null=True, on_delete=models.PROTECT, related_name="+")
    claim = models.TextField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")  # corrected upheld
    finding = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "dispute"
        indexes = [
            models.Index(fields=["measure", "unit"], condition=models.Q(closed_at__isnull=True), name="dispute_open")
        ]
