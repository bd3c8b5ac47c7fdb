"""A signal arises with one value: what was a signal before is none again."""

import pytest

from lineofsight.core import signals
from lineofsight.scorecard.queries.series import arose_at

STEADY = [10.0, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9]


@pytest.mark.parametrize(
    ("more", "arisen"),
    [
        ([10], ""),
        ([30], "outside"),
        ([30, 30], ""),
        ([30, 10], "jump"),
        ([30, 10, 30], "outside"),
        ([10.9] * 7, ""),
        ([10.9] * 8, "run"),
        ([10.9] * 9, ""),
        ([30, None], ""),
    ],
)
def test_only_the_value_with_which_it_began(more: list[float | None], arisen: str) -> None:
    values = [*STEADY, *more]

    assert arose_at(signals.xmr(values), len(values) - 1) == arisen
