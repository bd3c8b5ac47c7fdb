"""Files cut off or scrambled at random places: read as far as they say something, or refused in words."""

import contextlib
import io
import json
import random
from itertools import pairwise

import pytest
import xlsxwriter

from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats.findings import Finding
from lineofsight.integrations.formats.graph import cycles
from lineofsight.integrations.formats.mapped_file import open_plain
from lineofsight.integrations.formats.mapping import read_mapping
from lineofsight.integrations.formats.package_writer import write_package
from lineofsight.integrations.formats.strategy_package import read_package

from .test_strategy_package import SMALL

SEEDS = range(60)
NOISE = [
    b'"',
    b",",
    b"\n",
    b"\x00",
    b"\xff",
    b";",
    b"}",
    b"[",
    b"1e999",
    b"\r",
    b"\xef\xbb\xbf",
    b"9" * 30,
    b"null",
    b"-",
]


def table():
    lines = ["measure,unit,period,value,comment"]
    lines += [f'kpi-{n % 7},hub,{2020 + n % 5}-{n % 12 + 1:02},{n * 1.5},"said ""so"",\nthen Ünder"' for n in range(80)]
    return ("\n".join(lines) + "\n").encode()


def damaged(content, seed):
    """Return the content cut off or with some noise, always the same for a seed."""
    dice = random.Random(seed)
    if seed % 3 == 0:
        return content[: dice.randrange(1, len(content))]
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(content))
        content = content[:place] + dice.choice(NOISE) + content[place + dice.randrange(4) :]
    return content


@contextlib.contextmanager
def refused_in_words():
    """Let a problem of the file pass if it says what is wrong and what to do; anything else fails the test."""
    problems = []
    with contextlib.suppress(FileProblem):
        try:
            yield
        except FileProblem as problem:
            problems.append(problem)
            raise
    assert all(problem.sentence.endswith(".") and problem.next_step for problem in problems)


def assert_findings_speak(findings):
    assert all(isinstance(one, Finding) for one in findings)
    assert all(one.sentence.endswith(".") and one.place.line for one in findings)
    json.dumps(findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_table(seed):
    with refused_in_words():
        opened = open_plain(Source.of(damaged(table(), seed), "actuals.csv"))
        batches = list(opened.batches())

        assert opened.accounts["observations"].balanced
        assert_findings_speak([finding for batch in batches for finding in batch.findings])


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_package(seed):
    with refused_in_words():
        package = read_package(damaged(json.dumps(SMALL, indent=1).encode(), seed), "package.json")

        assert package.points.balanced
        assert_findings_speak(package.findings)
        json.dumps(write_package(package))


@pytest.mark.parametrize("seed", range(12))
def test_damaged_workbook(seed):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(["measure,period,value", "a,2026-01,1", "b,2026-01,2"]):
            sheet.write_row(number, 0, line.split(","))

    with refused_in_words():
        opened = open_plain(Source.of(damaged(content.getvalue(), seed), "actuals.xlsx"))
        list(opened.batches())
        assert opened.accounts["observations"].balanced


@pytest.mark.parametrize("seed", SEEDS)
def test_package_with_values_of_other_kinds(seed):
    dice = random.Random(seed)
    package = json.loads(json.dumps(SMALL))
    wrong = [
        None,
        True,
        -1,
        1.5,
        1e300,
        1e-300,
        10**30,
        "",
        "x",
        [],
        {},
        [[]],
        {"key": 1},
        "2022-02-31",
        "\u202e",
        "#REF!",
    ]
    for _ in range(4):
        found = package
        while isinstance(found, dict | list) and found:
            key = dice.choice(list(found)) if isinstance(found, dict) else dice.randrange(len(found))
            if not isinstance(found[key], dict | list) or dice.random() < 0.2:
                found[key] = dice.choice(wrong)
                break
            found = found[key]

    with refused_in_words():
        read = read_package(json.dumps(package, indent=1).encode(), "package.json")
        assert read.points.balanced
        assert_findings_speak(read.findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_mapping_with_values_of_other_kinds(seed):
    dice = random.Random(seed)
    mapping = {
        "format": "lineofsight-mapping/1", "calendar": {"start_month": 4}, "words": {"w": {"a": "b"}},
        "lookups": {"l": {"match": ["m"], "give": ["g"], "rows": [["1", "2"]]}},
        "files": [{"match": "*", "missing": ["x"], "outputs": [{
            "table": "observations", "rows": [{"column": "m", "in": ["1"]}],
            "fields": {"measure": {"lookup": "l", "field": "g"}, "period": {"column": "p", "words": "w"}, "value": "v"},
        }]}],
    }  # fmt: skip
    for _ in range(2):
        found = mapping
        while isinstance(found, dict | list) and found:
            key = dice.choice(list(found)) if isinstance(found, dict) else dice.randrange(len(found))
            if not isinstance(found[key], dict | list) or dice.random() < 0.3:
                found[key] = dice.choice([None, 7, 1.5, "x", [], {}, [1], {"a": []}, True, "{", "{m|nope}"])
                break
            found = found[key]

    with refused_in_words():
        read_mapping(json.dumps(mapping, indent=1).encode(), "m.json")


def test_a_chain_of_a_hundred_thousand_parents_is_walked():
    names = [str(n) for n in range(100_000)]
    chain = {child: [parent] for child, parent in pairwise(names)}

    assert cycles(chain) == []
    assert len(cycles(chain | {names[-1]: [names[0]]})[0]) == 100_000
