"""A scorecard and a KPI on paper: PDF/A with what the page shows, and words that never become markup."""

import io

import pytest
from pypdf import PdfReader

from lineofsight.base import documents
from lineofsight.insight.presenting import papers

pytestmark = pytest.mark.one_database

SCORECARD = "/scorecards/norrvik/2026-10/?format=pdf"
KPI = "/kpis/temperature-excursions/?period=2026-10&format=pdf"


def read(content: bytes) -> tuple[PdfReader, str]:
    document = PdfReader(io.BytesIO(content))
    return document, "\n".join(page.extract_text() for page in document.pages)


def test_a_scorecard_prints_its_table_and_the_why_of_its_total(linnea):
    answer = linnea.get(SCORECARD)

    document, text = read(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert document.pages[0].mediabox.width > document.pages[0].mediabox.height
    assert "12 objectives: 6 on track, 4 at risk, 1 off track, 1 without data." in text
    assert "(25 × 65.92 + 30 × 68.20 + 30 × 53.60 + 15 × 64.55) / 100 = 62.7" in text
    assert "At risk, disputed" in text
    assert "printed by Linnea Sandberg on 17 Nov 2026" in text
    assert "<pdfaid:part>2</pdfaid:part>" in document.trailer["/Root"]["/Metadata"].get_data().decode()


def test_a_kpi_prints_its_chart_values_and_changes(linnea):
    _, text = read(linnea.get(KPI).content)

    assert "5.14" in text
    assert "4 periods in a row above the upper limit of 4.83" in text
    assert "Upper limit 4.83" in text  # in the chart
    assert "The council keeps" in text  # the reason of the second change
    assert "January 2025" in text


def test_paper_keeps_the_order_and_the_day_of_the_page(linnea):
    _, text = read(linnea.get(f"{SCORECARD}&sort=score").content)
    _, then = read(linnea.get("/scorecards/norrvik/2026-03/?as_of=2026-05-31&format=pdf").content)

    assert text.index("P1") < text.index("C2 ") < text.index("C1 ")
    assert "As known 31 May 2026" in then


def test_letter_paper_is_asked_for_by_name(linnea):
    document, _ = read(linnea.get(f"{KPI}&paper=us-letter").content)

    assert round(float(document.pages[0].mediabox.width)) == 612


@pytest.mark.parametrize("name", ["#panic()", "*bold* _it_ `raw` $x$ \\ @ref <tag>", "= heading", '"quoted"'])
def test_words_never_become_markup(name):
    table = {"title": name, "heads": [name], "widths": [1], "numeric": [False], "empty": name}
    row = [[{"text": name, "shape": "", "strong": False}]]
    data = {
        "title": name,
        "subtitle": name,
        "landscape": False,
        "foot": name,
        "lang": "en",
        "rtl": False,
        "figure": name,
        "status": {"shape": "disc", "word": name},
        "facts": name,
        "sentence": name,
        "chart": None,
        "tables": [{**table, "rows": row}, {**table, "rows": []}],
        "notes-title": name,
        "notes": [f"{name}\n{name}"],
    }

    _, text = read(documents.pdf(papers.FORM, data))

    assert text.count(name) >= 12
