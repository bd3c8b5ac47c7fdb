"""The people with a story: who they are, where they sit and what they may do in the product."""

from dataclasses import dataclass
from typing import Final

EMPLOYEE: Final = "employee"
ROLES: Final = (
    EMPLOYEE, "manager", "unit_head", "executive", "strategy_office", "hr", "data_steward", "council_member", "works_council",
    "auditor", "administrator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its scope: a unit key and all below it."""

    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Named:
    """A person with a story; `country` is where they work."""

    name: str
    team: str
    job: str
    country: str
    hired_on: str
    roles: tuple[Role, ...] = ()
    manager: str = ""
    """Empty: the head of the team."""
    other_line: tuple[str, str, str] | None = None
    """A second manager, the kind of line and its weight in percent; the first line has the rest."""
    signs_in: bool = False


_ALL: Final = "norrvik"
CAST: Final[tuple[Named, ...]] = (
    Named("Henrik Aalto", "executive", "chief-executive", "SE", "2014-08-18", (Role("executive", _ALL), Role("council_member", _ALL)),
          signs_in=True),
    Named("Linnea Sandberg", "executive", "chief-operating", "SE", "2016-01-11", (Role("executive", _ALL), Role("council_member", _ALL)),
          signs_in=True),
    Named("Wanjiru Kamau", "executive", "chief-financial", "KE", "2018-02-05", (Role("executive", _ALL), Role("council_member", _ALL)),
          signs_in=True),
    Named("Karin Ekström", "executive", "commercial-director", "SE", "2015-03-02", (Role("unit_head", "commercial"), Role("council_member", _ALL))),
    Named("Magdalena Zielińska", "executive", "people-director", "PL", "2019-09-02", (Role("hr", _ALL), Role("council_member", _ALL))),
    Named("Astrid Nyberg", "strategy-office", "strategy-lead", "SE", "2020-04-01", (Role("strategy_office", _ALL),), "henrik-aalto",
          signs_in=True),
    Named("Jolanta Mazurek", "people", "hr-lead", "PL", "2017-05-15", (Role("hr", _ALL),), "magdalena-zielinska", signs_in=True),
    Named("Peter Njoroge", "it-data", "it-lead", "KE", "2019-01-14", (Role("unit_head", "it-data"),), "wanjiru-kamau"),
    Named("Divya Raman", "it-data", "data-steward", "SE", "2021-02-01", (Role("data_steward", _ALL),), signs_in=True),
    Named("Lars Holmqvist", "it-data", "data-analyst", "SE", "2018-10-08", (), signs_in=True),
    Named("Jonas Berg", "it-data", "systems-engineer", "SE", "2022-03-14", (Role("administrator", _ALL),), signs_in=True),
    Named("Mercy Chebet", "nairobi-reporting", "data-analyst", "KE", "2020-06-01"),
    Named("Mikko Laine", "energy", "energy-lead", "SE", "2013-11-04", (Role("unit_head", "energy"),), "linnea-sandberg"),
    Named("Bram de Groot", "quality", "quality-lead", "NL", "2015-07-06", (Role("unit_head", "quality"),), "linnea-sandberg"),
    Named("Hanna Virtanen", "procurement", "procurement-lead", "SE", "2018-04-09", (Role("unit_head", "procurement"),), "wanjiru-kamau"),
    Named("Grace Wanjala", "internal-audit", "audit-lead", "KE", "2021-08-16", (Role("auditor", _ALL),), "henrik-aalto", signs_in=True),
    Named("Sofia Lindgren", "gothenburg-customer-care", "customer-care-lead", "SE", "2016-02-15",
          (Role("unit_head", "gothenburg-customer-care"),), other_line=("karin-ekstrom", "dotted", "0")),
    Named("Faith Otieno", "nairobi", "center-manager", "KE", "2018-02-01", (Role("unit_head", "nairobi"),), "wanjiru-kamau"),
    Named("Oskar Hedlund", "gothenburg", "hub-manager", "SE", "2009-06-01", (Role("unit_head", "gothenburg"),), "linnea-sandberg"),
    Named("Tomasz Nowak", "gdansk", "hub-manager", "PL", "2008-01-07", (Role("unit_head", "gdansk"), Role("hr", "gdansk")), "linnea-sandberg",
          signs_in=True),
    Named("Ana Moreira", "porto", "hub-manager", "PT", "2016-05-02", (Role("unit_head", "porto"),), "linnea-sandberg",
          ("bram-de-groot", "project", "30")),
    Named("Inês Carvalho", "rotterdam", "hub-manager", "PT", "2017-03-06", (Role("unit_head", "rotterdam"), Role("council_member", _ALL)),
          "linnea-sandberg", signs_in=True),
    Named("Joost van der Meer", "rotterdam-nights", "shift-lead", "NL", "2015-09-14", (Role("manager", "rotterdam-nights"),), signs_in=True),
    Named("Samira Haddad", "rotterdam-evenings", "shift-lead", "NL", "2018-11-05", (Role("manager", "rotterdam-evenings"),), signs_in=True),
    Named("Mateus Silva", "rotterdam-days", "day-lead", "PT", "2019-05-20", (Role("manager", "rotterdam-days"),), signs_in=True),
    Named("Amara Okafor", "rotterdam-nights-dock-3", "dock-operator", "NL", "2023-04-03", (Role(EMPLOYEE, "rotterdam-nights-dock-3"),),
          signs_in=True),
    Named("Leila Aziz", "rotterdam-training", "trainer", "NL", "2020-10-12", (), "ines-carvalho"),
    Named("Sven Lindqvist", "rotterdam-planning", "dock-planner", "SE", "2018-06-18", (), "ines-carvalho"),
    Named("Sanne Vermeulen", "rotterdam-days-dock-1", "pallet-checker", "NL", "2014-02-10", (Role("works_council", "rotterdam"),), signs_in=True),
    Named("Katarzyna Wójcik", "gdansk-evenings-dock-2", "shift-lead", "PL", "2017-10-02", (), "tomasz-nowak"),
    Named("Paweł Mazur", "gdansk-evenings-dock-4", "shift-lead", "PL", "2020-03-09", (), "tomasz-nowak"),
    Named("Oksana Bondar", "gdansk-quality", "quality-controller", "PL", "2022-05-16", (), "tomasz-nowak"),
    Named("Tomek Zieliński", "gdansk-planning", "planner", "PL", "2019-08-26", (), "tomasz-nowak"),
    Named("Ewa Kamińska", "gdansk-days-dock-1", "day-lead", "PL", "2015-04-13", (), "tomasz-nowak"),
    Named("Marek Wolski", "gdansk-maintenance", "technician", "PL", "2021-11-08"),
    Named("Rui Tavares", "porto-evenings-dock-1", "shift-lead", "PT", "2018-09-03", (), "ana-moreira", ("bram-de-groot", "project", "40")),
    Named("Beatriz Lopes", "porto-quality", "quality-controller", "PT", "2021-01-18", (), "ana-moreira", ("bram-de-groot", "dotted", "0")),
    Named("Daniel Kiprono", "porto-nights-dock-2", "night-lead", "PT", "2020-07-06", (), "ana-moreira"),
    Named("Clara Nunes", "porto-planning", "planner", "PT", "2022-09-12", (), "ana-moreira"),
)  # fmt: skip
