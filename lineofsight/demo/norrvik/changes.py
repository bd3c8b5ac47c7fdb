"""Who recorded what and when: the past of Norrvik as a list of acts, oldest first, for a loader to replay as commands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from lineofsight.demo.norrvik import company, hr_files, months, okrs, series, strategy, targets
from lineofsight.demo.norrvik.company import FxRate
from lineofsight.demo.norrvik.hr_files import HrFile
from lineofsight.demo.norrvik.measures import Target
from lineofsight.demo.norrvik.series import Batch, Correction

OPERATOR: Final = "operator"
"""The account that sets the company up, before anyone can sign in."""


class Kind(StrEnum):
    """What an act does; the modules named hold the rows of the bulk acts."""

    SET_UP_ORGANIZATION = "set_up_organization"  # company, jobs
    IMPORT_PEOPLE = "import_people"
    OPEN_ACCOUNTS = "open_accounts"  # cast
    SET_UP_MEASURES = "set_up_measures"  # catalog
    DRAFT_VERSION = "draft_version"
    SUBMIT_VERSION = "submit_version"
    APPROVE_VERSION = "approve_version"
    ADOPT_VERSION = "adopt_version"
    SET_UP_SCORECARDS = "set_up_scorecards"  # scorecards
    FOLLOW_VERSION = "follow_version"  # scorecards: what a newly adopted version adds
    SET_RATES = "set_rates"
    SET_TARGETS = "set_targets"
    CHANGE_TARGET = "change_target"
    READ_BATCH = "read_batch"
    CORRECT_READING = "correct_reading"
    CALCULATE = "calculate"
    CLOSE_MONTH = "close_month"
    RAISE_DISPUTE = "raise_dispute"
    RESOLVE_DISPUTE = "resolve_dispute"
    SET_UP_OKRS = "set_up_okrs"  # okrs, plans: job profiles
    AGREE_GOALS = "agree_goals"  # plans
    LOOK = "look"  # okrs, plans: where they stood
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Dispute:
    key: str
    measure: str
    unit: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A pin on a KPI's chart."""

    measure: str
    on: date
    text: str
    reference: str = ""


Payload = tuple[Target, ...] | tuple[FxRate, ...] | Target | HrFile | Batch | Correction | Dispute | Note | None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done: at an instant (UTC), by a person's key or the operator, to `kind:key`."""

    at: datetime
    actor: str
    kind: Kind
    target: str
    payload: Payload = None
    reason: str = ""
    details: dict[str, str] = field(default_factory=dict)


_PORTO_FEEDS: Final = Dispute("porto-feeds", "data-in-by-ten", "porto", "2026-10",
                              "Porto's feeds were complete at 09:40 on eleven days; the monitor reads Lisbon time as Stockholm time.")  # fmt: skip
_ROTTERDAM_DOORS: Final = Dispute("rotterdam-doors", "dock-doors-closed", "rotterdam", "2026-02",
                                  "The sensor of dock 2 counted each opening twice in the first week of February.")  # fmt: skip
NOTES: Final = (
    Note("temperature-excursions", date(2026, 4, 14), "Target 2.50 → 3.00, change 31, council", "change:31"),
    Note("temperature-excursions", date(2026, 7, 1), "New pharma contract in Rotterdam"),
    Note("temperature-excursions", date(2026, 8, 20), "Decision 112: repair dock 3 seals", "decision:112"),
    Note("temperature-excursions", date(2026, 11, 11), "Open: extra seal crew, €46,000"),
    Note("pharma-trained-staff", date(2026, 1, 1), "New course; certificates older than two years no longer count"),
    Note("leads-from-within", date(2026, 8, 3), "The HR system moved; the appointments are not in the new one yet"),
    Note("days-to-close", date(2025, 9, 1), "Ledger of Poland moved to Nairobi"),
)


def timeline() -> tuple[Act, ...]:
    """Return all acts in the order in which they happened; acts of one instant keep the order of this module."""
    acts = (*_set_up(), *_people(), *_versions(), *_targets(), *_batches(), *_rates(), *_corrections(), *_months(),
            *_disputes(), *_threads(), *_notes())  # fmt: skip
    return tuple(sorted(acts, key=lambda act: act.at))


def _set_up() -> Iterator[Act]:
    norrvik = "unit:norrvik"
    yield Act(months.at(2024, 10, 21, 8), OPERATOR, Kind.SET_UP_ORGANIZATION, norrvik)
    yield Act(
        months.at(2024, 10, 21, 10), OPERATOR, Kind.OPEN_ACCOUNTS, norrvik, reason="Lineofsight begins at Norrvik."
    )
    yield Act(months.at(2024, 10, 24, 9), "astrid-nyberg", Kind.SET_UP_MEASURES, norrvik)
    yield Act(months.at(2024, 10, 24, 14), "astrid-nyberg", Kind.SET_UP_SCORECARDS, "strategy:2")


def _people() -> Iterator[Act]:
    for place, file in enumerate(hr_files.files()):
        actor = "jolanta-mazurek" if place else OPERATOR
        yield Act(file.at, actor, Kind.IMPORT_PEOPLE, "unit:norrvik", file)


def _versions() -> Iterator[Act]:
    for version in strategy.VERSIONS[:-1]:
        day = 21 + version.number
        drafted, submitted, approved, adopted = (months.at(2024, 10, day, hour) for hour in (10, 11, 14, 15))
        yield from _version(
            version.number, OPERATOR, (drafted, submitted, approved, adopted), "Entered from the board papers."
        )
    dates = (
        months.at(2025, 11, 3, 10),
        months.at(2025, 12, 8, 16),
        months.at(2026, 1, 8, 11),
        months.at(2026, 1, 12, 14),
    )
    yield from _version(3, "astrid-nyberg", dates, "Adopted by the board on 12 January 2026.")
    yield Act(months.at(2026, 1, 12, 14, 30), "astrid-nyberg", Kind.FOLLOW_VERSION, "strategy:3", None,
              "Version 3 adds leads from within and trusted data, and lets process weigh as much as customer.")  # fmt: skip


def _version(number: int, author: str, dates: tuple[datetime, ...], reason: str) -> Iterator[Act]:
    actors = (author, author, "linnea-sandberg", "henrik-aalto")
    kinds = (Kind.DRAFT_VERSION, Kind.SUBMIT_VERSION, Kind.APPROVE_VERSION, Kind.ADOPT_VERSION)
    for at, actor, kind in zip(dates, actors, kinds, strict=True):
        yield Act(at, actor, kind, f"strategy:{number}", reason=reason if kind is Kind.ADOPT_VERSION else "")


def _targets() -> Iterator[Act]:
    usual = [target for target in targets.TARGETS if target.change is None]
    for when in sorted({target.set_at for target in usual}):
        rows = tuple(target for target in usual if target.set_at == when)
        yield Act(when, "astrid-nyberg", Kind.SET_TARGETS, "unit:norrvik", rows, reason="Targets of the budget round.")
    change = targets.CHANGE_31
    yield Act(change.set_at, "astrid-nyberg", Kind.CHANGE_TARGET, f"measure:{change.measure}", change, change.reason,
              {"change": "31", "requested_by": "ines-carvalho", "approved_by": "henrik-aalto"})  # fmt: skip


def _batches() -> Iterator[Act]:
    for batch in series.batches():
        yield Act(batch.read_at, OPERATOR, Kind.READ_BATCH, f"source:{batch.source}", batch)


def _rates() -> Iterator[Act]:
    for month in months.MONTHS:
        rates = tuple(rate for rate in company.FX_RATES if rate.month == month and rate.currency != "EUR")
        yield Act(
            months.after_month_end(month, days=7, hour=15),
            "divya-raman",
            Kind.SET_RATES,
            f"period:norrvik:{month}",
            rates,
        )


def _corrections() -> Iterator[Act]:
    for correction in series.corrections():
        reading = correction.reading
        yield Act(
            reading.reported_at,
            correction.actor,
            Kind.CORRECT_READING,
            f"measure:{reading.measure}",
            correction,
            correction.reason,
        )


def _months() -> Iterator[Act]:
    """Yield when the scores of each month are first known, once every source has reported, and when it is closed."""
    for month in months.MONTHS:
        target = f"period:norrvik:{month}"
        yield Act(months.after_month_end(month, days=9, hour=13), OPERATOR, Kind.CALCULATE, target)
        if month in months.CLOSED_MONTHS:
            reason = "All sources have reported, and the steward has checked the month."
            yield Act(months.closed_at(month), "astrid-nyberg", Kind.CLOSE_MONTH, target, reason=reason)


def _disputes() -> Iterator[Act]:
    doors, feeds = "measure:dock-doors-closed", "measure:data-in-by-ten"
    yield Act(
        months.at(2026, 3, 4, 8, 50), "mateus-silva", Kind.RAISE_DISPUTE, doors, _ROTTERDAM_DOORS, _ROTTERDAM_DOORS.text
    )
    yield Act(months.at(2026, 3, 11, 15), "divya-raman", Kind.RESOLVE_DISPUTE, doors, _ROTTERDAM_DOORS,
              "Counted again from the raw log: the monthly figure had already left the double openings out.")  # fmt: skip
    yield Act(months.at(2026, 11, 2, 14, 10), "ana-moreira", Kind.RAISE_DISPUTE, feeds, _PORTO_FEEDS, _PORTO_FEEDS.text)


def _threads() -> Iterator[Act]:
    """Yield how the quarter's objectives and goals came about, and when somebody noted where they stood."""
    cycle = f"cycle:{okrs.CYCLE_KEY}"
    yield Act(months.at(2026, 10, 1, 8), "astrid-nyberg", Kind.SET_UP_OKRS, cycle)
    yield Act(months.at(2026, 10, 5, 16), OPERATOR, Kind.AGREE_GOALS, cycle)
    for day in (okrs.FIRST_LOOK, okrs.LAST_LOOK):
        yield Act(months.at(day.year, day.month, day.day, 16), "astrid-nyberg", Kind.LOOK, cycle)


def _notes() -> Iterator[Act]:
    for note in NOTES:
        when = months.at(note.on.year, note.on.month, note.on.day, 17)
        yield Act(when, "divya-raman", Kind.NOTE, f"measure:{note.measure}", note)
