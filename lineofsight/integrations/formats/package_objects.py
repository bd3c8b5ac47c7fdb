"""Objects of a package → records, one function per kind."""

from __future__ import annotations

from .package_entries import Entry
from .package_scoring import with_scoring
from .records import KpiRecord, LinkRecord, ObjectiveRecord, PerspectiveRecord, UnitRecord
from .words import (
    FREQUENCY_WORDS,
    PERSPECTIVE_WORDS,
    POLARITY_WORDS,
    TARGET_RULE_WORDS,
    TIME_AGGREGATION_WORDS,
    UNIT_OF_MEASURE_WORDS,
    look_up,
)


def read_perspective(entry: Entry) -> PerspectiveRecord:
    """Return the perspective; a kind that is none of the four stays one of its own."""
    kind = entry.text("kind")
    known = look_up(PERSPECTIVE_WORDS, kind) if kind else None
    if kind and known is None:
        entry.note("word_unknown", f"“{kind[:40]}” is none of the four perspectives; kept as one of its own.", "kind")
    return PerspectiveRecord(
        key=entry.key or "",
        name=entry.text("name") or entry.key or "",
        place=entry.place,
        kind=known,
        order=entry.whole("order"),
        weight=entry.number("weight"),
    )


def read_unit(entry: Entry) -> UnitRecord:
    """Return the unit."""
    return UnitRecord(
        key=entry.key or "",
        name=entry.text("name") or entry.key or "",
        place=entry.place,
        parent=entry.text("parent"),
        level=entry.text("level"),
        legal_entity=entry.text("legal_entity"),
        country=entry.text("country"),
        valid_from=entry.date("valid_from"),
    )


def read_objective(entry: Entry) -> ObjectiveRecord:
    """Return the objective with its references as stated."""
    return ObjectiveRecord(
        key=entry.key or "",
        name=entry.text("name") or entry.key or "",
        place=entry.place,
        kind=entry.text("kind"),
        unit=entry.text("unit"),
        parent=entry.text("parent"),
        supports=entry.texts("supports"),
        perspective=entry.text("perspective"),
        number=entry.text("number"),
        theme=entry.text("theme"),
        description=entry.text("description") or "",
        tags=entry.texts("tags"),
        owner=entry.text("owner"),
        weight=entry.number("weight"),
        starts=entry.date("starts"),
        ends=entry.date("ends"),
        status_reported=entry.text("status_reported"),
    )


def read_link(entry: Entry) -> LinkRecord | None:
    """Return the link, or None after refusing one without both ends."""
    driver, outcome = entry.text("driver"), entry.text("outcome")
    if driver is None or outcome is None:
        entry.refuse("link_incomplete", "A cause-effect link needs both its ends.", "driver")
        return None
    sign = entry.text("sign")
    return LinkRecord(driver, outcome, entry.place, entry.text("why") or "", sign, entry.whole("lag"))


def read_kpi(entry: Entry) -> KpiRecord:
    """Return the KPI card with its scoring type, or `unscored` with the reason."""
    polarity_text = entry.text("polarity") or "unknown"
    measure_unit = entry.text("unit_of_measure")
    kpi = KpiRecord(
        key=entry.key or "",
        name=entry.text("name") or entry.key or "",
        place=entry.place,
        objective=entry.text("objective"),
        unit=entry.text("unit"),
        polarity=look_up(POLARITY_WORDS, polarity_text) or "unknown",
        target_rule=look_up(TARGET_RULE_WORDS, entry.text("target_rule") or ""),
        unit_of_measure=look_up(UNIT_OF_MEASURE_WORDS, measure_unit or "") or measure_unit,
        frequency=entry.word("frequency", FREQUENCY_WORDS),
        time_aggregation=entry.word("time_aggregation", TIME_AGGREGATION_WORDS),
        org_aggregation=entry.text("org_aggregation"),
        baseline=entry.number("baseline"),
        target=entry.number("target"),
        red_flag=entry.number("red_flag"),
        stretch=entry.number("stretch"),
        target_due=entry.date("target_due"),
        target_text=entry.text("target_text") or "",
        factor=entry.number("factor"),
        complement=entry.raw("complement") is True,
        weight=entry.number("weight"),
        description=entry.text("description") or "",
        owner=entry.text("owner"),
        steward=entry.text("steward"),
        updater=entry.text("updater"),
        indicator_type=entry.text("indicator_type"),
        unscored_reason=entry.text("unscored_reason") if entry.text("scoring_type") == "unscored" else None,
    )
    if kpi.polarity == "unknown":
        sentence = f"{kpi.key}: whether more or less is better is not known (the file says “{polarity_text[:40]}”)."
        step = "It is stored and not scored; its data steward must say."
        entry.note("polarity_unknown", sentence, "polarity", step)
    return with_scoring(kpi, entry.text("scoring_type"), entry.note)
