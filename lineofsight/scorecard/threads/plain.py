"""Arrays on their way into a table."""

from lineofsight.core.arrays import Array


def plain(column: Array) -> list[float | None]:
    """Return a column for a table, nan as nothing."""
    return [None if value != value else value for value in column.tolist()]
