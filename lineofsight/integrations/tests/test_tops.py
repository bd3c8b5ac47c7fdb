"""A second unit at the top would end what a role over the only one reaches: it is asked about, never just founded."""

import pytest

from lineofsight.base import clock
from lineofsight.integrations import cli, commands
from lineofsight.integrations.models import Import
from lineofsight.integrations.tests.company import apply, bring, command_line
from lineofsight.integrations.tests.test_import_pages import page, upload  # noqa: F401 a fixture
from lineofsight.organization import commands as organization
from lineofsight.organization.models import UnitVersion
from lineofsight.organization.tests.cast import START, system

ACME = """{"format": "strategy-package/2", "organization": {"key": "acme", "name": "Acme"},
 "units": [{"key": "acme", "name": "Acme"}, {"key": "east", "name": "East", "parent": "acme"}]}"""
TWO = ACME.replace('"key": "acme", "name": "Acme"}, {"key": "east"', '"key": "west", "name": "West"}, {"key": "east"')
TWO = TWO.replace(', "parent": "acme"', "")


def parents():
    rows = UnitVersion.objects.at(clock.today()).values_list("unit__key", "parent__key")
    return dict(rows)


def test_an_organization_with_several_units_is_the_one_top(db):
    apply(bring(TWO, "package.json"))

    assert parents() == {"acme": None, "west": "acme", "east": "acme"}


def test_a_package_with_its_own_top_unit_is_asked_where_it_stands(company):
    run = bring(ACME, "package.json")

    assert (run.state, run.report["is_blocked"], run.report["codes"]["second_top"]) == ("ready", True, 1)
    with pytest.raises(commands.Invalid, match="keeps all of it from being applied"):
        apply(run)
    assert "acme" not in parents()


def test_it_is_put_below_a_unit_and_stays_there(company):
    top = company.cast.units["top"]
    apply(bring(ACME, "package.json", under=top.slug))

    assert (parents()["acme"], parents()["east"]) == (top.key, "acme")
    again = bring(ACME, "package.json")
    assert (again.counts["changed"], again.report["is_blocked"]) == (0, False)


def test_it_may_stand_beside_on_purpose_and_is_not_asked_about_again(company):
    run = apply(bring(ACME, "package.json", second_top=True))

    assert run.report["codes"]["stands_beside"] == 1
    assert parents()["acme"] is None
    assert bring(ACME, "package.json").report["codes"].keys().isdisjoint({"second_top", "stands_beside"})


def test_a_role_over_the_only_top_unit_keeps_its_reach_when_the_page_is_answered(company, page):  # noqa: F811
    user, top = company.cast.users["strategist"], company.cast.units["top"]
    organization.end_role(system("narrower"), user, {"role": "strategy_office", "unit": None, "on": clock.today()})
    given = {"role": "strategy_office", "unit": top.public_id, "from_": START}
    organization.assign_role(system(), user, given)
    client = page("strategist")

    text = upload(client, ACME, "package.json").content.decode()
    assert "would stand at the top beside “top”" in text
    assert "Where does it stand?" in text
    number = Import.objects.get().pk
    assert client.post(f"/imports/{number}/apply/").status_code == 422

    wrong = client.post(f"/imports/{number}/again/", {"stands": "under", "under": "moon"})
    assert (wrong.status_code, "There is no unit “moon”" in wrong.content.decode()) == (422, True)
    client.post(f"/imports/{number}/again/", {"stands": "under", "under": top.slug})
    client.post(f"/imports/{number}/apply/")

    assert parents()["acme"] == top.key
    assert client.get("/imports/new/").status_code == 200
    assert upload(client, ACME, "package.json").status_code == 200


def test_the_page_lets_it_stand_beside_too(company, page):  # noqa: F811
    client = page("administrator")
    upload(client, ACME, "package.json")
    number = Import.objects.get().pk

    client.post(f"/imports/{number}/again/", {"stands": "beside", "under": "moon"})
    client.post(f"/imports/{number}/apply/")

    assert parents()["acme"] is None


@pytest.mark.parametrize(
    ("options", "code", "parent"), [((), 2, "-"), (("--under", "top"), 0, "top"), (("--second-top",), 0, None)]
)
def test_the_command_line_has_the_same_choices(company, tmp_path, capsys, options, code, parent):
    file = tmp_path / "package.json"
    file.write_text(ACME)

    got, report = command_line(capsys, str(file), *options)

    assert (got, parents().get("acme", "-")) == (code, parent)
    assert ("second_top" in report["codes"]) == (code == 2)


def test_the_command_line_names_its_choices_where_one_is_missing(company, tmp_path, capsys):
    file = tmp_path / "package.json"
    file.write_text(ACME)

    assert cli.main([str(file)]) == 2

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "package.json: read as strategy-package/2."
    assert said[-1] == "Nothing was imported: say where it stands with --under UNIT, or with --second-top beside it."
