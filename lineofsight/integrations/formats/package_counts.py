"""What a package holds, in numbers."""

from __future__ import annotations

from .package_series import SeriesReader
from .records import KpiRecord, LinkRecord, ObjectiveRecord, ObservationRecord, PerspectiveRecord, UnitRecord


def counts_of(
    perspectives: list[PerspectiveRecord],
    units: list[UnitRecord],
    objectives: list[ObjectiveRecord],
    links: list[LinkRecord],
    kpis: list[KpiRecord],
    observations: list[ObservationRecord],
    series: SeriesReader,
) -> dict[str, int]:
    """Return the counts that the report shows."""
    return {
        "perspectives": len(perspectives),
        "units": len(units),
        "objectives": len(objectives),
        "objectives_without_perspective": sum(one.perspective is None for one in objectives),
        "links": len(links),
        "kpis": len(kpis),
        "kpis_without_target": sum(kpi.target is None for kpi in kpis),
        "kpis_without_any_actual": len(series.without_actual),
        "kpis_with_duplicate_periods": len(series.with_duplicates),
        "kpis_of_unknown_polarity": sum(kpi.polarity == "unknown" for kpi in kpis),
        "kpis_unscored": sum(kpi.scoring_type == "unscored" for kpi in kpis),
        "series_points_including_empty": series.account.read,
        "observations": series.points_with_value,
        "observations_stored": len(observations),
        "observations_merged": series.account.merged,
    }
