"""The translations: compiled as they stand, complete, and with the placeholders of the original."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from compile_messages import LOCALES, compiled

CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


def messages(catalog: Path) -> list[Message]:
    with catalog.open("rb") as file:
        return [message for message in read_po(file, locale=catalog.parent.parent.name) if message.id]


def said(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_what_the_server_reads_is_what_was_translated(catalog: Path) -> None:
    assert catalog.with_suffix(".mo").read_bytes() == compiled(catalog), "Run: python tools/compile_messages.py"


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_every_entry_is_translated_and_keeps_its_placeholders(catalog: Path) -> None:
    wrong = []
    for message in messages(catalog):
        originals, translations = said(message.id), said(message.string)
        wanted = set(PLACEHOLDER.findall(originals[-1]))
        for translation in translations:
            found = set(PLACEHOLDER.findall(translation))
            if not translation or not (found == wanted or (len(originals) > 1 and found <= wanted)):
                wrong.append((originals[0], translation))

    assert not wrong


def test_there_is_a_translation() -> None:
    assert CATALOGS


def bare_refusals(source: str) -> list[int]:
    """Return the lines on which a rule refuses in words that no catalog can hold."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    refusals = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "deny"]
    bare = [call for call in refusals if isinstance(call.args[0], ast.Constant | ast.JoinedStr)]
    return [call.lineno for call in bare if not (isinstance(call.args[0], ast.Constant) and call.args[0].value == "")]


def test_what_a_rule_says_is_said_in_the_language_of_the_reader() -> None:
    assert bare_refusals('deny("No.")\ndeny(f"No, {name}.")\ndeny(_("No."))\ndeny("")') == [1, 2]

    rules = [path for path in LOCALES.parent.rglob("*.py") if "tests" not in path.parts]

    assert not [(path.name, line) for path in rules for line in bare_refusals(path.read_text(encoding="utf-8"))]
