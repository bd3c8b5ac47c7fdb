"""Refuse documents that have drifted: dead links, pages nobody can reach, settings and targets that do not exist.

Every Markdown page is reachable from docs/index.md or README.md; every setting read from the environment stands in
docs/administrator/settings.md and .env.example, and nothing else does; every `make` target a page names is there.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_PAGE = ROOT / "docs/administrator/settings.md"
EXAMPLE = ROOT / ".env.example"
ENTRANCES = ("README.md", "docs/index.md")

LINK = re.compile(r"(?<!`)!?\[[^\]\n]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MAKE_TARGET = re.compile(r"`make ([a-z][a-z-]*)")
SETTING = re.compile(r"\b(?:LINEOFSIGHT_[A-Z_]+|DATABASE_URL)\b")
# Read by the tools and by what measures, not by the application that runs.
TEST_SETTINGS = {"LINEOFSIGHT_TEST_POSTGRES", "LINEOFSIGHT_TEST_CHROMIUM"}


def pages() -> list[Path]:
    """Return every Markdown page of the project."""
    return sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])


def links(page: Path) -> Iterator[Path]:
    """Yield the files of this repository that a page links to; code blocks hold examples, not links."""
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if not re.match(r"[a-z]+:|#", target):
            yield (page.parent / target.partition("#")[0]).resolve()


def name(path: Path) -> str:
    """Return a path as it is written in messages."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def dead_links() -> Iterator[str]:
    """Yield each link to a file that is not there."""
    for page in pages():
        for target in links(page):
            if not target.exists():
                yield f"{name(page)}: links to {name(target)}, which does not exist"


def unreachable_pages() -> Iterator[str]:
    """Yield each page that no chain of links leads to."""
    waiting = [ROOT / entrance for entrance in ENTRANCES]
    reached: set[Path] = set()
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting.extend(links(page))
    for page in pages():
        if page not in reached:
            yield f"{name(page)}: no page leads here; link it from docs/index.md"


def settings_read() -> set[str]:
    """Return the names of all settings that the code takes from the environment."""
    found: set[str] = set()
    for module in ROOT.glob("lineofsight/**/*.py"):
        if "tests" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value):
                found.add(node.value)
    return found


def settings_drift() -> Iterator[str]:
    """Yield each setting that is read but not documented, or documented but not read."""
    read = settings_read() - TEST_SETTINGS
    for document in (SETTINGS_PAGE, EXAMPLE):
        written = set(SETTING.findall(document.read_text())) - TEST_SETTINGS
        for setting in sorted(read - written):
            yield f"{name(document)}: {setting} is missing"
        for setting in sorted(written - read):
            yield f"{name(document)}: {setting} is not read anywhere"


def unknown_targets() -> Iterator[str]:
    """Yield each `make` target that a page names and the Makefile does not have."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in pages():
        for target in MAKE_TARGET.findall(page.read_text()):
            if target not in targets:
                yield f"{name(page)}: there is no `make {target}`"


def main() -> int:
    """Print every problem; return the exit code."""
    found = [*dead_links(), *unreachable_pages(), *settings_drift(), *unknown_targets()]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
