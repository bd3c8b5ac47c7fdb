"""Imports: the files, what was staged of them, and what became of each row.

`Import` is a recorded act. Its progress and what is staged are workings of the machine: plain tables, written in small
slices outside of commands, and emptied when the import is over.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from lineofsight.base.models import Identified
from lineofsight.base.records import BUSINESS, Declaration
from lineofsight.base.store_models import StoredFile

ENDED = ("applied", "canceled", "failed", "taken_back", "expired")


class Import(Identified):
    """Files on their way in together: staged, previewed, applied or given up. `source` names where they come from.

    `under` is the unit below which a unit without a parent is to stand, `is_second_top` that it stands beside the top
    unit there is. `corrections` are cells that a person mended in the preview, or lines they left out.
    """

    declaration = Declaration("import", BUSINESS)
    file = models.ForeignKey("base.StoredFile", on_delete=models.PROTECT, related_name="imports")
    more_files = models.JSONField(default=list)
    mapping_file = models.ForeignKey("base.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=40, blank=True, default="")
    table = models.CharField(max_length=20, blank=True, default="")
    unit = models.ForeignKey("organization.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    under = models.ForeignKey("organization.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    is_second_top = models.BooleanField(default=False)
    corrections = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="uploaded")
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    change_id = models.BigIntegerField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "import"
        indexes: ClassVar = [models.Index(fields=["state"], name="import_state")]

    @property
    def file_ids(self) -> list[int]:
        """Return the ids of all files, the first one first."""
        return [self.file_id, *self.more_files]

    def files(self) -> list[StoredFile]:
        """Return all files, the first one first."""
        rows = StoredFile.objects.in_bulk(self.file_ids)
        return [rows[pk] for pk in self.file_ids]


class Export(Identified):
    """Everything that somebody may see, asked for as one archive, which is kept for a few days."""

    declaration = Declaration("export", BUSINESS)
    state = models.CharField(max_length=10, default="asked")  # asked ready failed removed
    file = models.ForeignKey("base.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "export"


class ImportProgress(models.Model):
    """How far the staging of an import is, and the last sign of life of whoever stages it.

    `scores_owed` is set with the commit of what an import writes, and cleared when the scores have followed.
    """

    run = models.OneToOneField(Import, on_delete=models.PROTECT, primary_key=True, related_name="progress")
    rows_read = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    heartbeat_at = models.DateTimeField()
    is_cancel_asked = models.BooleanField(default=False)
    scores_owed = models.BooleanField(default=False)


class StagedRow(models.Model):
    """A unit, person, objective, KPI … as it was understood, or a finding about a line: refused or remarked upon."""

    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False)
    table = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200, blank=True, default="")
    line = models.PositiveIntegerField(null=True)
    column = models.PositiveIntegerField(null=True)
    pointer = models.CharField(max_length=400, blank=True, default="")
    key = models.CharField(max_length=400, blank=True, default="")
    verdict = models.CharField(max_length=8)  # new changed same refused remark
    code = models.CharField(max_length=40, blank=True, default="")
    sentence = models.TextField(blank=True, default="")
    next_step = models.TextField(blank=True, default="")
    raw = models.TextField(blank=True, default="")
    payload = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "verdict", "table"], name="stagedrow_verdict")]

    @property
    def after(self) -> dict[str, Any]:
        """Return what the object is to be."""
        return (self.payload or {}).get("after", {})

    @property
    def before(self) -> dict[str, Any]:
        """Return what of it was different when it was compared."""
        return (self.payload or {}).get("before", {})


class StagedKey(models.Model):
    """A KPI, unit or period that a staged value names and that the import itself brings.

    Staged values refer to it by its negative `placeholder`; the row it became is filled in when the import is applied.
    """

    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="keys", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=8)  # measure unit period
    placeholder = models.BigIntegerField()
    key = models.CharField(max_length=400)
    real_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "kind", "placeholder"], name="stagedkey_placeholder")]


class StagedObservation(models.Model):
    """A staged value that is new or differs from the current one, in typed columns: the volume case."""

    run = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="observations", db_index=False, db_constraint=False
    )
    measure_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    label = models.CharField(max_length=120, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    raw = models.CharField(max_length=400, blank=True, default="")
    file_id = models.BigIntegerField()
    line = models.PositiveIntegerField()
    lines = models.TextField()
    pointer = models.CharField(max_length=200, blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8)  # new changed
    earlier_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "verdict"], name="stagedobs_verdict")]
