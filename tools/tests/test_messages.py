"""The translations: compiled as they stand, complete, and with the placeholders of the original."""

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
