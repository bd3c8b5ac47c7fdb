"""What an administrator looks after: accounts, roles, jobs, the seal; and how an installation begins."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django_tasks_db.models import DBTaskResult

from lineofsight.accounts.models import User
from lineofsight.accounts.roles import CATALOG, name_of
from lineofsight.base import clock, sealer
from lineofsight.base.commands import Context
from lineofsight.measures.models import Measure
from lineofsight.organization.models import Person, RoleAssignment, Unit
from lineofsight.scorecard.models import Scorecard

#: Roles without which something stands still in every organization.
NEEDED = ("strategy_office", "executive", "hr", "data_steward", "auditor", "administrator")
KEEPERS = ("administrator", "operator")


@dataclass(frozen=True, slots=True)
class Begun:
    """What an installation has so far; the first that is missing is the next step."""

    has_people: bool
    has_measures: bool
    has_scorecards: bool

    @property
    def is_whole(self) -> bool:
        """Test whether nothing is missing."""
        return self.has_people and self.has_measures and self.has_scorecards


@dataclass(frozen=True, slots=True)
class Administration:
    """What an administrator looks after, in numbers and names."""

    begun: Begun
    accounts: int
    without_person: tuple[tuple[str, str], ...]  # name, public id
    unheld_roles: tuple[str, ...]
    failed_jobs: int
    waiting_jobs: int
    unsealed: timedelta | None


def administration(ctx: Context) -> Administration | None:
    """Return what an administrator looks after, in five statements; None for everybody else."""
    if not ctx.viewer.has(*KEEPERS):
        return None
    accounts = list(
        User.objects.visible_to(ctx.viewer)
        .filter(is_active=True, is_operator=False)
        .annotate(has_person=Exists(Person.objects.filter(user_id=OuterRef("pk"))))
        .order_by("email")
        .values_list("name", "email", "public_id", "has_person")
    )
    held = set(
        RoleAssignment.objects.visible_to(ctx.viewer)
        .at(clock.today())
        .filter(role__in=NEEDED)
        .values_list("role", flat=True)
    )
    failed, ready = _jobs()
    return Administration(
        begun=_begun(),
        accounts=len(accounts),
        without_person=tuple((name or email, str(key)) for name, email, key, has_person in accounts if not has_person),
        unheld_roles=tuple(name_of(role.key) for role in CATALOG if role.key in NEEDED and role.key not in held),
        failed_jobs=failed,
        waiting_jobs=ready,
        unsealed=sealer.unsealed_age(),
    )


def _begun() -> Begun:
    """Return whether there are people, KPIs and scorecards at all, which is no secret, in one statement."""
    there: dict[str, Any] = {
        "has_people": Exists(Person.objects.all()),
        "has_measures": Exists(Measure.objects.all()),
        "has_scorecards": Exists(Scorecard.objects.all()),
    }
    row = Unit.objects.annotate(**there).values_list(*there).first()
    return Begun(*(bool(one) for one in row)) if row else Begun(False, False, False)


def _jobs() -> tuple[int, int]:
    """Return how many jobs failed in the last week, and how many wait."""
    since = clock.now() - timedelta(days=7)
    failed = models.Count("pk", filter=models.Q(status="FAILED", finished_at__gte=since))
    counts = DBTaskResult.objects.aggregate(failed=failed, ready=models.Count("pk", filter=models.Q(status="READY")))
    return counts["failed"], counts["ready"]
