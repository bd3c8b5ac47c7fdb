"""Run every static check of the repository, two at a time, and print what fails; `make check` calls this.

Arguments name the checks to run; without any, all run.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DJANGO = (sys.executable, "-W", "ignore::RuntimeWarning", "-m", "django")
ENVIRONMENT = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings",
    "DATABASE_URL": "sqlite://:memory:",
    "PYTHONPATH": str(ROOT),
}


@dataclass(frozen=True)
class Check:
    """A command that prints what is wrong and then exits with something other than 0."""

    name: str
    command: Sequence[str | Path]


@dataclass(frozen=True)
class Result:
    """What one check said and how long it took."""

    check: Check
    passed: bool
    output: str
    seconds: float


# The slowest first, so that the two lanes end at about the same time.
CHECKS = (
    Check("types", (BIN / "mypy",)),
    Check("imports", (BIN / "lint-imports", "--no-logo", "--cache-dir", ".cache/imports")),
    Check("migrations", (*DJANGO, "makemigrations", "--check", "--dry-run")),
    Check("system", (*DJANGO, "check", "--fail-level", "WARNING")),
    Check("style", (BIN / "ruff", "check", "--quiet", ".")),
    Check("format", (BIN / "ruff", "format", "--check", "--quiet", ".")),
    Check("files", (sys.executable, "tools/check_files.py")),
    Check("documents", (sys.executable, "tools/check_docs.py")),
    Check("locks", (sys.executable, "tools/check_locks.py")),
)


def run(check: Check) -> Result:
    """Run one check from the root of the repository."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(check, done.returncode == 0, done.stdout, time.monotonic() - started)


def chosen(names: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks of these names, or all; an unknown name ends the program."""
    known = {check.name for check in CHECKS}
    if unknown := sorted(set(names) - known):
        sys.exit(f"No check is called {', '.join(unknown)}; there are {', '.join(sorted(known))}.")
    return tuple(check for check in CHECKS if not names or check.name in names)


def main(names: Sequence[str]) -> int:
    """Print one line per check and the words of those that fail; return the exit code."""
    failed: list[Result] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for result in pool.map(run, chosen(names)):
            print(f"{'ok  ' if result.passed else 'FAIL'} {result.check.name:<11}{result.seconds:5.1f} s", flush=True)
            if not result.passed:
                failed.append(result)
    for result in failed:
        print(f"\n--- {result.check.name} ---\n{result.output.rstrip()}")
    if failed:
        print(f"\nFailed: {', '.join(result.check.name for result in failed)}. `make fix` repairs style and format.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
