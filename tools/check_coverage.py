"""Print the branch coverage of each area after a test run with --cov, and refuse one that is below its demand."""

import json
import subprocess
import sys
from pathlib import Path

from areas import AREAS, Area

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / ".cache/coverage.json"


def covered_share(area: Area, files: dict[str, dict[str, dict[str, float]]]) -> tuple[float, list[str]]:
    """Return the percentage of lines and branches that ran, and the files in which some did not."""
    summaries = {path: entry["summary"] for path, entry in files.items() if area.holds(path)}
    wanted = sum(each["num_statements"] + each["num_branches"] for each in summaries.values())
    ran = sum(each["covered_lines"] + each["covered_branches"] for each in summaries.values())
    gaps = [
        f"{path} {each['percent_covered']:.1f} %" for path, each in summaries.items() if each["percent_covered"] < 100
    ]
    return (100 * ran / wanted if wanted else 100.0), gaps


def main() -> int:
    """Print a line per area and the files with gaps; return the exit code."""
    coverage = [str(Path(sys.executable).parent / "coverage"), "json", "--quiet", "-o", str(REPORT)]
    subprocess.run(coverage, cwd=ROOT, check=True)
    files = json.loads(REPORT.read_text())["files"]
    below = False
    for area in AREAS:
        if area.branch_coverage is None:
            continue
        share, gaps = covered_share(area, files)
        below = below or share < area.branch_coverage
        print(f"coverage  {area.name:<11}{share:6.1f} %  (demanded {area.branch_coverage:.0f} %)")
        print(*(f"          {gap}" for gap in gaps), sep="\n", end="\n" if gaps else "")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
