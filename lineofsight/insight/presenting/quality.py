"""Failing data in words: what costs a KPI its grade, and the next step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from lineofsight.insight.presenting import values
from lineofsight.insight.queries.quality import DataQuality, FailingQuality


@dataclass(frozen=True, slots=True)
class QualityLine:
    """A KPI whose data fails: its grade and index, the reason, where, and what to do next."""

    name: str
    url: str
    grade: str
    index: str
    reason: str
    place: str
    step: str
    step_url: str


def sentence(found: DataQuality) -> str:
    """Return in one sentence how many KPIs have failing data, and what a D means."""
    if not found.kept:
        return gettext("You are the data steward of no KPI.")
    if not found.failing:
        return gettext("No KPI that you keep has failing data.")
    count = len(found.failing)
    said = ngettext(
        "The data of %(count)s KPI of %(all)s fails.", "The data of %(count)s KPIs of %(all)s fails.", count
    ) % {"count": count, "all": found.kept}
    if any(one.grade == "D" for one in found.failing):
        said += " " + gettext("What has grade D feeds no ratings and no pay.")
    return said


def lines(found: DataQuality) -> tuple[QualityLine, ...]:
    """Return a line for each KPI whose data fails."""
    return tuple(_line(one) for one in found.failing)


def _line(one: FailingQuality) -> QualityLine:
    step, step_url = _step(one)
    place = one.unit
    if one.units > 1:
        place = gettext("%(unit)s and %(count)s more") % {"unit": one.unit, "count": one.units - 1}
    return QualityLine(
        name=one.name,
        url=_kpi(one),
        grade=one.grade,
        index=values.share(one.index),
        reason=reason(one),
        place=place,
        step=step,
        step_url=step_url,
    )


def reason(one: FailingQuality) -> str:
    """Return what costs the grade most."""
    words = {"missed": one.missed, "of": one.of}
    return {
        "completeness": gettext("%(missed)s of %(of)s values are missing"),
        "timeliness": gettext("%(missed)s of %(of)s values came late"),
        "validity": gettext("%(missed)s of %(of)s checks failed: no source, below the lowest possible, half a ratio"),
        "undisputed": gettext("%(missed)s of %(of)s values are disputed"),
    }[one.weakest] % words


def _step(one: FailingQuality) -> tuple[str, str]:
    """Return what to do next, and where."""
    if one.weakest == "completeness":
        return gettext(
            "Record the missing values"
        ), f"{reverse('measures:value_new', args=[one.slug])}?at={one.unit_slug}"
    words = {
        "timeliness": gettext("Agree with its updater on the day, or change the days of grace"),
        "validity": gettext("Correct the values, with their source"),
        "undisputed": gettext("Settle the disputes"),
    }
    return words[one.weakest], _kpi(one)


def _kpi(one: FailingQuality) -> str:
    return f"{reverse('insight:kpi', args=[one.slug])}?unit={one.unit_slug}"
