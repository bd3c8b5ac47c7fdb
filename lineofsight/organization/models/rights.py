"""Who holds which role over which unit, and who answers for what."""

from django.conf import settings
from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated
from lineofsight.base.records import BUSINESS, Declaration
from lineofsight.organization.models.people import JobFamily, Person
from lineofsight.organization.models.units import Unit

ACCOUNTABILITY_CODES = ("A", "R", "S", "C", "I", "owner", "steward", "updater")


class RoleAssignment(Dated):
    """A user holds a role, over a unit and what lies below it, or everywhere where no unit is named."""

    declaration = Declaration("role_assignment", BUSINESS)
    entity_fields = ("user", "role", "unit")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="role_assignments")

    class Meta:
        verbose_name = "role"
        indexes = entity_index("roleassignment", "user")


class Accountability(Dated):
    """A person or a job family answers for a thing (`kind:id`), in a stated way."""

    declaration = Declaration("accountability", BUSINESS)
    entity_fields = ("target", "code", "person", "job_family")
    target = models.CharField(max_length=120)
    code = models.CharField(max_length=8)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="accountabilities")
    job_family = models.ForeignKey(JobFamily, null=True, on_delete=models.PROTECT, related_name="accountabilities")

    class Meta:
        verbose_name = "accountability"
        indexes = [
            *entity_index("accountability", "target", "code"),
            models.Index(
                fields=["person", "code"], condition=models.Q(known_to__isnull=True), name="accountability_person"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, job_family__isnull=True)
                | models.Q(person__isnull=True, job_family__isnull=False),
                name="accountability_one_holder",
            )
        ]
