"""Break the code of each area on purpose, count how often a test notices, and refuse a share below its demand.

Arguments are patterns of mutants, such as "lineofsight.core.weights.*"; without any, all are tried. What is left in
`mutants/` makes the next run try only what has changed.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from areas import AREAS, Area

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
SURVIVED = {0, 5, 33, None}  # no test failed, or none looked at it; everything else was noticed
NOT_TRIED = {34, 35}  # skipped or unclear


def verdicts(area: Area) -> Counter[str]:
    """Return how many mutants of an area were noticed and how many survived."""
    found: Counter[str] = Counter()
    for meta in sorted(MUTANTS.rglob("*.py.meta")):
        path = meta.relative_to(MUTANTS).as_posix().removesuffix(".meta")
        if not area.holds(path):
            continue
        for code in json.loads(meta.read_text())["exit_code_by_key"].values():
            if code not in NOT_TRIED:
                found["survived" if code in SURVIVED else "noticed"] += 1
    return found


def main(patterns: Sequence[str]) -> int:
    """Run mutmut and print a line per area; return the exit code."""
    mutmut = str(Path(sys.executable).parent / "mutmut")
    subprocess.run([mutmut, "run", *patterns], cwd=ROOT, check=True)
    below = False
    for area in AREAS:
        if area.mutation_score is None:
            continue
        found = verdicts(area)
        score = 100 * found["noticed"] / found.total() if found.total() else 0.0
        below = below or score < area.mutation_score
        print(f"mutation  {area.name:<11}{score:6.1f} % of {found.total():,}  (demanded {area.mutation_score:.0f} %)")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
