"""Legal entities, units, and the closure of the unit tree as it stands today."""

from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Record
from lineofsight.base.records import BUSINESS, Declaration, RecordClass


class LegalEntity(Identified):
    """A company or authority: a wall inside the installation, with its own policy, closing and retention."""

    declaration = Declaration("legal_entity", BUSINESS)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")

    class Meta:
        verbose_name = "legal entity"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="legal_entity_key")]


class Unit(Identified):
    """A unit of the organization: what does not change about it."""

    declaration = Declaration("unit", BUSINESS)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        verbose_name = "unit"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="unit_key")]


class UnitVersion(Dated):
    """A unit's name, kind and place in the tree from a day on."""

    declaration = Declaration("unit_version", BUSINESS)
    entity_fields = ("unit",)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, blank=True, default="")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="child_versions")
    legal_entity = models.ForeignKey(LegalEntity, null=True, on_delete=models.PROTECT, related_name="+")
    time_zone = models.CharField(max_length=40, blank=True, default="")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "unit"
        indexes = entity_index("unitversion", "unit")


class UnitClosure(Record):
    """Every pair of a unit and one at or below it, as of today: the ground of scopes. Rebuilt when the tree changes."""

    declaration = Declaration("unit_closure", BUSINESS, RecordClass.DERIVED)
    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="below", db_index=False)
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant"], name="unit_closure_pair")]
