"""PDF/A documents: text stays text, and a letter without a font does not stop the print."""

import io

import pytest
from pypdf import PdfReader

from lineofsight.base import documents

PLAIN = "base/typst/plain.typ"
MARKUP = [
    '#panic("x") *bold* $x^2$ @ref `raw` [a] // no comment',
    '#read("/base/documents.py")',
    "= Title\\ #sys.inputs",
]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def test_markup_in_data_is_printed_as_it_stands():
    content = documents.pdf(PLAIN, {"title": "#image(1)", "foot": "*x*", "lines": MARKUP})

    printed = read(content).pages[0].extract_text()

    assert [line for line in (*MARKUP, "#image(1)", "*x*") if line not in printed] == []


def test_a_document_says_that_it_is_pdf_a():
    content = documents.pdf(PLAIN, {"title": "Map", "foot": "", "lines": []})

    xmp = read(content).trailer["/Root"]["/Metadata"].get_data().decode()

    assert ("<pdfaid:part>2</pdfaid:part>" in xmp, "<pdfaid:conformance>B</pdfaid:conformance>" in xmp) == (True, True)


def test_letters_that_no_font_has_become_squares():
    content = documents.pdf(PLAIN, {"title": "Größe", "foot": "", "lines": ["Łódź 日本 \x07end"]})

    assert read(content).pages[0].extract_text().splitlines()[:2] == ["Größe", "Łódź □□ end"]


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_paper_is_chosen(paper, size):
    content = documents.pdf(PLAIN, {"title": "Map", "foot": "", "lines": []}, paper=paper)

    box = read(content).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
