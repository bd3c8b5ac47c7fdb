"""Every unit below the company with its size, its jobs and who leads it; the sizes add up to 1,184 people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_SHIFTS: Final = (("days", "days"), ("evenings", "evenings"), ("nights", "nights"))


@dataclass(frozen=True, slots=True)
class Team:
    """A unit; `size` counts the people placed in it directly, its head included, not those of units below it."""

    key: str
    name: str
    kind: str
    parent: str
    legal_entity: str
    size: int
    head_job: str
    jobs: tuple[str, ...] = ()
    head: str = ""
    since: date = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class _Hub:
    key: str
    name: str
    legal_entity: str
    head: str
    since: date
    dock_sizes: tuple[tuple[int, ...], ...]
    """For each shift, the size of the team at each dock."""
    side: tuple[tuple[str, str, int, str, tuple[str, ...]], ...]


_DOCK_JOBS: Final = ("dock-operator", "dock-operator", "forklift-driver", "dock-operator", "pallet-checker")
_PLANNING: Final = ("planner", "planner", "dock-planner", "clerk")
_QUALITY: Final = ("quality-controller", "quality-controller", "trainer")
_CARE: Final = ("customer-adviser",)
_REPAIR: Final = ("technician", "technician", "refrigeration-engineer")
_HUBS: Final = (
    _Hub("gothenburg", "Gothenburg hub", "norrvik-ab", "oskar-hedlund", date(1998, 3, 2),
         ((22, 22, 22), (22, 22, 22), (22, 22, 22)),
         (("planning", "planning", 16, "planning-lead", _PLANNING), ("quality", "quality", 15, "quality-lead", _QUALITY),
          ("maintenance", "maintenance", 20, "maintenance-lead", _REPAIR),
          ("customer-care", "customer care", 18, "customer-care-lead", _CARE),
          ("trailers", "trailers", 15, "maintenance-lead", _REPAIR))),
    _Hub("gdansk", "Gdańsk hub", "norrvik-polska", "tomasz-nowak", date(2007, 9, 1),
         ((22, 22, 22, 22, 22), (22, 22, 22, 22, 22), (22, 22, 21, 21, 21)),
         (("planning", "planning", 18, "planning-lead", _PLANNING), ("quality", "quality", 16, "quality-lead", _QUALITY),
          ("maintenance", "maintenance", 20, "maintenance-lead", _REPAIR),
          ("customer-care", "customer care", 17, "customer-care-lead", _CARE))),
    _Hub("porto", "Porto hub", "norrvik-portugal", "ana-moreira", date(2016, 5, 2),
         ((20, 20), (20, 20), (20, 20)),
         (("planning", "planning", 12, "planning-lead", _PLANNING), ("quality", "quality", 10, "quality-lead", _QUALITY),
          ("maintenance", "maintenance", 12, "maintenance-lead", _REPAIR),
          ("customer-care", "customer care", 10, "customer-care-lead", _CARE))),
)  # fmt: skip
_ROTTERDAM: Final = (
    ("rotterdam-days", "Rotterdam days", "day-lead", "mateus-silva", (6, 6, 6, 5)),
    ("rotterdam-evenings", "Rotterdam evenings", "shift-lead", "samira-haddad", (6, 5, 5, 5)),
    ("rotterdam-nights", "Rotterdam nights", "shift-lead", "joost-van-der-meer", (6, 6, 6, 5)),
)
_FUNCTIONS: Final = (
    ("executive", "Executive team", 6, "chief-executive", ("executive-assistant",), "henrik-aalto"),
    ("strategy-office", "Strategy office", 6, "strategy-lead", ("strategy-analyst",), "astrid-nyberg"),
    ("commercial", "Commercial", 32, "sales-lead", ("account-manager", "account-manager", "pricing-analyst"), ""),
    (
        "people",
        "People",
        20,
        "hr-lead",
        ("hr-partner", "recruiter", "payroll-specialist", "trainer"),
        "jolanta-mazurek",
    ),
    ("it-data", "IT and data", 26, "it-lead", ("systems-engineer", "data-analyst", "service-agent"), "peter-njoroge"),
    ("energy", "Energy and buildings", 12, "energy-lead", ("energy-engineer", "refrigeration-engineer"), "mikko-laine"),
    (
        "quality",
        "Quality and licence",
        16,
        "quality-lead",
        ("quality-controller", "pharma-specialist"),
        "bram-de-groot",
    ),
    ("procurement", "Procurement", 9, "procurement-lead", ("buyer",), "hanna-virtanen"),
    ("internal-audit", "Internal audit", 5, "audit-lead", ("auditor",), "grace-wanjala"),
)
_NAIROBI: Final = (
    ("payables", "Payables", 28, ("accountant", "clerk")),
    ("receivables", "Receivables", 26, ("accountant", "clerk")),
    ("ledger", "Ledger and close", 22, ("accountant",)),
    ("treasury", "Treasury", 8, ("treasury-analyst",)),
    ("reporting", "Reporting and data", 14, ("data-analyst", "accountant")),
    ("service-desk", "Service desk", 13, ("service-agent",)),
)


def _hub_teams(hub: _Hub) -> Iterator[Team]:
    yield Team(hub.key, hub.name, "hub", "norrvik", hub.legal_entity, 1, "hub-manager", head=hub.head, since=hub.since)
    place = hub.name.removesuffix(" hub")
    for (shift, shift_name), sizes in zip(_SHIFTS, hub.dock_sizes, strict=True):
        key = f"{hub.key}-{shift}"
        yield Team(
            key, f"{place} {shift_name}", "shift", hub.key, hub.legal_entity, 1, "shift-manager", since=hub.since
        )
        for dock, size in enumerate(sizes, start=1):
            yield Team(f"{key}-dock-{dock}", f"{place} {shift_name}, dock {dock}", "team", key, hub.legal_entity, size,
                       _lead_job(shift), _DOCK_JOBS, since=hub.since)  # fmt: skip
    for suffix, name, size, head_job, jobs in hub.side:
        yield Team(
            f"{hub.key}-{suffix}",
            f"{place} {name}",
            "team",
            hub.key,
            hub.legal_entity,
            size,
            head_job,
            jobs,
            since=hub.since,
        )


def _lead_job(shift: str) -> str:
    return {"days": "day-lead", "evenings": "shift-lead", "nights": "night-lead"}[shift]


def _rotterdam_teams() -> Iterator[Team]:
    since = date(2012, 4, 2)
    entity = "norrvik-nederland"
    yield Team(
        "rotterdam", "Rotterdam hub", "hub", "norrvik", entity, 1, "hub-manager", head="ines-carvalho", since=since
    )
    for key, name, head_job, head, docks in _ROTTERDAM:
        yield Team(key, name, "shift", "rotterdam", entity, 1, head_job, head=head, since=since)
        for dock, size in enumerate(docks, start=1):
            yield Team(
                f"{key}-dock-{dock}", f"{name}, dock {dock}", "team", key, entity, size, "", _DOCK_JOBS, since=since
            )
    yield Team("rotterdam-planning", "Rotterdam planning", "team", "rotterdam", entity, 6, "dock-planner", _PLANNING,
               head="sven-lindqvist", since=since)  # fmt: skip
    yield Team("rotterdam-training", "Rotterdam quality and training", "team", "rotterdam", entity, 7, "trainer", _QUALITY,
               head="leila-aziz", since=since)  # fmt: skip


def _function_teams() -> Iterator[Team]:
    for key, name, size, head_job, jobs, head in _FUNCTIONS:
        yield Team(
            key, name, "function", "norrvik", "norrvik-ab", size, head_job, jobs, head=head, since=date(2003, 1, 1)
        )


def _nairobi_teams() -> Iterator[Team]:
    since = date(2018, 2, 1)
    yield Team("nairobi", "Nairobi finance center", "shared_service", "norrvik", "norrvik-kenya", 1, "center-manager",
               head="faith-otieno", since=since)  # fmt: skip
    for key, name, size, jobs in _NAIROBI:
        yield Team(f"nairobi-{key}", f"Nairobi {name.lower()}", "team", "nairobi", "norrvik-kenya", size, "finance-lead", jobs,
                   since=since)  # fmt: skip


TEAMS: Final[tuple[Team, ...]] = (
    *_function_teams(),
    *_rotterdam_teams(),
    *(team for hub in _HUBS for team in _hub_teams(hub)),
    *_nairobi_teams(),
)
