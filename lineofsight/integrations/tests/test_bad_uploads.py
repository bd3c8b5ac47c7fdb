"""Bad input as a person sends it, by the page: one clear sentence with its place and the way on, and nothing taken."""

import html
import json
import re

import pytest

from lineofsight.integrations.models import Import, StagedKey, StagedObservation
from lineofsight.integrations.tests.company import HEAD, table, values_of
from lineofsight.integrations.tests.test_bad_files import claims_17_billion_cells, zip_bomb
from lineofsight.integrations.tests.test_import_pages import page, upload  # noqa: F401 a fixture
from lineofsight.measures.models import Measure, Observation

pytestmark = pytest.mark.one_database

PACKAGE = {
    "format": "strategy-package/2",
    "organization": {"key": "top", "name": "Top"},
    "perspectives": [{"key": "c", "name": "C"}],
}


def package(**lists):
    return json.dumps({**PACKAGE, **lists}, indent=1)


def kpi(**card):
    said = {"key": "k", "name": "K", "unit": "u", "polarity": "maximize", "frequency": "monthly", **card}
    return package(units=[{"key": "u", "name": "U", "parent": "top"}, {"key": "top", "name": "Top"}], kpis=[said])


#: name: content, file, what the page says (sentence and way on), whether the file as a whole is not taken
CASES = {
    "17 billion cells": (claims_17_billion_cells, "a.xlsx", ["cells", "Save"], True),
    "zip bomb": (zip_bomb, "a.xlsx", ["unpack"], True),
    "half a workbook": (lambda: claims_17_billion_cells()[:200], "a.xlsx", ["damaged"], True),
    "half a package": (package()[:60], "p.json", ["line 4"], True),
    "a quote cut in half": (f'{HEAD}\nnps,top,2026-01,"4', "a.csv", ["line 2"], True),
    "no table": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.csv", ["is a picture", "Save it as CSV"], True),
    "columns of nobody": ("a,b,c\n1,2,3\n", "a.csv", ["line 1", "or a mapping"], True),
    "a manager not in the file": (
        "key,name,unit,manager\nada,Ada,top,nobody\n",
        "people.csv",
        ["“nobody” (line 2) is neither in this file nor in Lineofsight", "Add the person, or correct the key."],
        False,
    ),
    "an id that differs by case": (
        table("NPS,top,2026-01,4"), "a.csv", ["Line 2, column 1", "did you mean “nps”"], False,
    ),
    "twenty digits": (table("nps,top,2026-01,12345678901234567890"), "a.csv", ["Line 2, column 4", "15"], False),
    "two values of one period": (
        table("nps,top,2026-01,4", "nps,top,2026-01,5"), "a.csv", ["lines 2, 3", "none is taken"], False,
    ),
    "spreadsheet errors": (table("nps,top,2026-01,#REF!"), "a.csv", ["Line 2", "#REF!"], False),
    "a period of another frequency": (table("nps,top,2026-Q1,4"), "a.csv", ["Line 2, column 3", "2026-01"], False),
    "a unit below itself": (
        "key,name,parent\na,A,b\nb,B,a\n", "units.csv", ["a → b → a", "Correct one of these parents"], False,
    ),
    "a cycle in the cascade": (
        package(objectives=[
            {"key": "A", "name": "A", "parent": "B", "perspective": "c"},
            {"key": "B", "name": "B", "parent": "A", "perspective": "c"},
        ]), "p.json", ["→", "until"], False,
    ),
    "weights that cannot add up": (
        package(perspectives=[{"key": "c", "name": "C", "weight": 60}, {"key": "d", "name": "D", "weight": 70}]),
        "p.json", ["130", "100"], False,
    ),
    "a target equal to its baseline": (kpi(baseline=5, target=5), "p.json", ["baseline"], False),
    "prose as a target": (kpi(target="at or above 95 %"), "p.json", ["at or above 95 %"], False),
    "a period outside the calendar": (
        kpi(observations=[{"period": "2031-13", "value": 1}]), "p.json", ["2031-13"], False,
    ),
}  # fmt: skip


def words_of(page_text):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_text)))


def test_bad_input_is_answered_by_the_page_and_the_right_file_comes_in_afterwards(company, page):  # noqa: F811
    client = page("administrator")

    for case, (content, name, said, is_whole) in CASES.items():
        answer = upload(client, content() if callable(content) else content, name)
        text = words_of(answer.content.decode())
        run = Import.objects.latest("pk")
        assert (case, answer.status_code, [part for part in said if part not in text]) == (case, 200, [])
        assert (case, run.state) == (case, "failed" if is_whole else "ready")
        if is_whole:
            assert [model.objects.filter(run=run).count() for model in (StagedObservation, StagedKey)] == [0, 0]
        assert (Observation.objects.count(), Measure.objects.count()) == (0, 2)

    upload(client, table("nps,top,2026-01,41"))
    client.post(f"/imports/{Import.objects.latest('pk').pk}/apply/")
    assert values_of(company.nps) == {("top", "2026-01"): 41}


def test_several_files_come_together(company, page):  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = page("administrator")
    sent = [
        SimpleUploadedFile("january.csv", table("nps,top,2026-01,41").encode()),
        SimpleUploadedFile("february.csv", table("nps,top,2026-02,42").encode()),
    ]

    text = client.post("/imports/new/", {"file": sent}, follow=True).content.decode()

    assert "january.csv, february.csv" in text
    assert "Apply 2 rows" in text
    assert client.post("/imports/new/", {}).status_code == 422
    assert "is empty" in client.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", b"")}).content.decode()


def test_a_file_above_the_limit_is_refused_with_the_limit(company, page, settings):  # noqa: F811
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    answer = page("administrator").post("/imports/new/", {"file": _large()})

    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()
    assert Import.objects.count() == 0


def _large():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("large.csv", b"x" * (1024 * 1024 + 1))
