"""Refuse what must not be in a tracked file: secrets, paths of one machine, registry addresses, too many lines."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LONGEST_PYTHON = 600
LONGEST_TEMPLATE = 300
LARGEST_BYTES = 1_500_000
TEXT_WITHOUT_RULES = {"LICENSE"}


@dataclass(frozen=True)
class Rule:
    """A pattern that no tracked line may match, and the sentence that says why."""

    pattern: re.Pattern[str]
    sentence: str


# One character of each pattern stands in brackets, so that this file does not refuse itself.
RULES = (
    Rule(re.compile(r"(?<![\w.~/-])/(?:w[o]rk|r[o]ot|h[o]me|U[s]ers)/[\w.-]+"), "names a path of one machine"),
    Rule(re.compile(r"/t[m]p/[\w.-]+"), "names a path of one machine; ask the operating system for a temporary folder"),
    Rule(
        re.compile(
            r"\b(?:files\.pythonh[o]sted\.org|(?:test\.)?p[y]pi\.org/simple|registry\.n[p]mjs\.org|registry\.y[a]rnpkg\.com)"
        ),
        "names a registry host; lock files pin by hash instead",
    ),
    Rule(re.compile(r"--(?:extra-)?index-u[r]l[ =]"), "names a package index; lock files pin by hash instead"),
    Rule(re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE K[E]Y"), "holds a private key"),
    Rule(
        re.compile(r"\b(?:gh[po]|github_p[a]t|glp[a]t|xox[bp]|sk-[a-z]+|sk_l[i]ve)[-_]\w{16,}"), "holds an access token"
    ),
    Rule(re.compile(r"\bAKI[A][0-9A-Z]{16}\b"), "holds a cloud access key"),
    Rule(
        re.compile(r"://[^\s/:@<>{}$\"'`]+:[^\s/@<>{}$\"'`]+@(?!127\.|localhost|host\b)"),
        "holds a password in an address",
    ),
    Rule(re.compile(r"^(?:<{7}|>{7}) "), "holds a merge conflict"),
)


def tracked() -> list[Path]:
    """Return the files git tracks or would add, without those deleted in the working copy."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted({path for path in paths if path.is_file() and not path.is_symlink()})


def problems(path: Path) -> Iterator[str]:
    """Yield one sentence per thing wrong with a file, with its place."""
    name = path.relative_to(ROOT).as_posix()
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        yield f"{name}: {len(content):,} bytes; nothing above {LARGEST_BYTES:,} belongs into the repository"
        return
    if b"\0" in content or path.name in TEXT_WITHOUT_RULES:
        return
    lines = content.decode("utf-8", errors="replace").splitlines()
    yield from too_long(name, len(lines))
    for number, line in enumerate(lines, start=1):
        for rule in RULES:
            if found := rule.pattern.search(line):
                yield f"{name}:{number}: {rule.sentence}: {found.group()}"


def too_long(name: str, lines: int) -> Iterator[str]:
    """Yield a sentence when a Python file or a template has more lines than a reader can hold."""
    limits = {".py": LONGEST_PYTHON, ".html": LONGEST_TEMPLATE}
    limit = limits.get(Path(name).suffix)
    if limit and lines > limit:
        yield f"{name}: {lines} lines; split it by noun (at most {limit})"


def main() -> int:
    """Print every problem of every file; return the exit code."""
    found = [problem for path in tracked() for problem in problems(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
