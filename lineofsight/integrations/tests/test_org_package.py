"""An organization package: posts with named holders become people with lines; nobody is made up."""

import json
from pathlib import Path

import pytest

from lineofsight.integrations.tests.company import bring, command_line
from lineofsight.organization.models import Person, ReportingLine, UnitVersion

SHARED = Path(__file__).parents[4] / "shared/data/real/uk-organogram-decc/package.json"
pytestmark = pytest.mark.django_db


def post(number, above, holder, state="named", **more):
    return {"post": number, "holder_no": 1, "reports_to": above, "holder": holder, "holder_state": state, **more}


def package(**more):
    snapshot = {
        "as_of": "2026-03-31",
        "units": ["Ministry", "Energy", ""],
        "senior_posts": [
            post("1", None, "Ada", unit="Ministry", title="Head", fte=1.0),
            post("2", "1", "Bob", unit="Energy", title="Director", fte=0.8),
            post("3", "2", "", "not disclosed", unit="Energy"),
            post("4", "3", "Cy", unit="Energy", title="Analyst"),
            post("5", "1", "", "vacant", unit="Energy"),
            post("6", "1", "", "seconded", unit="Energy"),
        ],
        "junior_groups": [{"reports_to": "2", "fte": 4}],
    }
    earlier = {"as_of": "2025-09-30", "units": ["Old"], "senior_posts": []}
    return json.dumps({"format": "org-package/1", "organization": "Ministry", "snapshots": [snapshot, earlier], **more})


def test_named_holders_of_the_latest_day_become_people(tmp_path, capsys):
    file = tmp_path / "org.json"
    file.write_text(package())

    code, report = command_line(capsys, str(file))

    assert (code, report["state"], report["format"]) == (1, "applied", "org-package/1")
    assert report["counts"] == {
        "units": 2, "posts": 6, "posts_with_a_named_holder": 3, "junior_groups_not_read": 1, "snapshots": 2,
    }  # fmt: skip
    assert dict(UnitVersion.objects.current().values_list("name", "parent__key")) == {
        "Ministry": None,
        "Energy": "Ministry",
    }
    assert set(Person.objects.values_list("key", flat=True)) == {"post-1-1", "post-2-1", "post-4-1"}
    assert list(ReportingLine.objects.current().values_list("person__key", "manager__key")) == [
        ("post-2-1", "post-1-1")
    ]
    codes = {
        "holder_not_disclosed": 2,
        "post_vacant": 1,
        "manager_not_named": 1,
        "groups_not_read": 1,
        "key_missing": 1,
    }
    assert {code: report["codes"][code] for code in codes} == codes
    [said] = [one for one in report["findings"] if one["code"] == "post_vacant"]
    assert said["pointer"] == "/snapshots/0/senior_posts/4"
    assert command_line(capsys, str(file))[1]["new"] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"snapshots": [{"as_of": "soon"}, 3]}, "has no snapshot with a day"),
        ({"snapshots": 1}, "has no snapshot with a day"),
        ({"organization": 7}, "names no organization"),
    ],
)
def test_a_package_without_day_or_name_is_refused(change, says):
    run = bring(package(**change), "org.json")

    assert run.state == "failed"
    assert says in run.problem


@pytest.mark.skipif(not SHARED.exists(), reason="the shared example data are not here")
def test_the_package_of_a_ministry_is_read_as_far_as_it_names_people():
    run = bring(SHARED, "package.json")

    assert (run.state, run.report["is_blocked"]) == ("ready", False)
    assert run.report["package"] == {
        "units": 6, "posts": 101, "posts_with_a_named_holder": 26, "junior_groups_not_read": 386, "snapshots": 2,
    }  # fmt: skip
    assert run.report["tables"]["people"]["new"] == 26
