"""Which dated row holds for each key on each day."""

import numpy as np

from lineofsight.scorecard.dated_index import NONE, rows_at


def test_rows_of_things_nobody_asked_for_stand_in_no_ones_place():
    keys, start, stop = np.array([NONE, 0, NONE]), np.array([1, 1, 3]), np.array([9, 2, 9])

    table = rows_at(keys, start, stop, np.array([1, 2, 3]), 1)

    assert table.tolist() == [[1, NONE, NONE]]
