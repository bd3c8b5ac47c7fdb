"""The tables of history: changes, the rows they touched, their seals, and what was refused."""

from django.conf import settings
from django.db import models

from lineofsight.base.ids import new_public_id


class Change(models.Model):
    """One executed command: who did what, through which door, why, and with which input."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    command = models.CharField(max_length=80)
    target = models.CharField(max_length=120, blank=True, default="")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=10)
    reason = models.TextField(blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    input = models.JSONField(default=dict)
    at = models.DateTimeField()
    bulk_count = models.PositiveIntegerField(default=0)
    bulk_digest = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["target", "at"], name="change_target"),
            models.Index(fields=["at"], name="change_at"),
        ]


class RowChange(models.Model):
    """One row that a change inserted, updated or deleted, with as much of its values as its record class allows."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=40)
    row_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=6)
    values = models.JSONField(null=True)
    cipher = models.BinaryField(null=True)
    person_key = models.ForeignKey("base.PersonKey", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "row_id"], name="rowchange_row")]


class PendingSeal(models.Model):
    """A committed change the sealer has not reached yet; written with the change, taken away with its seal."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, primary_key=True, related_name="+")


class Seal(models.Model):
    """One link of the chain: gap-free, insert-only."""

    seq = models.BigIntegerField(primary_key=True)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="seal")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Refusal(models.Model):
    """A command that was refused, logged after its transaction was rolled back."""

    command = models.CharField(max_length=80)
    target = models.CharField(max_length=120, blank=True, default="")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=10)
    reason = models.TextField()
    request_id = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
