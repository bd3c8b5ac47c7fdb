"""Property tests of the core: no deadline, because the machine may be busy with other things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("core", deadline=None, max_examples=60)
settings.load_profile("core")


@pytest.fixture(scope="session")
def vectors() -> list[tuple[str, dict[str, Any]]]:
    """Return method and inputs of every golden vector kept here."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in (Path(__file__).parent / "golden").glob("*.json")]
    return [(file["method"], case["inputs"]) for file in files for case in file["cases"]]
