"""The glossary and the code use the same words: none is explained that is not there, and none is there unexplained."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from lineofsight.base.model import Identified
from lineofsight.core import freshness, status
from lineofsight.measures.models import cards

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text()
ROWS = re.findall(r"^\| (?P<words>`[^|]*) \| (?P<shown>[^|]*) \| (?P<meaning>[^|]*) \|$", GLOSSARY, re.MULTILINE)
EXPLAINED = [word for words, _, _ in ROWS for word in re.findall(r"`(\w+)`", words)]
MODELS = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("lineofsight.")}


def test_every_word_of_the_glossary_is_a_thing_in_the_code_and_stands_there_once() -> None:
    assert len(EXPLAINED) >= 30
    assert [word for word in EXPLAINED if word not in MODELS] == []
    assert len(set(EXPLAINED)) == len(EXPLAINED)


def test_everything_with_a_public_id_is_explained() -> None:
    named = {name for name, model in MODELS.items() if issubclass(model, Identified)}

    assert named - set(EXPLAINED) == set()


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("status", status.STATUSES),
        ("polarity", cards.POLARITIES),
        ("freshness", (freshness.FRESH, freshness.OVERDUE, freshness.STALE, freshness.NO_DATA)),
    ],
)
def test_values_are_those_of_the_code(word: str, values: tuple[str, ...]) -> None:
    (row,) = re.findall(rf"^\| {word} \| (.*) \|$", GLOSSARY, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", row)) == set(values)
