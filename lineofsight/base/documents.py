"""Pages as PDF/A: a typst file of ours gives the form, the data gives the words, and words never become markup.

A document is a `.typ` file beside the templates of its domain. It reads its data by `#let it = data()` from
`/base/typst/page.typ`, which also holds what all documents share. Nothing is ever put into the text of a `.typ` file:
the data travels as JSON, so that a name like `#panic()` is printed as it stands.
"""

import importlib.util
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

PACKAGE = Path(__file__).resolve().parent.parent
STANDARD: Final = "a-2b"
PAPERS = ("a4", "us-letter")
UNKNOWN = "\N{WHITE SQUARE}"
#: A PDF/A must carry every letter it shows; typst names the ones that no font of ours has.
NO_LETTER = re.compile(r'the text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
MOST_UNKNOWN = 40
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def pdf(form: str, data: dict[str, Any], *, paper: str = "a4") -> bytes:
    """Return a PDF/A made of a form (path of a `.typ` file inside the package) and data (what JSON can hold).

    A letter that our fonts lack is shown as an empty square, since a PDF/A with a hole in it would not be one.
    """
    if paper not in PAPERS:
        raise ValueError(f"{paper} is not one of {', '.join(PAPERS)}")
    text = json.dumps({**_clean(data), "paper": paper}, ensure_ascii=False)
    for _ in range(MOST_UNKNOWN):
        try:
            return _compile(form, text)
        except typst.TypstError as error:
            found = NO_LETTER.search(str(error))
            if found is None:
                raise
            text = _without(text, found["text"])
    return _compile(form, text.encode("latin-1", "replace").decode("latin-1"))


def as_pdf(request: HttpRequest, name: str, form: str, make: Callable[[], dict[str, Any]]) -> HttpResponse | None:
    """Return the document where `?format=pdf` asks for it (`&paper=us-letter` for that paper), else None."""
    if request.GET.get("format") != "pdf":
        return None
    paper = request.GET.get("paper", "")
    content = pdf(form, make(), paper=paper if paper in PAPERS else PAPERS[0])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "document"}.pdf"'
    return response


def _compile(form: str, text: str) -> bytes:
    made = typst.compile(
        PACKAGE / form,
        root=PACKAGE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=[STANDARD],
    )
    return bytes(made)


@cache
def _fonts() -> list[Path]:
    """Return the folder of the typeface; without it typst's own fonts serve."""
    spec = importlib.util.find_spec("fontpkg_inter")
    return [Path(spec.origin).parent / "files"] if spec and spec.origin else []


def _clean(value: Any) -> Any:
    """Return the data without characters that no font draws."""
    if isinstance(value, str):
        return BAD.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def _without(text: str, letters: str) -> str:
    for letter in letters:
        if not letter.isascii():
            text = text.replace(letter, UNKNOWN)
    return text
