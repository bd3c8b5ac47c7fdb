"""The parts of the code in which a mistake costs most, and what their tests must show."""

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """Files by pattern (`*` also matches slashes) and the percentages demanded, None where nothing is.

    `noticed_by` names the tests that a mutation of the area is held against: the ones meant to notice it, so that a
    mutant costs seconds.
    """

    name: str
    patterns: tuple[str, ...]
    branch_coverage: float | None = None
    mutation_score: float | None = None
    noticed_by: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Test whether a path, relative to the repository, belongs to this area."""
        return "/tests/" not in path and any(fnmatch.fnmatch(path, pattern) for pattern in self.patterns)


AREAS = (
    Area("core", ("lineofsight/core/*",), mutation_score=80, noticed_by=("lineofsight/core/tests",)),
    Area(
        "scoring",
        (
            *(f"lineofsight/core/{name}*" for name in ("scoring", "status", "rollup", "weights", "rounding")),
            "lineofsight/scorecard/*",
        ),
        branch_coverage=100,
    ),
    Area(
        "permission",
        ("lineofsight/*/access.py", "lineofsight/*/access/*"),
        branch_coverage=100,
        mutation_score=80,
        noticed_by=("tests/permissions", "tests/foundation/test_access.py"),
    ),
    Area(
        "runner",
        tuple(f"lineofsight/base/{name}.py" for name in ("runner", "commands", "recorder", "guards")),
        branch_coverage=100,
        mutation_score=80,
        noticed_by=(
            *(
                f"tests/foundation/test_{name}.py"
                for name in ("runner", "command_declarations", "guards", "history", "access")
            ),
            "lineofsight/governance",
        ),
    ),
    Area("sealer", ("lineofsight/base/sealer.py", "lineofsight/base/verify.py"), branch_coverage=100),
    Area("import", ("lineofsight/integrations/*",), branch_coverage=100),
)
