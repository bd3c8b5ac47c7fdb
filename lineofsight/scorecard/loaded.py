"""What a recompute reads once, as known now, for all the plans that it is made of."""

from dataclasses import dataclass, field

import numpy as np

from lineofsight.core.arrays import Index
from lineofsight.scorecard.loading import Cards, load_cards
from lineofsight.scorecard.native_series import Axes
from lineofsight.scorecard.structure_arrays import MEASURE, Links, Nodes, load_links, load_nodes, with_ancestors


@dataclass(slots=True)
class Loaded:
    """Nodes, the links to what counts in them, the cards of their KPIs, and the axes asked for so far."""

    nodes: Nodes
    links: Links
    cards: Cards
    axes: Axes = field(default_factory=dict)


def load_everything() -> Loaded:
    """Return all nodes."""
    return Loaded(load_nodes(None), load_links(None), load_cards(None, None))


def load_above(ids: list[int]) -> Loaded:
    """Return nodes and everything that they count in."""
    nodes = with_ancestors(ids)
    measures: Index = np.unique(nodes.measure[nodes.kind == MEASURE])
    return Loaded(nodes, load_links(None, parents=nodes.id), load_cards(measures, None))
