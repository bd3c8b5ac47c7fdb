"""The examples of the documentation run as they stand.

In a document, an HTML comment before a code block says what the block is: `<!-- file: NAME -->` writes it to that file,
`<!-- run -->` runs it in a shell, `<!-- run: fails -->` expects it to end with an error, and `<!-- prints -->` names
lines that the last run must have printed. All blocks of a document share one new folder and one new installation.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- (?P<kind>file|run|prints)(?:: (?P<word>.+?))? -->\n```\w*\n(?P<text>.*?)^```$", re.M | re.S)
DOCUMENTS = sorted(path for path in (ROOT / "docs").rglob("*.md") if BLOCK.search(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Block:
    """One marked block of a document."""

    kind: str
    word: str
    text: str
    line: int


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found["kind"], found["word"] or "", found["text"], line)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a shell in which `lineofsight` is installed and nothing else is set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT", "DATABASE"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(folder), "LINEOFSIGHT_DEMO": "false"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_of_a_document_run_as_they_stand(document: Path, tmp_path: Path) -> None:
    printed = ""
    for block in blocks(document):
        place = f"{document.relative_to(ROOT)}, line {block.line}"
        if block.kind == "file":
            (tmp_path / block.word).write_text(block.text, encoding="utf-8")
        elif block.kind == "prints":
            for line in block.text.strip().splitlines():
                assert line.strip() in printed, f"{place}: {line!r} was not printed, but\n{printed}"
        else:
            call = ["bash", "-euo", "pipefail", "-c", block.text]
            done = subprocess.run(
                call, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
            )
            printed = done.stdout + done.stderr
            assert (done.returncode != 0) == (block.word == "fails"), (
                f"{place} ended with {done.returncode}:\n{printed}"
            )


def test_there_are_documents_with_examples() -> None:
    assert DOCUMENTS, "No document has a marked example: the mark or the pattern changed."
