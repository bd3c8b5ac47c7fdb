"""Which dated row holds for each key on each day, as one array."""

import numpy as np

from lineofsight.core.arrays import Index

NONE = -1


def rows_at(
    keys: Index, valid_from: Index, valid_to: Index, days: Index, n_keys: int, *, extend_back: bool = False
) -> Index:
    """Return the position of the row that holds, keys × days, `NONE` where none does.

    `days` ascend. With `extend_back` the earliest row of a key also holds before its first day: what a thing was
    before anybody wrote it down is best told by the first that was written.
    """
    table = np.full((n_keys, len(days)), NONE, dtype=np.int64)
    if len(keys) == 0 or len(days) == 0:
        return table
    order = np.lexsort((valid_from, keys))
    order = order[keys[order] != NONE]  # rows of things that nobody asked for
    if len(order) == 0:
        return table
    first = np.searchsorted(days, valid_from[order], side="left")
    end = np.searchsorted(days, valid_to[order], side="left")
    if extend_back:
        is_earliest = np.concatenate(([True], np.diff(keys[order]) != 0))
        first = np.where(is_earliest, 0, first)
    lengths = np.maximum(end - first, 0)
    rows = np.repeat(np.arange(len(order)), lengths)
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table[keys[order][rows], first[rows] + offsets] = order[rows]
    return table


def positions(wanted: Index, sorted_keys: Index) -> Index:
    """Return where each wanted key stands among sorted unique ones, `NONE` where it does not."""
    if len(sorted_keys) == 0:
        return np.full(np.shape(wanted), NONE, dtype=np.int64)
    found = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[found] == wanted, found, NONE)
