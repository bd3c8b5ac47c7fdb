"""Who stands in for whom, and who may look as whom for half an hour."""

from django.conf import settings
from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified
from lineofsight.base.records import BUSINESS, Declaration
from lineofsight.organization.models.units import Unit


class Delegation(Dated):
    """A role that one account lets another act under, over a unit or everywhere, from a day to a day."""

    declaration = Declaration("delegation", BUSINESS)
    entity_fields = ("giver", "taker", "role", "unit")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_held")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "delegation"
        indexes = entity_index("delegation", "taker")


class Look(Identified):
    """Leave to look at the product as another person, or as a role, for half an hour and without changing anything."""

    declaration = Declaration("look", BUSINESS)
    looker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True, default="")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")  # waiting agreed refused ended
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "look"
