"""What pages and programs read of KPIs, one file per noun."""

from lineofsight.measures.queries.cards import CardGap, MeasureCard, card_gaps, measure_card
from lineofsight.measures.queries.disputes import DisputeLine, dispute, disputes_of
from lineofsight.measures.queries.entry import EntryForm, TargetForm, entry_form, target_form, target_impact
from lineofsight.measures.queries.quality import freshness_of, quality_of
from lineofsight.measures.queries.targets import TargetLine, target_in_force, targets_of
from lineofsight.measures.queries.values import ValueLine, observed, values_of

__all__ = [
    "CardGap",
    "DisputeLine",
    "EntryForm",
    "MeasureCard",
    "TargetForm",
    "TargetLine",
    "ValueLine",
    "card_gaps",
    "dispute",
    "disputes_of",
    "entry_form",
    "freshness_of",
    "measure_card",
    "observed",
    "quality_of",
    "target_form",
    "target_impact",
    "target_in_force",
    "targets_of",
    "values_of",
]
