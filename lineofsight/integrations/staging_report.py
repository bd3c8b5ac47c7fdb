"""What is kept of an import once it is staged: counts by table and verdict, accounts, and how the files were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lineofsight.integrations import differing
from lineofsight.integrations.differing import Compared
from lineofsight.integrations.formats.findings import Finding
from lineofsight.integrations.founding import earliest
from lineofsight.integrations.reading import Reading
from lineofsight.integrations.staging_values import ValueStager

Tables = dict[str, dict[str, int]]
MOST_KPIS_NAMED = 5_000
#: Lists of a package by the first part of a pointer, where they are called otherwise than our tables.
LISTS = {"cause_effect": "links", "senior_posts": "people", "snapshots": "people"}


@dataclass(slots=True)
class Said:
    """How many findings there are: by severity, by code, and of the refused ones by table where that is known."""

    severities: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, one: Finding) -> None:
        """Count a finding."""
        self.severities[str(one.severity)] += 1
        self.codes[one.code] += 1
        if str(one.severity) != "remark" and one.place.pointer:
            self.refused[table_of(one.place.pointer)] += 1


def table_of(pointer: str) -> str:
    """Return the table that a place in a package belongs to."""
    parts = pointer.strip("/").split("/")
    if {"observations", "series"} & set(parts):
        return "observations"
    return LISTS.get(parts[0], parts[0])


def tables(
    reading: Reading,
    compared: list[Compared],
    stager: ValueStager,
    published: dict[str, int],
    said: Said,
    dropped: dict[str, int],
) -> Tables:
    """Return the counts of each table; `dropped` are objects that were refused when compared with what is known."""
    found: Tables = differing.tally(compared)
    for name in reading.threads:
        found.setdefault(name, {"new": 0, "changed": 0, "same": 0})
    if reading.has_observations:
        found["observations"] = dict(stager.counts)
    if any(published.values()):
        found["published_figures"] = published
    refused = Counter({name: count for name, count in dropped.items() if count})
    for name, account in reading.accounts.items():
        refused[name.rstrip("0123456789 ").rpartition(" ")[2]] += account.refused.total()
    if not any(account.refused for account in reading.accounts.values()):
        refused += said.refused  # a package counts its points only; its objects are told by their pointers
    for name, count in refused.items():
        if name in found and count:
            found[name]["refused"] = found[name].get("refused", 0) + count
    return found


def counts(reading: Reading, found: Tables, stager: ValueStager, said: Said) -> dict[str, int]:
    """Return the counts of the import as a whole."""
    return {
        "rows_read": sum(_rows_of(reading).values()),
        **{verdict: sum(table.get(verdict, 0) for table in found.values()) for verdict in ("new", "changed", "same")},
        "refused": said.severities["refused"] + said.severities["blocks"],
        "remarks": said.severities["remark"],
        "restated": stager.counts["restated"],
    }


def report(reading: Reading, found: Tables, stager: ValueStager, said: Said) -> dict[str, Any]:
    """Return what the page and the reports say besides the counts."""
    calendar = reading.calendar
    return {
        "tables": found,
        "package": reading.counts,
        "accounts": {name: account.as_json() for name, account in reading.accounts.items()},
        "files": reading.facts,
        "codes": dict(sorted(said.codes.items())),
        "is_blocked": reading.is_blocked or said.severities["blocks"] > 0,
        "since": earliest(reading.first_day, calendar.first if calendar else None).isoformat(),
        "calendar": {
            "key": calendar.key if calendar else None,
            "start_month": calendar.start_month if calendar else 1,
            "frequency": calendar.frequency if calendar else None,
            "time_zone": reading.organization.time_zone if reading.organization else None,
        },
        "digest": stager.digest,
        "measures": sorted(one for one in stager.measures_touched if one > 0)[:MOST_KPIS_NAMED],
    }


def _rows_of(reading: Reading) -> dict[str, int]:
    """Return how many rows each file has: its tables all read the same ones."""
    rows: dict[str, int] = {}
    for name, account in reading.accounts.items():
        file = name.rpartition(" ")[0].removesuffix(" observations") if name[-1].isdigit() else name.rpartition(" ")[0]
        rows[file] = max(rows.get(file, 0), account.read)
    return rows
