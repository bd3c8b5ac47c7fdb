"""Imports: the file, what was staged of it, and what became of each row."""

from django.conf import settings
from django.db import models

from lineofsight.base.models import Identified
from lineofsight.base.records import BUSINESS, Declaration

IMPORT_STATES = ("uploaded", "staging", "ready", "applying", "applied", "canceled", "failed")


class Import(Identified):
    """One file on its way in: staged, previewed, applied or given up."""

    declaration = Declaration("import", BUSINESS)
    file = models.ForeignKey("base.StoredFile", on_delete=models.PROTECT, related_name="imports")
    mapping = models.JSONField(null=True)
    format = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, default="uploaded")
    rows_read = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "import"
        indexes = [models.Index(fields=["state"], name="import_state")]


class StagedRow(models.Model):
    """A row of a file as it was understood: not yet, or not, part of the domain. Swept when an import dies."""

    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows", db_index=False)
    table = models.CharField(max_length=20)
    lines = models.TextField()
    pointer = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=240, blank=True, default="")
    verdict = models.CharField(max_length=8, default="staged")  # staged new changed same refused remark
    code = models.CharField(max_length=40, blank=True, default="")
    sentence = models.TextField(blank=True, default="")
    payload = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "table", "verdict"], name="stagedrow_verdict")]


class StagedObservation(models.Model):
    """A staged value, in typed columns: the volume case."""

    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="observations", db_index=False)
    measure_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    label = models.CharField(max_length=120, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    raw = models.CharField(max_length=400, blank=True, default="")
    lines = models.TextField()
    pointer = models.CharField(max_length=200, blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, default="staged")
    earlier_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "verdict"], name="stagedobs_verdict")]
