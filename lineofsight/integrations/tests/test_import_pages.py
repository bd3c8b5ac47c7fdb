"""The pages of imports as the reader meets them, with and without the right to be there."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.base import clock
from lineofsight.integrations import exporting
from lineofsight.integrations.models import Export, Import
from lineofsight.integrations.tests.company import bring, table, values_of
from lineofsight.organization import commands as organization
from lineofsight.organization.tests.cast import START, system

pytestmark = pytest.mark.one_database

ROWS = table("nps,top,2026-01,41", "nps,top,2026-02,43.5", "nps,moon,2026-01,5")


@pytest.fixture
def page(company, client):
    def sign_in(who):
        company.cast.users[who].refresh_from_db()
        client.force_login(company.cast.users[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def upload(client, content=ROWS, name="values.csv", **more):
    data = {"file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content), **more}
    return client.post("/imports/new/", data, follow=True)


def make_steward(company):
    person = company.cast.people["steward"].public_id
    data = {"target": company.nps.address, "code": "steward", "person": person, "from_": START}
    organization.set_accountability(system(), None, data)


def test_a_file_becomes_a_preview_and_then_values(company, page):
    client = page("administrator")

    answer = upload(client)
    text = answer.content.decode()

    assert "Preview: values" in text
    assert "Apply 2 rows, leave 1" in text
    assert "there is no unit “moon”" in text
    assert values_of(company.nps) == {}

    number = Import.objects.get().pk
    applied = client.post(f"/imports/{number}/apply/", follow=True).content.decode()
    assert "Applied: values" in applied
    assert len(values_of(company.nps)) == 2
    assert "Take the values back" in applied


def test_counts_add_up_to_the_rows_read(company, page):
    client = page("administrator")
    upload(client, table("nps,top,2026-01,41", "nps,top,2026-01,41", "nps,top,2026-02,", "nps,moon,2026-01,5"))

    from lineofsight.integrations import queries
    from lineofsight.integrations.views import imports as views
    from lineofsight.organization.tests.cast import system as context

    shown = queries.import_page(context(), Import.objects.get().pk)
    assert shown.rows_read == 4
    assert sum(total.count for total in views._totals(shown)) == 4


def test_refused_rows_come_as_a_file(company, page):
    client = page("administrator")
    upload(client)
    number = Import.objects.get().pk

    text = client.get(f"/imports/{number}/?format=csv").content.decode("utf-8-sig")
    book = client.get(f"/imports/{number}/?format=xlsx")

    assert text.splitlines()[1].startswith("values.csv,4,2,nps,moon,")
    assert book.content[:2] == b"PK"


def test_canceling_and_taking_back(company, page):
    client = page("administrator")
    upload(client)
    first = Import.objects.get().pk
    client.post(f"/imports/{first}/cancel/")
    assert Import.objects.get().state == "canceled"
    assert client.post(f"/imports/{first}/apply/").status_code == 422

    upload(client)
    second = Import.objects.latest("pk").pk
    client.post(f"/imports/{second}/apply/")
    assert client.post(f"/imports/{second}/take-back/").status_code == 422
    client.post(f"/imports/{second}/take-back/", {"reason": "Wrong month."})
    assert values_of(company.nps) == {}


def test_an_unreadable_file_is_answered_with_its_sentence(company, page):
    answer = upload(page("administrator"), "{", "package.json").content.decode()

    assert "Not taken: package.json" in answer
    assert "line 1" in answer


def test_a_file_that_waits_to_be_read_shows_its_progress(company, page):
    run = bring(ROWS)
    from lineofsight.integrations import staging

    staging.note(run, state="staging")

    text = page("administrator").get(f"/imports/{run.pk}/").content.decode()

    assert "Look again" in text
    assert 'hx-trigger="every 1s"' in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("administrator", 200), ("strategist", 200), ("hr", 200), ("steward", 200),
        ("worker", 403), ("head", 403), ("chief", 403), ("council", 403), ("stranger", 403),
    ],
)  # fmt: skip
def test_who_may_import(company, page, who, status):
    client = page(who)

    assert client.get("/imports/new/").status_code == status
    assert ("/imports/" in client.get("/kpis/").content.decode()) == (status == 200)
    if status == 403:
        assert upload(client).status_code == 403
        assert Import.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "content", "name", "state"),
    [
        ("hr", ROWS, "values.csv", "failed"),
        ("hr", "key,name,parent\npier,Pier,top\n", "units.csv", "ready"),
        ("strategist", "key,name\nada,Ada\n", "people.csv", "failed"),
        ("strategist", ROWS, "values.csv", "ready"),
        ("steward", "key,name,parent\npier,Pier,top\n", "units.csv", "failed"),
        ("steward", ROWS, "values.csv", "ready"),
    ],
)
def test_what_whom_may_bring(company, page, who, content, name, state):
    upload(page(who), content, name)

    assert Import.objects.get().state == state


def test_a_steward_brings_values_of_their_own_kpis_only(company, page):
    make_steward(company)
    client = page("steward")

    answer = upload(client, table("nps,top,2026-01,41", "late,north,2026-01,4")).content.decode()

    assert "you may bring values of the KPIs you answer for" in answer
    client.post(f"/imports/{Import.objects.get().pk}/apply/")
    assert values_of(company.nps) == {("top", "2026-01"): 41}
    assert values_of(company.late) == {}


def test_imports_of_others_are_not_found(company, page):
    upload(page("hr"), "key,name,parent\npier,Pier,top\n", "units.csv")
    number = Import.objects.get().pk

    client = page("steward")

    assert client.get(f"/imports/{number}/").status_code == 404
    assert client.post(f"/imports/{number}/apply/").status_code == 404
    assert client.get(f"/imports/{number}/?format=csv").status_code == 404


def test_rights_are_judged_when_it_is_applied(company, page):
    client = page("strategist")
    upload(client)
    number = Import.objects.get().pk
    user = company.cast.users["strategist"]
    organization.end_role(
        system("left the office"), user, {"role": "strategy_office", "unit": None, "on": clock.today()}
    )

    client = page("strategist")  # losing a role ends the session
    assert client.post(f"/imports/{number}/apply/").status_code in (403, 422)
    assert values_of(company.nps) == {}


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(company, page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = page("administrator")
    upload(client)
    client.get("/imports/")
    with CaptureQueriesContext(connection) as one:
        client.get("/imports/")
    upload(client)
    upload(client)
    with CaptureQueriesContext(connection) as three:
        client.get("/imports/")

    assert len(one) == len(three) <= 15


def shown_rows(text):
    """Return the cells of the table of a page as plain text, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in cells]


def test_the_lists_as_csv_hold_exactly_what_is_shown(company, page):
    client = page("administrator")
    upload(client)
    client.post(f"/imports/{Import.objects.get().pk}/apply/")
    upload(client)
    client.post("/exports/")
    exporting.write(Export.objects.get().pk)

    for path, days in (("/imports/", (8,)), ("/exports/", (0, 5, 6))):
        head, *shown = shown_rows(client.get(path).content.decode())
        text = client.get(f"{path}?format=csv").content.decode("utf-8-sig")
        columns, *rows = csv.reader(io.StringIO(text))
        assert columns == head
        assert len(rows) == len(shown) >= 1
        for row, cells in zip(rows, shown, strict=True):
            same = [at for at in range(len(row)) if at not in days and columns[at] not in ("State", "Rows")]
            assert [row[at] for at in same] == [cells[at] for at in same]
        assert client.get(f"{path}?format=xlsx").content[:2] == b"PK"
