"""How much a foreign file may ask of us."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file; everything above is refused by name, before memory is spent on it."""

    file_bytes: int = 256 * MEGABYTE
    rows: int = 2_000_000
    cells: int = 50_000_000
    line_bytes: int = MEGABYTE
    columns: int = 16_384
    archive_entries: int = 2_000
    archive_bytes: int = 512 * MEGABYTE
    archive_ratio: int = 200
    workbook_cells: int = 20_000_000
    workbook_memory: int = 1024 * MEGABYTE
    seconds: int = 60
    json_bytes: int = 32 * MEGABYTE
    json_depth: int = 64
    json_values: int = 1_500_000
    json_containers: int = 250_000


DEFAULT_LIMITS = Limits()
