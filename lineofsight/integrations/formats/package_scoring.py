"""Decide how an imported KPI can be scored from what its file states (never from what would look plausible)."""

from __future__ import annotations

from collections.abc import Callable

from .records import KpiRecord

SCORING_TYPES = frozenset(
    [
        "goal_red_flag",
        "two_color",
        "baseline_target",
        "min_max",
        "attainment",
        "binary",
        "range",
        "linear_points",
        "yes_no",
        "text",
        "unscored",
    ]
)

Note = Callable[[str, str, str, str], None]
"""Takes code, sentence, field and next step of a remark."""


def with_scoring(kpi: KpiRecord, stated: str | None, note: Note) -> KpiRecord:
    """Return the KPI with its scoring type, or `unscored` with the reason.

    The file's own type wins. Otherwise: a limit to keep (at least, at most) gives `binary`, baseline and target give
    `baseline_target`, a milestone with a target gives `binary`.
    """
    if stated is not None and stated not in SCORING_TYPES:
        known = ", ".join(sorted(SCORING_TYPES))
        note("word_unknown", f"“{stated}” is no scoring type.", "scoring_type", f"Known are: {known}.")
        return kpi._replace(unscored_reason=f"the scoring type “{stated}” is unknown")
    if stated == "unscored":
        return kpi._replace(unscored_reason=kpi.unscored_reason or "its file says so")
    reason = _contradiction(kpi, stated, note)
    if reason is not None:
        return kpi._replace(scoring_type="unscored", unscored_reason=reason)
    if stated is not None:
        return kpi._replace(scoring_type=stated)
    return _deduced(kpi)


def _contradiction(kpi: KpiRecord, stated: str | None, note: Note) -> str | None:
    """Return why the stated parameters cannot be used, after noting it."""
    uses_both = stated == "baseline_target" or (stated is None and kpi.target_rule not in ("at_least", "at_most"))
    if not uses_both or kpi.baseline is None or kpi.target is None:
        return None
    if kpi.baseline == kpi.target:
        sentence = (
            f"{kpi.key}: the target {kpi.target} equals its baseline, so there is no way to go from one to the other."
        )
        note("target_equals_baseline", sentence, "target", "Correct one of them; until then the KPI is unscored.")
        return "its target equals its baseline"
    falling = kpi.target < kpi.baseline
    if (kpi.polarity == "maximize" and falling) or (kpi.polarity == "minimize" and not falling):
        way = "below" if falling else "above"
        sentence = (
            f"{kpi.key}: polarity {kpi.polarity}, but the target {kpi.target} lies {way} the baseline {kpi.baseline}."
        )
        note("target_against_polarity", sentence, "target", "Correct polarity or target; until then it is unscored.")
        return "its target contradicts its polarity"
    return None


def _deduced(kpi: KpiRecord) -> KpiRecord:
    if kpi.target is None:
        return kpi._replace(unscored_reason="it has no target")
    if kpi.polarity == "unknown":
        return kpi._replace(unscored_reason="its polarity is unknown: its data steward must say which way is better")
    if kpi.target_rule in ("at_least", "at_most"):
        return kpi._replace(scoring_type="binary")
    if kpi.baseline is not None:
        return kpi._replace(scoring_type="baseline_target")
    if kpi.target_rule == "milestone":
        return kpi._replace(scoring_type="binary")
    return kpi._replace(unscored_reason="it has a target but neither a baseline nor a scoring type")
