"""Sets of perspectives to start from (DOMAIN §2.1)."""

from collections.abc import Mapping

#: Name and standard of each perspective, from the top of the map down.
PRESETS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "balanced_scorecard": (
        ("Financial", "financial"),
        ("Customer", "customer"),
        ("Process", "process"),
        ("Learning & growth", "learning_growth"),
    ),
    "public": (
        ("Mission", "mission"),
        ("Stakeholder", "customer"),
        ("Process", "process"),
        ("Learning & growth", "learning_growth"),
        ("Financial", "financial"),
    ),
    "esg": (
        ("Financial", "financial"),
        ("Customer", "customer"),
        ("Process", "process"),
        ("Learning & growth", "learning_growth"),
        ("Environment & society", "esg"),
    ),
}
