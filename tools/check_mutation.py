"""Break the code of each area on purpose, count how often its tests notice, and refuse a share below the demand.

Arguments are names of areas; without any, all are tried. Each area is worked on in a copy of its own under
`.cache/mutation`, in which the next run tries only what has changed. The tables are made once, on PostgreSQL: making
them anew for each mutant would take longer than its tests.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from areas import AREAS, Area
from run_tests import postgres

ROOT = Path(__file__).resolve().parent.parent
WORKSHOPS = ROOT / ".cache/mutation"
BUILT = "lineofsight/base/ui/static"
DATABASE = "lineofsight_mutation"
SURVIVED = {0, 5, 33, None}  # no test failed, or none looked at it; everything else was noticed
NOT_TRIED = {34, 35}  # skipped or unclear


def prepare(area: Area) -> Path:
    """Copy what is tracked, and what was built, into the area's folder; tell mutmut there what to change."""
    workshop = WORKSHOPS / area.name
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            _copy(ROOT / name, workshop / name)
    shutil.copytree(ROOT / BUILT, workshop / BUILT, dirs_exist_ok=True)
    settings = workshop / "pyproject.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(
            "[tool.mutmut]\n",
            f"[tool.mutmut]\nonly_mutate = {json.dumps(area.patterns)}\n"
            f"pytest_add_cli_args_test_selection = {json.dumps(area.noticed_by)}\n",
        ),
        encoding="utf-8",
    )
    return workshop


def database() -> str:
    """Return the address of a database for the mutants, made where it is not there yet; the tests add `test_`."""
    server = postgres()
    if not server:
        raise SystemExit("Mutation needs PostgreSQL; the line above says how to name one.")
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return f"{server.rsplit('/', 1)[0]}/{DATABASE}"


def _copy(source: Path, target: Path) -> None:
    """Copy a file unless the one there is the same: what mutmut found out about an unchanged file stays."""
    if target.exists() and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def outcomes(workshop: Path, area: Area) -> Iterator[tuple[str, bool]]:
    """Yield each mutant that was tried, and whether a test noticed it."""
    mutants = workshop / "mutants"
    for meta in sorted(mutants.rglob("*.py.meta")):
        if not area.holds(meta.relative_to(mutants).as_posix().removesuffix(".meta")):
            continue
        for name, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            if code not in NOT_TRIED:
                yield name, code not in SURVIVED


def score_of(area: Area) -> float:
    """Run mutmut over one area, print the survivors and the share that was noticed, and return that share."""
    workshop = prepare(area)
    mutmut = str(Path(sys.executable).parent / "mutmut")
    environment = {
        **os.environ,
        "PYTHONPATH": ".",
        "LINEOFSIGHT_DATA_DIR": str(workshop / ".cache/data"),
        "DATABASE_URL": database(),
    }
    subprocess.run([mutmut, "run", "--max-children", "1"], cwd=workshop, check=True, env=environment)
    found = list(outcomes(workshop, area))
    print(*(f"          survived: {name}" for name, noticed in found if not noticed), sep="\n")
    tally = Counter(noticed for _, noticed in found)
    score = 100 * tally[True] / len(found) if found else 0.0
    print(f"mutation  {area.name:<11}{score:6.1f} % of {len(found):,}  (demanded {area.mutation_score:.0f} %)")
    return score


def main(names: Sequence[str]) -> int:
    """Try the areas asked for and return the exit code."""
    wanted = [area for area in AREAS if area.mutation_score is not None and (not names or area.name in names)]
    scores = {area: score_of(area) for area in wanted}
    return 1 if any(score < (area.mutation_score or 0) for area, score in scores.items()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
