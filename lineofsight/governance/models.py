"""Acts that wait: a held call is stored with its input and replayed by the same command once it is released."""

from django.conf import settings
from django.db import models

from lineofsight.base.models import Identified, Record
from lineofsight.base.records import BUSINESS, Declaration


class ControlledCommand(Identified):
    """A command under change control: somebody else must release each call."""

    declaration = Declaration("controlled_command", BUSINESS)
    command = models.CharField(max_length=80, unique=True)
    is_on = models.BooleanField(default=True)

    class Meta:
        verbose_name = "controlled command"


class ContentGrant(Identified):
    """Leave to read what acts contained: asked for by an auditor, given by somebody else, for some days."""

    declaration = Declaration("content_grant", BUSINESS)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    about = models.CharField(max_length=120, blank=True, default="")  # an act or an object; empty: all of them
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")  # waiting given refused ended
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "grant"


class GrantUse(Record):
    """One act whose content was read under a grant."""

    declaration = Declaration("grant_use", BUSINESS)
    grant = models.ForeignKey(ContentGrant, on_delete=models.PROTECT, related_name="uses")
    change = models.ForeignKey("base.Change", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "use of a grant"


class HeldCall(Identified):
    """A call kept back: who asked for what, with which input, against which version of the target.

    `asked_for` is whom the asker stood in for, under whose delegated rights it was asked.
    """

    declaration = Declaration("held_call", BUSINESS)
    command = models.CharField(max_length=80)
    target = models.CharField(max_length=120, blank=True, default="")
    target_key = models.CharField(max_length=64, blank=True, default="")
    target_version = models.PositiveIntegerField(null=True)
    input = models.JSONField(default=dict)
    reason = models.TextField(blank=True, default="")
    sentence = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")  # waiting released withdrawn refused
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "change request"
