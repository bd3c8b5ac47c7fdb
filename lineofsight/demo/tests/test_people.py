"""People, units and reporting lines of Norrvik."""

from collections import defaultdict
from decimal import Decimal

from lineofsight.demo.norrvik import cast, company, jobs, names, people

BY_KEY = {person.key: person for person in people.PEOPLE}
UNITS = {unit.key: unit for unit in company.UNITS}


def test_company_has_1184_people_with_addresses_of_their_own():
    assert len(people.PEOPLE) == 1184
    assert len({person.key for person in people.PEOPLE}) == 1184
    assert len({person.email for person in people.PEOPLE}) == 1184


def test_everyone_holds_one_position_in_a_known_unit_and_job():
    known_jobs = {job.key for job in jobs.JOBS}

    assert sorted(position.holder for position in people.POSITIONS) == sorted(BY_KEY)
    assert {position.unit for position in people.POSITIONS} <= set(UNITS)
    assert {position.job for position in people.POSITIONS} <= known_jobs


def test_units_form_one_tree_below_the_company():
    assert [unit.key for unit in company.UNITS if unit.parent is None] == ["norrvik"]
    assert {unit.parent for unit in company.UNITS if unit.parent} <= set(UNITS)
    assert {"gothenburg", "gdansk", "rotterdam", "porto"} == {unit.key for unit in company.UNITS if unit.kind == "hub"}


def test_rotterdam_has_84_people():
    assert sum(person.unit.startswith("rotterdam") for person in people.PEOPLE) == 84


def test_lines_of_everyone_add_up_to_100_with_one_solid_line_and_the_top_has_none():
    weights, solid = defaultdict(Decimal), defaultdict(int)
    for line in people.LINES:
        weights[line.person] += Decimal(line.weight_percent)
        solid[line.person] += line.kind == "solid"

    assert set(BY_KEY) - set(weights) == {"henrik-aalto"}
    assert set(weights.values()) == {Decimal(100)}
    assert set(solid.values()) == {1}


def test_there_are_60_40_lines_and_dotted_ones_that_weigh_nothing():
    other = [(line.kind, line.weight_percent) for line in people.LINES if line.kind != "solid"]

    assert other.count(("project", "40")) >= 5
    assert other.count(("dotted", "0")) >= 4


def test_every_solid_line_leads_to_the_top():
    above = {line.person: line.manager for line in people.LINES if line.kind == "solid"}

    for person in BY_KEY:
        steps = 0
        while person != "henrik-aalto":
            person, steps = above[person], steps + 1
            assert steps < 8


def test_the_people_of_the_pages_stand_where_the_pages_put_them():
    placed = {
        key: (BY_KEY[key].unit, BY_KEY[key].job)
        for key in (
            "amara-okafor",
            "joost-van-der-meer",
            "samira-haddad",
            "ines-carvalho",
            "linnea-sandberg",
            "henrik-aalto",
            "wanjiru-kamau",
            "tomasz-nowak",
            "divya-raman",
            "mateus-silva",
        )
    }

    assert placed == {
        "amara-okafor": ("rotterdam-nights-dock-3", "dock-operator"),
        "joost-van-der-meer": ("rotterdam-nights", "shift-lead"),
        "samira-haddad": ("rotterdam-evenings", "shift-lead"),
        "ines-carvalho": ("rotterdam", "hub-manager"),
        "linnea-sandberg": ("executive", "chief-operating"),
        "henrik-aalto": ("executive", "chief-executive"),
        "wanjiru-kamau": ("executive", "chief-financial"),
        "tomasz-nowak": ("gdansk", "hub-manager"),
        "divya-raman": ("it-data", "data-steward"),
        "mateus-silva": ("rotterdam-days", "day-lead"),
    }


def test_amara_reports_to_joost_and_joost_to_ines():
    above = {line.person: line.manager for line in people.LINES if line.kind == "solid"}

    assert (above["amara-okafor"], above["joost-van-der-meer"], above["samira-haddad"]) == (
        "joost-van-der-meer",
        "ines-carvalho",
        "ines-carvalho",
    )


def test_every_role_has_someone_who_can_sign_in():
    held = {role.role for person in people.PEOPLE if person.signs_in for role in person.roles}

    assert held == set(cast.ROLES)


def test_whoever_leads_a_unit_is_known_for_each_unit():
    assert set(people.UNIT_HEADS) == set(UNITS) - {"norrvik"}
    assert set(people.UNIT_HEADS.values()) <= set(BY_KEY)


def test_slugs_are_plain_letters():
    assert names.slug("Inês Carvalho") == "ines-carvalho"
    assert all(key.replace("-", "").isascii() and key.replace("-", "").isalpha() for key in BY_KEY)
