"""Write a package in our own dialect, `strategy-package/2`: what is exported can be read again with nothing lost."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .package_dialects import VERSION_2
from .records import ObservationRecord
from .strategy_package import Package

LEFT_OUT = frozenset({"place", "row_key", "lines", "parts", "measure", "missing", "frequency", "start", "end"})


def write_package(package: Package) -> dict[str, Any]:
    """Return the package as plain values for `json.dumps`; numbers are texts, so that no digit is lost."""
    series: dict[str, list[dict[str, Any]]] = {}
    for one in package.observations:
        series.setdefault(one.measure, []).append(_observation(one))
    return {
        "format": VERSION_2.name,
        "organization": _fields(package.organization._asdict()),
        "calendar": _fields(package.calendar._asdict()),
        "perspectives": _objects(package.perspectives),
        "units": _objects(package.units),
        "objectives": _objects(package.objectives),
        "links": _objects(package.links),
        "kpis": [_fields(kpi._asdict()) | {"observations": series.get(kpi.key, [])} for kpi in package.kpis],
    }


def _objects(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [_fields(record._asdict()) for record in records]


def _observation(one: ObservationRecord) -> dict[str, Any]:
    return _fields(one._asdict(), without=LEFT_OUT)


def _fields(values: Mapping[str, Any], without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what is stated: no place, nothing empty."""
    return {
        name: _plain(value)
        for name, value in values.items()
        if name != "place" and name not in without and not (value is None or value is False or value in ("", ()))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime.date) else value
