"""The dialects of strategy packages as translation tables: our field → theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .table_specs import KPIS, LINKS, OBJECTIVES, PERSPECTIVES, UNITS

FIELDS = {
    spec.name: tuple(column.name for column in spec.columns) for spec in (PERSPECTIVES, UNITS, OBJECTIVES, LINKS, KPIS)
}
"""The fields that are read of each list, in our words."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where a package format keeps our lists and fields; a field that is not listed has our name."""

    name: str
    lists: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    ignored: Mapping[str, frozenset[str]]

    def list_name(self, kind: str) -> str:
        """Return the name of the list that holds our objects of a kind."""
        return self.lists.get(kind, kind)

    def field(self, kind: str, field: str) -> str:
        """Return the foreign name of our field, empty when the dialect has none."""
        return self.fields.get(kind, {}).get(field, field)


VERSION_1 = Dialect(
    name="strategy-package/1",
    lists={"links": "cause_effect", "observations": "series"},
    fields={
        "perspectives": {"kind": "bsc"},
        "links": {"driver": "from", "outcome": "to"},
        "kpis": {
            "unit": "unit_owner",
            "unit_of_measure": "unit",
            "time_aggregation": "series_kind",
            "indicator_type": "indicator_type_published",
            "target_rule": "polarity",
        },
    },
    ignored={"kpis": frozenset({"series", "duplicate_periods"})},
)

VERSION_2 = Dialect(
    name="strategy-package/2", lists={}, fields={}, ignored={"kpis": frozenset({"observations", "unscored_reason"})}
)

DIALECTS = {dialect.name: dialect for dialect in (VERSION_1, VERSION_2)}
