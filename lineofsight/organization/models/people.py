"""People, the positions they hold, and whom they report to."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.folding import fold
from lineofsight.base.models import Dated, Identified, Record
from lineofsight.base.records import BUSINESS, PERSONAL, Declaration, RecordClass
from lineofsight.organization.models.units import LegalEntity, Unit


class JobFamily(Identified):
    """A family of jobs; accountabilities may attach to it."""

    declaration = Declaration("job_family", BUSINESS)
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "job family"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="job_family_key")]


class Job(Identified):
    """A job: what a position asks for."""

    declaration = Declaration("job", BUSINESS)
    name = models.CharField(max_length=200)
    family = models.ForeignKey(JobFamily, null=True, on_delete=models.PROTECT, related_name="jobs")

    class Meta:
        verbose_name = "job"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="job_key")]


class Position(Identified):
    """A seat in the organization, held or vacant."""

    declaration = Declaration("position", BUSINESS)

    class Meta:
        verbose_name = "position"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="position_key")]


class PositionVersion(Dated):
    """A position's title, unit and job from a day on."""

    declaration = Declaration("position_version", BUSINESS)
    entity_fields = ("position",)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="position_versions")
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "position"
        indexes = entity_index("positionversion", "position")


class Person(Identified):
    """A person: the identity that dated rows refer to. Names stand in `PersonDetails` alone."""

    declaration = Declaration("person", PERSONAL)
    slug = models.SlugField(max_length=120, unique=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="person")
    legal_entity = models.ForeignKey(LegalEntity, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "person"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="person_key")]


class PersonDetails(Record):
    """Name and contact of a person: the one row that erasure empties."""

    declaration = Declaration("person_details", PERSONAL, RecordClass.PERSONAL, person="person_id")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="details", primary_key=True)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    folded = models.CharField(max_length=400, blank=True, default="", editable=False)  # the name as one looks for it

    class Meta:
        verbose_name = "person"
        indexes = [models.Index(fields=["sort_name"], name="person_sort_name")]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Write the row; whoever writes the name writes how it is looked for."""
        self.folded = fold(self.name)[:400]
        if update_fields is not None and "name" in update_fields:
            update_fields = sorted({*update_fields, "folded"})
        super().save(*args, update_fields=update_fields, **kwargs)


class Holding(Dated):
    """A person holds a position, with a share of full time."""

    declaration = Declaration("holding", PERSONAL)
    entity_fields = ("person", "position")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="holdings")
    fte = models.DecimalField(max_digits=5, decimal_places=4, default=1)

    class Meta:
        verbose_name = "position held"
        indexes = entity_index("holding", "person")


class ReportingLine(Dated):
    """A person reports to a manager, by a weight in percent; the lines of one person add to 100 on any day."""

    declaration = Declaration("reporting_line", PERSONAL)
    entity_fields = ("person", "manager", "kind")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lines")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="report_lines")
    kind = models.CharField(max_length=10)  # solid dotted project
    weight = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        verbose_name = "reporting line"
        indexes = entity_index("reportingline", "person")
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__range=(0, 100)), name="line_weight"),
            models.CheckConstraint(condition=~models.Q(person=models.F("manager")), name="line_not_self"),
        ]


class ReportClosure(Record):
    """Every pair of a manager and one who reports to them directly or not, as of today."""

    declaration = Declaration("report_closure", PERSONAL, RecordClass.DERIVED)
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports_below", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="managers_above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manager", "person"], name="report_closure_pair")]
