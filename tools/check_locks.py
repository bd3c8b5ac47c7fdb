"""Refuse lock files that no longer answer to pyproject.toml and package.json, lack a hash, or name a registry."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^\s;\\]+)")

Pins = dict[str, list[Version]]


def pins(lock: Path) -> Pins:
    """Return the versions a lock file pins per package: several where they depend on the Python version."""
    found: Pins = {}
    for line in lock.read_text().splitlines():
        if match := PINNED.match(line):
            found.setdefault(canonicalize_name(match["name"]), []).append(Version(match["version"]))
    return found


def unhashed(lock: Path) -> Iterator[str]:
    """Yield each pinned package of a lock file that no hash follows."""
    lines = lock.read_text().splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if PINNED.match(line) and "--hash=sha256:" not in following:
            yield f"{lock.name}: {line.split()[0]} has no hash"


def python_problems() -> Iterator[str]:
    """Yield what is wrong with the lock files of Python, group by group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = {
        "requirements.txt": [*project["project"]["dependencies"], *groups["build"]],
        "requirements-dev.txt": [*project["project"]["dependencies"], *groups["build"], *groups["dev"]],
        "requirements-node.txt": groups["node"],
    }
    for name, requirements in wanted.items():
        lock = ROOT / name
        yield from unhashed(lock)
        pinned = pins(lock)
        for requirement in map(Requirement, requirements):
            versions = pinned.get(canonicalize_name(requirement.name), [])
            if not versions or not all(requirement.specifier.contains(version) for version in versions):
                yield f"{name}: does not pin {requirement}; run `make lock`"
    runtime, dev = pins(ROOT / "requirements.txt"), pins(ROOT / "requirements-dev.txt")
    for package in sorted(runtime):
        if runtime[package] != dev.get(package):
            yield f"requirements-dev.txt: {package} differs from requirements.txt; run `make lock`"


def node_problems() -> Iterator[str]:
    """Yield what is wrong with the lock file of the assets."""
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        if lock[""].get(kind) != package.get(kind):
            yield f"package-lock.json: {kind} differ from package.json; run `make lock`"
    for name, entry in lock.items():
        if "resolved" in entry:
            yield f"package-lock.json: {name} names the address it came from; run `make lock`"
        if name and "integrity" not in entry:
            yield f"package-lock.json: {name} has no hash"


def main() -> int:
    """Print every problem; return the exit code."""
    found = [*python_problems(), *node_problems()]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
