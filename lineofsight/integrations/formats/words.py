"""Foreign words and what they mean here, as data. A word that is not listed is never guessed; it is reported."""

from __future__ import annotations

POLARITY_WORDS = {
    "maximize": "maximize",
    "maximise": "maximize",
    "up": "maximize",
    "higher is better": "maximize",
    "increase": "maximize",
    "at_least": "maximize",
    "at least": "maximize",
    "milestone": "maximize",
    "minimize": "minimize",
    "minimise": "minimize",
    "down": "minimize",
    "lower is better": "minimize",
    "decrease": "minimize",
    "at_most": "minimize",
    "at most": "minimize",
    "range": "range",
    "within range": "range",
    "stabilize": "range",
    "unknown": "unknown",
}
"""Polarity words → `maximize minimize range unknown`."""

TARGET_RULE_WORDS = {
    "at_least": "at_least",
    "at least": "at_least",
    "at_most": "at_most",
    "at most": "at_most",
    "milestone": "milestone",
}
"""Polarity words that say more: the target is a limit to keep, or a milestone that is met or not."""

FREQUENCY_WORDS = {
    "realtime": "realtime",
    "real-time": "realtime",
    "daily": "daily",
    "day": "daily",
    "weekly": "weekly",
    "week": "weekly",
    "monthly": "monthly",
    "month": "monthly",
    "quarterly": "quarterly",
    "quarter": "quarterly",
    "semiannual": "semiannual",
    "half-yearly": "semiannual",
    "half-year": "semiannual",
    "half": "semiannual",
    "annual": "annual",
    "annually": "annual",
    "yearly": "annual",
    "year": "annual",
}

PERSPECTIVE_WORDS = {
    "financial": "financial",
    "finance": "financial",
    "customer": "customer",
    "stakeholder": "customer",
    "process": "process",
    "internal": "process",
    "internal process": "process",
    "internal business process": "process",
    "learning_growth": "learning_growth",
    "learning": "learning_growth",
    "learning and growth": "learning_growth",
    "learning & growth": "learning_growth",
    "people": "learning_growth",
}

TIME_AGGREGATION_WORDS = {
    "level": "last",
    "last": "last",
    "cumulative_ytd": "cumulative_ytd",
    "sum": "sum",
    "flow": "sum",
    "avg": "avg",
    "average": "avg",
    "mean": "avg",
    "min": "min",
    "max": "max",
    "ratio": "ratio",
}

LINE_KIND_WORDS = {
    "solid": "solid",
    "direct": "solid",
    "dotted": "dotted",
    "functional": "dotted",
    "project": "project",
}

YES_NO_WORDS = {
    "true": True,
    "yes": True,
    "y": True,
    "1": True,
    "false": False,
    "no": False,
    "n": False,
    "0": False,
}

UNIT_OF_MEASURE_WORDS = {
    "percent": "percent",
    "%": "percent",
    "percent_growth": "percent",
    "count": "count",
    "number": "count",
    "person_count": "people",
    "people": "people",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
    "ratio": "ratio",
    "share": "share",
    "fraction": "share",
    "rating_1_5": "rating_1_5",
    "unknown": "unknown",
}
"""Units of measure that have a word of ours; others are kept as they are. In `percent` 84.6 means 84.6 %, in `share`
0.846 does."""

MISSING_WORDS = {
    "": "empty",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "n/a": "not available",
    "na": "not available",
    "n.a.": "not available",
    "n/d": "not disclosed",
    "none": "none",
    "null": "null",
    "nil": "none",
    "tbd": "to be decided",
    "nan": "not a number",
    "#n/a": "spreadsheet error #N/A",
    "#ref!": "spreadsheet error #REF!",
    "#value!": "spreadsheet error #VALUE!",
    "#div/0!": "spreadsheet error #DIV/0!",
    "#name?": "spreadsheet error #NAME?",
    "#null!": "spreadsheet error #NULL!",
    "#num!": "spreadsheet error #NUM!",
    "#spill!": "spreadsheet error #SPILL!",
    "#calc!": "spreadsheet error #CALC!",
}
"""Words that stand for "no value", with the reason that is kept. Missing is never zero."""


def look_up(words: dict[str, str], text: str) -> str | None:
    """Return the meaning of a word whatever its case and spacing, or None when it is not listed."""
    return words.get(" ".join(text.split()).casefold())
