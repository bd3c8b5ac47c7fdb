"""Run the tests in lanes: PostgreSQL, then everything else on SQLite; `make test` calls this.

A lane whose server or browser is absent is skipped loudly, and fails when CI=true. What follows the options goes to
pytest. The last line printed is pytest's own summary: of the first lane that failed, else of the last one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
POSTGRES_SETTING = "LINEOFSIGHT_TEST_POSTGRES"
POSTGRES_DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"
CHROMIUM_SETTING = "LINEOFSIGHT_TEST_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Named here, so that neither the data of a running installation nor its .env file takes part.
OWN_DATA = {"LINEOFSIGHT_DATA_DIR": ".cache/tests", "DATABASE_URL": "sqlite:///.cache/tests/lineofsight.sqlite3"}
CI = os.environ.get("CI", "").lower() in {"1", "true"}


@dataclass(frozen=True)
class Lane:
    """One pytest process: its marker expression, its environment and further arguments."""

    name: str
    markers: str
    environment: dict[str, str]
    arguments: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Outcome:
    """How a lane ended; the summary is pytest's last line."""

    lane: Lane
    exit_code: int
    summary: str


def postgres() -> str:
    """Return the address of a PostgreSQL server that answers, or an empty string after saying what is missing."""
    url = os.environ.get(POSTGRES_SETTING, POSTGRES_DEFAULT)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        skipped("PostgreSQL", f"{str(error).splitlines()[0]}. Start a server or name one in {POSTGRES_SETTING}.")
        return ""
    return url


def chromium() -> str:
    """Return the path of the browser, or an empty string after saying what is missing."""
    names = [os.environ[CHROMIUM_SETTING]] if CHROMIUM_SETTING in os.environ else CHROMIUM_NAMES
    found = next(filter(None, map(shutil.which, names)), "")
    if not found:
        skipped("Browser", f"no chromium on this machine. Install one or name it in {CHROMIUM_SETTING}.")
    return found


def skipped(lane: str, reason: str) -> None:
    """Say so that nobody overlooks it that a lane does not run."""
    print(f"\n{'#' * 100}\n#  {lane} tests are NOT RUN: {reason}\n{'#' * 100}\n", flush=True)


def run(lane: Lane) -> Outcome:
    """Run one lane, passing its output on as it comes."""
    workers = max(2, min(os.cpu_count() or 2, 8))
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "-m", lane.markers, *lane.arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    print(f"\n--- {lane.name} ---", flush=True)
    (ROOT / OWN_DATA["LINEOFSIGHT_DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **OWN_DATA, **lane.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    summary = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        summary = line.rstrip() or summary
    return Outcome(lane, process.wait(), summary)


def lanes(url: str, browser: str, *, slow: bool, arguments: Sequence[str]) -> list[Lane]:
    """Return what can run here, the lane with most tests last."""
    unless_slow = "" if slow else " and not slow"
    chosen = []
    if url:
        unless_same = "" if slow else " and not one_database"
        markers = f"(database or postgres) and not browser{unless_slow}{unless_same}"
        chosen.append(Lane("PostgreSQL", markers, {"DATABASE_URL": url}, arguments))
    markers = f"not postgres{unless_slow}" + ("" if browser else " and not browser")
    title = "SQLite and browser" if browser else "SQLite"
    chosen.append(Lane(title, markers, {CHROMIUM_SETTING: browser}, arguments))
    return chosen


def main(arguments: list[str]) -> int:
    """Run the lanes that can run and return the exit code."""
    options = {argument for argument in arguments if argument in {"--long", "--journeys"}}
    rest = [argument for argument in arguments if argument not in options]
    browser = chromium()
    if "--journeys" in options:
        if not browser:
            return 1
        return run(Lane("Browser", "browser", {CHROMIUM_SETTING: browser}, rest)).exit_code
    url = postgres()
    is_long = "--long" in options
    # Coverage of both lanes adds up; the first one starts it anew.
    measured = ["--cov", "--cov-append", "--cov-report="] if is_long else []
    if is_long:
        (ROOT / ".cache/coverage").unlink(missing_ok=True)
    outcomes = [run(lane) for lane in lanes(url, browser, slow=is_long, arguments=[*measured, *rest])]
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    if failed and failed[0] is not outcomes[-1]:
        print(f"\n{failed[0].lane.name}:\n{failed[0].summary}")
    if failed:
        return failed[0].exit_code
    if CI and not (url and browser):
        print("\nCI=true asks for every lane, and one could not run (see NOT RUN above).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
