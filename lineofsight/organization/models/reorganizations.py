"""A reorganization: moves that were planned together, approved by a second person, and take effect in one act."""

from django.conf import settings
from django.db import models

from lineofsight.base.models import Identified, Record
from lineofsight.base.records import BUSINESS, PERSONAL, Declaration
from lineofsight.organization.models.people import Person, Position
from lineofsight.organization.models.units import Unit

KINDS = ("move_unit", "rename_unit", "merge_unit", "close_unit", "move_position", "set_manager")


class Reorganization(Identified):
    """A plan for a day. States: draft, in_review, approved, applied, taken_back, dropped."""

    declaration = Declaration("reorganization", BUSINESS)
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, default="")
    takes_effect_on = models.DateField()
    state = models.CharField(max_length=12, default="draft")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    effects = models.JSONField(
        default=dict
    )  # rows that came and rows that were closed, by table: what taking back needs

    class Meta:
        verbose_name = "reorganization"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="reorganization_key")]


class ReorganizationMove(Record):
    """One move of a plan; which columns it uses depends on its kind."""

    declaration = Declaration("reorganization_move", PERSONAL)
    reorganization = models.ForeignKey(Reorganization, on_delete=models.PROTECT, related_name="moves")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=14)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "move"
        constraints = [models.UniqueConstraint(fields=["reorganization", "place"], name="reorganization_move_place")]
