"""Made-up content for the gallery: one realistic sample per component, and the odd ones (missing, huge, long words)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lineofsight.base.ui import icons, sight_samples
from lineofsight.base.ui.components import (
    Action,
    Bullet,
    ChartForecast,
    ChartPath,
    ChartPeriod,
    ChartPin,
    Column,
    EmptyState,
    LadderStep,
    LimitSegment,
    Step,
    ThreadStep,
    Total,
    ViewLink,
    XmrChart,
)
from lineofsight.base.ui.html import status, table
from lineofsight.base.ui.html.status import status_chip

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EXCURSIONS = (
    4.3, 4.0, 4.2, 4.4, 4.1, 3.9, 4.2, 4.0, 4.3, 4.1, 3.8, 4.2, 4.1, 3.9, 4.0, 3.8, 4.0, 4.4, 5.3, 5.0, 5.2, 5.14,
)  # fmt: skip
TODAY = date(2026, 11, 17)
COLUMNS = (
    Column(lazy("KPI"), "name"),
    Column(lazy("Status")),
    Column(lazy("Value"), "value", numeric=True),
    Column(lazy("Score"), "score", numeric=True, hint=lazy("0 to 100")),
    Column(lazy("Trend")),
)
ROWS = (
    ("Temperature excursions per 1,000 pallets", "off_track", "", Decimal("5.14"), 31.0, EXCURSIONS[-10:]),
    ("Cost per pallet", "at_risk", "", Decimal("11.94"), 52.0, (12.4, 12.3, 12.2, 12.1, 12.1, 12.0, 11.9, 11.9, 11.94)),
    ("Energy per pallet", "at_risk", "estimate", Decimal("8.9"), 62.0, (9.8, 9.7, 9.5, None, 9.1, 9.0, 8.9)),
    ("Leads from within", "no_data", "", None, None, ()),
    ("Data in by 10:00", "at_risk", "disputed", Decimal(88), 55.0, (80, 82, 84, 85, 86, 87, 88)),
    ("Pharma share", "on_track", "", Decimal("36.2"), 78.0, (31, 32, 33, 34, 35, 35, 36, 36.2)),
)


class SampleForm(forms.Form):
    """A form with every kind of field and, once submitted empty, every kind of error."""

    name = forms.CharField(label=lazy("Name of the KPI"), help_text=lazy("As people say it, without abbreviations."))
    frequency = forms.ChoiceField(label=lazy("How often"), choices=[("m", lazy("Monthly")), ("q", lazy("Quarterly"))])
    note = forms.CharField(label=lazy("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    is_public = forms.BooleanField(label=lazy("Everyone may read it"), required=False)


def context(query: QueryDict) -> dict[str, Any]:
    """Return everything the gallery shows."""
    key, is_down = table.sort_of(query, COLUMNS, "-score")
    page = query.get("page", "7")
    return {
        "title": _("Components"),
        "subtitle": _("Every component in all its states. A new look starts here."),
        "thread": THREAD,
        "themes": ("light", "dark"),
        "statuses": tuple(status.KINDS),
        "icons": tuple(icons.ICONS),
        "nodes": tuple(icons.NODES),
        "chart": excursions_chart(),
        "chart_rows": list(zip((period.name for period in month_periods()), EXCURSIONS, strict=False)),
        "columns": COLUMNS,
        "sort": f"-{key}" if is_down else key,
        "rows": sorted(ROWS, key=lambda row: row[4] or 0, reverse=is_down) if key in ("score", "value") else ROWS,
        "page": Paginator(range(10_000), table.ROWS_ON_A_PAGE).get_page(page),
        "ladder": ladder(),
        "why": query.get("why", ""),
        "form": SampleForm(),
        "wrong_form": SampleForm(QueryDict("frequency=x")),
        "bands": bands(),
        **_small_samples(),
    }


def month_periods() -> list[ChartPeriod]:
    """Return January 2025 to December 2026."""
    return [
        ChartPeriod(f"{name} {year}", name, str(year) if name == "Jan" else "")
        for year in (2025, 2026)
        for name in MONTHS
    ]


def excursions_chart() -> XmrChart:
    """Return the chart of the KPI page's picture, with a forecast."""
    return XmrChart(
        title=_("Temperature excursions per 1,000 pallets, January 2025 to October 2026"),
        description=_(
            "Steady between 3.8 and 4.4 until June 2026. Above the upper limit of 4.83 in each of the last "
            "four months. October 5.14, red flag 5.00."
        ),
        periods=month_periods(),
        values=EXCURSIONS,
        precision=2,
        last_label="5.14",
        limits=(LimitSegment(0, 21, 4.125, 3.42, 4.83),),
        mean_label=_("Usual 4.13"),
        lower_label=_("Lower limit 3.42"),
        upper_label=_("Upper limit 4.83"),
        signals=frozenset({18, 19, 20, 21}),
        target=ChartPath(((11, 4.2), (23, 3.0)), _("Target 3.00")),
        old_targets=(ChartPath(((11, 4.2), (23, 2.5)), _("Old target 2.50"), replaced_from=15),),
        red_flag=ChartPath(((12, 5.0), (23, 5.0)), _("Red flag 5.00")),
        forecast=ChartForecast(((22, 5.1, 4.4, 5.8), (23, 5.1, 4.2, 6.0)), _("Forecast 5.10")),
        pins=(ChartPin(1, 15.45), ChartPin(2, 18), ChartPin(3, 19.65), ChartPin(4, 22.35)),
    )


THREAD = (
    ThreadStep("number", "Temperature excursions", "#", "100% of P1", here=True),
    ThreadStep("objective", "P1 Keep the cold chain unbroken", "#", "12% of scorecard · Off track"),
    ThreadStep("perspective", "Process", "#", "30% · At risk"),
    ThreadStep("vision", "Vision", "#", "Food and medicine arrive at the right temperature, every time"),
)


def ladder() -> tuple[LadderStep, ...]:
    """Return a Why? answer from the score to its people."""
    return (
        LadderStep(
            "number",
            "Score 31.0",
            "100/3 × (1 + (5.14 − 5) / (3 − 5)) = 31.0",
            note="Rule “Goal and red flag”, version 2, since 1 Jan 2026",
            status="off_track",
        ),
        LadderStep("rule", "Value 5.14", "1,000 × 112 / 21,790 = 5.14"),
        LadderStep("rule", "Four hubs, added up", body="Rotterdam, Gdańsk, Gothenburg, Porto"),
        LadderStep(
            "source",
            "Source rows",
            body=format_html('112 rows, <a href="{}">row 1,204 to 1,315</a> of the October trailer log.', "#"),
            note="Read on 2 Nov 2026, 06:14 CET, 30 hours after month end.",
        ),
        LadderStep("steward", "Who answers for it", body="Data: Divya Raman, steward. Result: Linnea Sandberg, owner."),
    )


def bands() -> list[dict[str, Any]]:
    """Return one perspective with objectives in different states, as the scorecard shows it."""
    up = (31, 32, 33, 34, 35, 35, 36, 36.2)
    cards = (
        (
            "P1",
            "Keep the cold chain unbroken, dock to door",
            "off_track",
            "",
            31,
            "Excursions / 1,000",
            "5.14",
            "3.00",
            EXCURSIONS[-10:],
        ),
        ("P2", "Load right first time", "on_track", "", 74, "Right first time", "98.4%", "98%", up),
        ("P3", "Use 20% less energy per pallet", "at_risk", "estimate", 62, "kWh per pallet", "8.9", "8.6", up[::-1]),
        ("L2", "Grow shift leads from our own people", "no_data", "", None, "Leads from within", "—", "60%", ()),
        (
            "L3",
            "Give every hub data it trusts that day",
            "at_risk",
            "disputed",
            55,
            "In by 10:00",
            "88%",
            "95%",
            up,
        ),
    )
    names = ("code", "name", "status", "caveat", "score", "measure", "value", "target", "trend")
    objectives = [dict(zip(names, card, strict=True)) for card in cards]
    return [
        {"name": "Process", "weight": 30, "score": 53.6, "status": "at_risk", "objectives": objectives[:3]},
        {
            "name": "Learning & growth",
            "weight": 15,
            "score": 64.5,
            "status": "at_risk",
            "coverage": 73,
            "objectives": objectives[3:],
        },
    ]


def _small_samples() -> dict[str, Any]:
    return {
        "steps": (
            Step("File", "done", "#"),
            Step("Match columns", "done", "#"),
            Step("Preview", "current"),
            Step("Apply", "todo"),
        ),
        "totals": (
            Total(12, _("New"), "#"),
            Total(31, _("Changed"), "#"),
            Total(1136, _("Same, nothing to do"), "#", wide=True),
            Total(5, _("Refused"), "#", current=True, status="off_track"),
        ),
        "views": (ViewLink(_("Map"), "#", current=True), ViewLink(_("Table"), "#"), ViewLink(_("Trend"), "#")),
        "actions": (Action(_("Cancel"), "#"), Action(_("Apply 43 rows, leave 5"), "#", main=True)),
        "empty": EmptyState(
            _("No goals yet"),
            _("Goals say what you will change this quarter and which objective it serves."),
            (Action(_("Write your first goal"), "#", main=True), Action(_("Copy last quarter's"), "#")),
            "goal",
        ),
        "bullet": Bullet(5.14, 3.0, 5.0, 2.0, 6.0, _("5.14, target 3.00, red flag 5.00")),
        "bullet_up": Bullet(36.2, 36.0, 30.0, 25.0, 40.0, _("36.2, target 36, red flag 30")),
        "long_thread": (
            ThreadStep(
                "person",
                "Wolfeschlegelsteinhausenbergerdorff-Nakamura-Oyelowo",
                "#",
                "Nachtschichtverantwortung",
                here=True,
            ),
            ThreadStep("goal", "Temperaturüberwachungsverantwortlichkeit in allen Lagern stärken", "#", "82% of 90%"),
            ThreadStep("okr", "", closed=True),
            ThreadStep("stops", "Stops here"),
        ),
        "sights": sight_samples.pictures(),
        "held_chip": status_chip("at_risk", "stale"),
    }
