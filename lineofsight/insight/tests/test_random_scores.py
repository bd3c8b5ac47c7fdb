"""An explanation explains: random scores are worked out again from their leaves, and each leaf is read in its file.

The few of every run and the two hundred of the long lane are drawn with one seed, from all scores there are.
"""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lineofsight.base import clock, files
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.models import StoredFile
from lineofsight.integrations.tests.company import command_line
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree
from lineofsight.scorecard.why_tree import SourceRow, WhyTree

PACKAGE = Path(__file__).parents[4] / "shared/data/real/us-performance-gov/package.json"
LEVELS = 12
EXACT = 1e-9
HALF_OF_THE_SIXTH_DECIMAL = 0.5e-6 + EXACT
FEW, MANY = 25, 200
many = pytest.mark.parametrize("wanted", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])


def drawn(wanted: int) -> list[tuple[Score, WhyTree]]:
    """Return random scores as a page shows them (a closed period's as frozen), each with its whole tree."""
    rows = Score.objects.current().filter(score__isnull=False).order_by("pk").values_list("node_id", "period_id")
    places = random.Random(20261117).sample(list(rows), wanted)
    found = []
    for node, period in places:
        beliefs = list(Score.objects.filter(node=node, period=period).select_related("period"))
        tree = why(Context(viewer=SYSTEM, now=clock.now()), node, beliefs[0].period.key, levels=LEVELS)
        shown = next(row for row in beliefs if row.score is not None and float(row.score) == tree.score)
        found.append((shown, tree))
    return found


def leaves(tree: WhyTree) -> Iterator[SourceRow]:
    """Return the rows at the bottom of a tree."""
    yield from tree.sources
    for line in tree.children:
        if line.tree is not None:
            yield from leaves(line.tree)


def assert_recomputed(found: list[tuple[Score, WhyTree]]) -> None:
    """Each tree, worked out bottom-up, gives what is stored."""
    for row, tree in found:
        again = recompute_tree(tree)
        assert again == pytest.approx(row.unrounded, abs=EXACT), (tree.kind, tree.name, tree.period.key)
        assert float(row.score) == pytest.approx(again, abs=HALF_OF_THE_SIXTH_DECIMAL)


def rows_behind(found: list[tuple[Score, WhyTree]]) -> list[SourceRow]:
    """Return the distinct rows behind some trees; there must be some, and each names its file."""
    rows = {row.observation_id: row for _, tree in found for row in leaves(tree)}
    assert rows
    return list(rows.values())


@many
def test_scores_of_the_demo_follow_from_the_lines_of_its_files(demo, wanted):
    found = drawn(wanted)

    assert_recomputed(found)
    for row in rows_behind(found):
        stored = StoredFile.objects.get(public_id=row.file_public_id)
        numbers = files.expand(row.lines)
        lines = files.text_lines(stored, numbers)
        cells = [next(csv.reader([lines[number]])) for number in numbers]
        assert stored.name == row.file_name
        if row.raw:
            (only,) = cells
            assert all(part in only for part in row.raw.split("/")), (row.raw, only)
            assert row.period_key in only[0]
        else:  # a value that counts the lines it rests on
            assert len(cells) in (row.numerator, len(numbers))
            assert {cell[0][:7] for cell in cells} == {row.period_key}


@pytest.mark.slow  # importing the package takes longer than all the rest of these tests
def test_scores_of_the_federal_package_follow_from_its_json(db, capsys):
    if not PACKAGE.exists():
        pytest.skip("SKIPPED: the federal package is not beside this checkout (../shared)")
    code, _ = command_line(capsys, str(PACKAGE))
    assert code in (0, 1)
    text = PACKAGE.read_text("utf-8")
    package, lines = json.loads(text), text.split("\n")

    found = drawn(MANY)

    assert_recomputed(found)
    for row in rows_behind(found):
        assert row.file_name == "package.json"
        place = resolved(package, row.pointer)
        value = place.get("value") if isinstance(place, dict) else place
        assert float(row.raw) == pytest.approx(float(value), abs=EXACT)
        at = files.expand(row.lines)
        assert any(row.raw in lines[number - 1] for number in range(at[0], at[-1] + 8))


def resolved(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer points at."""
    for part in pointer.lstrip("/").split("/"):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document
