"""What makes scores follow: each event becomes what it touches, computed right after the commit or in one job."""

from datetime import date

from lineofsight.base.events import reacts_to
from lineofsight.scorecard import dirty, pending


@reacts_to("measures.observations_changed")
def follow_values(measure_id: int, unit_ids: list[int], period_ids: list[int]) -> None:
    """Compute what rests on changed or disputed values."""
    pending.follow("changed values", dirty.of_values, measure_id, unit_ids, period_ids)


@reacts_to("measures.target_changed")
def follow_target(measure_id: int, unit_id: int, from_: date) -> None:
    """Compute what a target scores."""
    pending.follow("a changed target", dirty.of_measure, measure_id, from_)


@reacts_to("measures.card_changed")
def follow_card(measure_id: int) -> None:
    """Compute what a KPI card says how to compute."""
    pending.follow("a changed KPI card", dirty.of_measure, measure_id, date.min)


@reacts_to("measures.rates_changed")
def follow_rates(period_id: int) -> None:
    """Compute the totals of money that units report in their own currencies."""
    pending.follow("changed exchange rates", dirty.of_rates, period_id)


@reacts_to("scorecard.shape_changed")
def follow_shape(node_ids: list[int], since: date) -> None:
    """Compute what counts differently; without nodes everything."""
    pending.follow("changed weights or parts", dirty.of_nodes, node_ids, since)


@reacts_to("strategy.structure_changed")
def follow_strategy(strategy_id: int) -> None:
    """Bring scorecards in line with their strategy, and compute what changed."""
    pending.follow("a changed strategy", dirty.of_strategy, strategy_id)


@reacts_to("organization.tree_changed")
def follow_tree() -> None:
    """Bring the nodes of units in line with the tree, and compute what climbs it."""
    pending.follow("a changed unit tree", dirty.of_tree)


@reacts_to("organization.period_reopened")
def follow_reopening(period_id: int) -> None:
    """Compute anew what was frozen."""
    pending.follow("a reopened period", dirty.of_everything, period_id)
