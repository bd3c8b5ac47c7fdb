"""KPI nodes from stored values and targets, as far as these may be known: the bottom of a calculation."""

import hashlib

import numpy as np

from lineofsight.core.arrays import Index
from lineofsight.measures.models.cards import ORG_AGGREGATIONS
from lineofsight.scorecard import derived, loading, money
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.disputed import mark_disputes
from lineofsight.scorecard.leaf_scores import LeafScores, score_leaves
from lineofsight.scorecard.loaded import Loaded
from lineofsight.scorecard.loading import Knowledge

_NONE_ORG = ORG_AGGREGATIONS.index("none")


def evaluate_leaves(
    measures: Index,
    units: Index,
    columns: Axis,
    knowledge: Knowledge,
    digest: "hashlib._Hash | None" = None,
    loaded: Loaded | None = None,
) -> LeafScores:
    """Return the scores of KPIs at units in the columns, from what may be known."""
    known_at = knowledge.known_at
    some = np.unique(measures)
    read, cards, formulas = derived.with_operands(some, known_at, loaded.cards if loaded and not known_at else None)
    facts = loading.load_facts(read, knowledge)
    targets = loading.load_targets(some, known_at)
    tree = loading.load_tree(known_at) if _needs_tree(cards, targets, measures, units) else None
    card_at = cards.row_at(some, columns.last_day)[np.searchsorted(some, measures)]
    rates = money.load_rates(known_at) if cards.is_local_money.any() else None
    axes = loaded.axes if loaded else None
    values = derived.values_of(measures, units, columns, cards, card_at, facts, tree, formulas, axes, rates)
    scores = score_leaves(values, measures, units, columns, cards, card_at, targets, tree, facts.labels)
    # Where a closed period is read as it was known, a KPI that came later has no card: there is nothing to look up.
    has_card = card_at != NONE
    is_aggregated = np.zeros(card_at.shape, dtype=np.bool_)
    is_aggregated[has_card] = cards.org_aggregation[card_at[has_card]] != _NONE_ORG
    is_aggregated[has_card] |= cards.has_expression[card_at[has_card]]
    own = loading.load_disputes(read, known_at)
    above = [(m, unit, period) for measure, unit, period in own for m in sorted(formulas.resting_on(measure))]
    disputes = own + above
    mark_disputes(scores, measures, units, columns, disputes, facts, tree, is_aggregated)
    if digest is not None:
        for part in (
            facts.measure,
            facts.unit,
            facts.period,
            facts.value,
            facts.numerator,
            facts.denominator,
            targets.id,
            cards.valid_from,
        ):
            digest.update(np.ascontiguousarray(part).tobytes())
    return scores


def _needs_tree(cards: loading.Cards, targets: loading.Targets, measures: Index, units: Index) -> bool:
    if (cards.org_aggregation != _NONE_ORG).any():
        return True
    own = np.unique((targets.measure << 32) | targets.unit)
    has_several = len(own) > len(np.unique(targets.measure))
    return has_several or bool((positions((measures << 32) | units, own) == NONE).any())
