"""T18: no cell of a file starts a formula, and what was typed comes back as it was."""

import csv
import io
import zipfile

import pytest

from lineofsight.base.web.tables import Sheet, to_csv, to_xlsx
from lineofsight.measures import commands as measures
from tests.attack.browsers import browser
from tests.cast import START, system
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CORPUS = (
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "http://evil.example",
)
STARTS = ("=", "+", "-", "@", "＝")


@pytest.mark.parametrize("text", CORPUS)
def test_no_cell_of_a_csv_starts_a_formula(text: str) -> None:
    content = to_csv(Sheet((text, "other"), ((text, 1), (-5, text))))

    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]

    texts = [cell for cell in cells if cell not in ("1", "-5")]
    assert not [cell for cell in texts if cell.strip().startswith(STARTS)]
    assert "-5" in cells, "a negative number stays a number"
    assert [cell.removeprefix("'") for cell in texts if cell != "other"] == [text] * 3


@pytest.mark.parametrize("text", CORPUS)
def test_no_cell_of_a_workbook_is_a_formula_or_link(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(Sheet((text,), ((text,),))))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()

    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [name for name in names if "externalLink" in name]


@pytest.mark.parametrize("text", CORPUS[:6])
def test_name_of_a_kpi_is_harmless_in_the_list_as_file(world: World, text: str) -> None:
    measures.revise_measure(system(), world.measures["yield"], {"name": text, "from_": START})
    content = browser(world).get("/kpis/", {"format": "csv"}).content.decode("utf-8-sig")

    names = [row[0] for row in csv.reader(io.StringIO(content, newline=""))]

    assert f"'{text}" in names
    assert text not in names
