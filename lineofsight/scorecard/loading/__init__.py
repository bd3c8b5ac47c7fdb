"""The one border from tables to arrays: cards, facts, targets and the unit tree, as known at an instant."""

from lineofsight.scorecard.loading.cards import POLARITY_WORDS, Cards, load_cards
from lineofsight.scorecard.loading.facts import Facts, Knowledge, load_disputes, load_facts
from lineofsight.scorecard.loading.targets import PHASINGS, TARGET_NUMBERS, Targets, load_targets
from lineofsight.scorecard.loading.tree import Tree, load_tree

__all__ = [
    "PHASINGS",
    "POLARITY_WORDS",
    "TARGET_NUMBERS",
    "Cards",
    "Facts",
    "Knowledge",
    "Targets",
    "Tree",
    "load_cards",
    "load_disputes",
    "load_facts",
    "load_targets",
    "load_tree",
]
