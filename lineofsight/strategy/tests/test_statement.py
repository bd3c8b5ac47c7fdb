"""The statement check: what it finds of a statement, and what it says of what is missing."""

from datetime import date

import pytest

from lineofsight.strategy.statement import check

WHOLE = (
    "Keep the cold chain unbroken, dock to door: at most 3 excursions per 1,000 pallets "
    "by December 2026 for every customer"
)


def missing(text: str) -> list[str]:
    return [part.key for part in check(text) if not part.found]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        (WHOLE, []),
        ("Make customers happier", ["how_far", "by_when"]),
        ("Cut cost per pallet to €11.20", ["by_when", "for_whom"]),
        ("Better quality", ["verb", "how_far", "by_when", "for_whom"]),
        ("Die Kühlkette für jeden Kunden bis 2027 unter 3 Ausfällen halten", []),
        ("", ["verb", "what", "how_far", "by_when", "for_whom"]),
    ],
)
def test_parts_that_are_missing(text, gaps):
    assert missing(text) == gaps


def test_what_was_found_is_quoted():
    found = {part.key: part.found for part in check(WHOLE)}

    assert found["verb"] == "Keep"
    assert found["what"] == "the cold chain unbroken, dock to door"
    assert found["by_when"] == "December 2026"


def test_a_wording_to_add_comes_from_the_horizon_and_from_other_statements():
    parts = check(
        "Load right first time", until=date(2028, 12, 31), others=["Train for every hub", "Ship for every hub"]
    )

    assert {part.key: part.wording for part in parts if part.wording} == {
        "how_far": "at least … %",
        "by_when": "by December 2028",
        "for_whom": "for every hub",
    }


def test_the_year_of_a_date_is_not_taken_for_how_far():
    assert missing("Open a hub for customers by 2027") == ["how_far"]
