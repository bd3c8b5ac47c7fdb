"""Rules of the house for what the browser gets."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parent.parent
MARKUP = sorted([*UI.glob("templates/**/*.html"), *UI.glob("html/*.py"), *UI.glob("templatetags/*.py")])
STYLES = sorted(UI.glob("assets/**/*.css"))


@pytest.mark.parametrize("path", MARKUP, ids=lambda path: str(path.relative_to(UI)))
def test_markup_holds_no_inline_style_or_script(path):
    text = path.read_text()

    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(UI)))
def test_classes_have_our_prefix(path):
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", path.read_text(), flags=re.S)
    names = set(re.findall(r"\.([a-z][\w-]*)(?![\w-]*\.(?:css|woff2))", text))

    assert {name for name in names if not name.startswith(("ls-", "htmx-"))} == set()


@pytest.mark.parametrize(
    "path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: str(path.relative_to(UI))
)
def test_colors_come_from_tokens(path):
    found = re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(", path.read_text())

    assert set(found) <= ({"#000", "#fff", "#999"} if path.name == "print.css" else {"rgb("})


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(UI)))
def test_sides_are_logical_so_that_pages_can_be_mirrored(path):
    declared = re.findall(
        r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\s*[:;]",
        path.read_text(),
    )

    assert declared == []


def test_used_classes_are_styled():
    styled = set(re.findall(r"\.(ls-[\w-]+)", "".join(path.read_text() for path in STYLES)))
    used = {name for path in MARKUP for name in re.findall(r"\bls-[a-z][\w-]*", path.read_text())}
    unstyled = {name for name in used if name not in styled and not any(s.startswith(name) for s in styled)}

    assert unstyled <= IDS_AND_HOOKS


IDS_AND_HOOKS = {
    "ls-open",
    "ls-find-close",
    "ls-find-field",
    "ls-found-marks",
    "ls-find-results",
    "ls-history",
    "ls-known-at",
    "ls-known-hint",
    "ls-last",
    "ls-closed-form",
    "ls-side", "ls-messages", "ls-said", "ls-keys-title", "ls-as-of", "ls-focus", "ls-find", "ls-filter", "ls-fold",
    "ls-go", "ls-save", "ls-appearance", "ls-why-close", "ls-why-title", "ls-undo", "ls-menu",
}  # fmt: skip
