"""Job families, jobs and how many people hold them is decided by the teams; here stand the jobs themselves."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class JobFamily:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    key: str
    name: str
    family: str
    level: int
    """1 is entry, 6 leads the company."""


JOB_FAMILIES: Final = (
    JobFamily("dock", "Dock and warehouse"),
    JobFamily("planning", "Planning"),
    JobFamily("quality", "Quality and training"),
    JobFamily("technical", "Technical"),
    JobFamily("commercial", "Commercial and customers"),
    JobFamily("finance", "Finance"),
    JobFamily("people", "People"),
    JobFamily("it", "IT and data"),
    JobFamily("leading", "Leading"),
)
JOBS: Final = (
    Job("dock-operator", "Dock operator", "dock", 1),
    Job("forklift-driver", "Forklift driver", "dock", 1),
    Job("pallet-checker", "Pallet checker", "dock", 1),
    Job("shift-lead", "Shift lead", "dock", 3),
    Job("day-lead", "Day lead", "dock", 3),
    Job("night-lead", "Night lead", "dock", 3),
    Job("shift-manager", "Shift manager", "dock", 4),
    Job("clerk", "Clerk", "planning", 1),
    Job("planner", "Planner", "planning", 2),
    Job("dock-planner", "Dock planner", "planning", 2),
    Job("planning-lead", "Planning lead", "planning", 3),
    Job("quality-controller", "Quality controller", "quality", 2),
    Job("trainer", "Trainer", "quality", 2),
    Job("pharma-specialist", "Pharma specialist", "quality", 3),
    Job("quality-lead", "Quality lead", "quality", 4),
    Job("technician", "Technician", "technical", 2),
    Job("refrigeration-engineer", "Refrigeration engineer", "technical", 3),
    Job("energy-engineer", "Energy engineer", "technical", 3),
    Job("maintenance-lead", "Maintenance lead", "technical", 3),
    Job("energy-lead", "Head of energy and buildings", "technical", 4),
    Job("customer-adviser", "Customer adviser", "commercial", 1),
    Job("customer-care-lead", "Customer care lead", "commercial", 3),
    Job("account-manager", "Account manager", "commercial", 3),
    Job("pricing-analyst", "Pricing analyst", "commercial", 2),
    Job("sales-lead", "Sales lead", "commercial", 4),
    Job("buyer", "Buyer", "commercial", 2),
    Job("procurement-lead", "Head of procurement", "commercial", 4),
    Job("accountant", "Accountant", "finance", 2),
    Job("treasury-analyst", "Treasury analyst", "finance", 3),
    Job("finance-lead", "Finance lead", "finance", 3),
    Job("auditor", "Internal auditor", "finance", 3),
    Job("audit-lead", "Head of internal audit", "finance", 4),
    Job("hr-partner", "HR partner", "people", 3),
    Job("recruiter", "Recruiter", "people", 2),
    Job("payroll-specialist", "Payroll specialist", "people", 2),
    Job("hr-lead", "Head of HR", "people", 4),
    Job("service-agent", "Service desk agent", "it", 1),
    Job("data-analyst", "Data analyst", "it", 2),
    Job("systems-engineer", "Systems engineer", "it", 3),
    Job("data-steward", "Data steward", "it", 3),
    Job("it-lead", "Head of IT and data", "it", 4),
    Job("executive-assistant", "Executive assistant", "leading", 2),
    Job("strategy-analyst", "Strategy analyst", "leading", 3),
    Job("strategy-lead", "Head of strategy", "leading", 4),
    Job("hub-manager", "Hub manager", "leading", 5),
    Job("center-manager", "Center manager", "leading", 5),
    Job("commercial-director", "Commercial director", "leading", 5),
    Job("people-director", "People director", "leading", 5),
    Job("chief-operating", "Chief operating officer", "leading", 6),
    Job("chief-financial", "Chief financial officer", "leading", 6),
    Job("chief-executive", "Chief executive officer", "leading", 6),
)
