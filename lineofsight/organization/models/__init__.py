"""Who there is: legal entities, units, positions, people, lines, calendars, roles, accountabilities."""

from lineofsight.organization.models.calendars import Calendar, Period, PeriodClose
from lineofsight.organization.models.people import (
    Holding,
    Job,
    JobFamily,
    Person,
    PersonDetails,
    Position,
    PositionVersion,
    ReportClosure,
    ReportingLine,
)
from lineofsight.organization.models.reorganizations import Reorganization, ReorganizationMove
from lineofsight.organization.models.rights import Accountability, RoleAssignment
from lineofsight.organization.models.standing_in import Delegation, Look
from lineofsight.organization.models.units import LegalEntity, Unit, UnitClosure, UnitVersion

__all__ = [
    "Accountability",
    "Calendar",
    "Delegation",
    "Holding",
    "Job",
    "JobFamily",
    "LegalEntity",
    "Look",
    "Period",
    "PeriodClose",
    "Person",
    "PersonDetails",
    "Position",
    "PositionVersion",
    "Reorganization",
    "ReorganizationMove",
    "ReportClosure",
    "ReportingLine",
    "RoleAssignment",
    "Unit",
    "UnitClosure",
    "UnitVersion",
]
