"""KPI cards, and what they lack."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.measures.access import can_edit_card, can_record
from lineofsight.measures.models import MeasureVersion, Observation, Target
from lineofsight.measures.queries.finding import card_on, seen_measure
from lineofsight.organization.models import Accountability

CARD_FIELDS = (
    "name",
    "short_name",
    "question",
    "formula",
    "expression",
    "expression_missing",
    "polarity",
    "lead_lag",
    "nature",
    "frequency",
    "time_aggregation",
    "rolling_window",
    "time_missing",
    "org_aggregation",
    "min_coverage",
    "factor",
    "is_complement",
    "flow_or_stock",
    "lower_bound",
    "is_seasonal",
    "is_estimate",
    "collection",
    "source_system",
    "grace_days",
    "stale_after_days",
    "carries_forward",
    "is_mandatory",
    "gaming_risks",
)


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a KPI, in which way; a job family where no person is named."""

    code: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A KPI's card as it holds on a day, as known at an instant, with what the viewer may do."""

    public_id: str
    slug: str
    version: int
    address: str
    owning_unit_slug: str
    sensitivity: str
    family: str
    valid_from: date
    valid_to: date | None
    calendar: str
    unit_of_measure: str
    symbol: str
    decimals: int
    name: str
    short_name: str
    question: str
    formula: str
    expression: str
    expression_missing: str
    polarity: str
    lead_lag: str
    nature: str
    frequency: str
    time_aggregation: str
    rolling_window: int | None
    time_missing: str
    org_aggregation: str
    min_coverage: Decimal | None
    factor: Decimal
    is_complement: bool
    flow_or_stock: str
    lower_bound: Decimal | None
    is_seasonal: bool
    is_estimate: bool
    collection: str
    source_system: str
    grace_days: int
    stale_after_days: int
    carries_forward: bool
    is_mandatory: bool
    gaming_risks: str
    answering: tuple[Answering, ...]
    may_record: Decision
    may_edit: Decision

    def who(self, code: str) -> tuple[Answering, ...]:
        """Return who answers in one way: owner, steward, updater."""
        return tuple(one for one in self.answering if one.code == code)


@dataclass(frozen=True, slots=True)
class CardGap:
    """What a KPI lacks before it may feed ratings or pay."""

    slug: str
    name: str
    missing: tuple[str, ...]


@query("measures.card", "/kpis/{slug}/card")
def measure_card(
    ctx: Context, *, slug: str, as_of: date | None = None, known_at: datetime | None = None
) -> MeasureCard:
    """Return a KPI's card on a day (today), as known at an instant (now)."""
    measure = seen_measure(ctx, slug)
    card = card_on(ctx, measure, as_of, known_at)
    counted = card.unit_of_measure
    fields: dict[str, Any] = {name: getattr(card, name) for name in CARD_FIELDS}
    return MeasureCard(
        public_id=str(measure.public_id),
        slug=measure.slug,
        version=measure.version,
        address=measure.address,
        owning_unit_slug=measure.owning_unit.slug,
        sensitivity=measure.sensitivity,
        family=measure.family,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        calendar=card.calendar.name,
        unit_of_measure=counted.key if counted else "",
        symbol=counted.symbol if counted else "",
        decimals=counted.decimals if counted else 2,
        answering=answering(measure.address, as_of or ctx.as_of or clock.today(), known_at or ctx.known_at),
        may_record=can_record(ctx, measure),
        may_edit=can_edit_card(ctx, measure),
        **fields,
    )


def answering(address: str, day: date, known_at: datetime | None = None) -> tuple[Answering, ...]:
    """Return who answers for a thing on a day, in code order."""
    rows = Accountability.objects.at(day, known_at).filter(target=address)
    rows = rows.select_related("person__details", "job_family").order_by("code", "id")
    return tuple(
        Answering(row.code, row.person.details.name, row.person.slug)
        if row.person
        else Answering(row.code, row.job_family.name, "")
        for row in rows
    )


def card_gaps(ctx: Context) -> tuple[CardGap, ...]:
    """Return the KPIs in reach whose card is incomplete, with what is missing, by name."""
    today = ctx.as_of or clock.today()
    named = Accountability.objects.at(today)
    codes: dict[str, set[str]] = {}
    for target, code in named.filter(target__startswith="measure:").values_list("target", "code"):
        codes.setdefault(target, set()).add(code)
    cards = MeasureVersion.objects.visible_to(ctx.viewer).at(today, ctx.known_at).select_related("measure")
    cards = cards.annotate(
        has_target=Exists(Target.objects.current().filter(measure=OuterRef("measure"))),
        has_value=Exists(Observation.objects.current().filter(measure=OuterRef("measure"))),
    )
    gaps = []
    for card in cards.order_by("name", "id"):
        missing = _missing(card, codes.get(card.measure.address, set()))
        if missing:
            gaps.append(CardGap(card.measure.slug, card.name, missing))
    return tuple(gaps)


def _missing(card: Any, codes: set[str]) -> tuple[str, ...]:
    """Return the parts of DOMAIN 3.1 that a card lacks, as words a reader knows."""
    absent = {
        "question": not card.question,
        "formula": not card.formula,
        "unit of measure": card.unit_of_measure_id is None,
        "polarity": card.polarity == "unknown",
        "source": not (card.source_system or card.collection),
        "owner": not codes & {"owner", "A"},
        "steward": "steward" not in codes,
        "updater": "updater" not in codes,
        "target": not card.has_target,
        "value": not card.has_value,
    }
    return tuple(word for word, is_absent in absent.items() if is_absent)
