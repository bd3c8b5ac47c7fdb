"""From children to parents, level by level, with the weights, gates and rules in force for each period."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask, at_least
from lineofsight.core.rollup import GateTable, roll_up_groups
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.board import Board
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.leaf_scores import LOW_COVERAGE, MISSING_CHILD, NO_VALUE, NO_WEIGHT, NOTHING_BELOW, OK
from lineofsight.scorecard.structure_arrays import CARRY_FORWARD, OBJECTIVE, PROPAGATE, Links, Nodes, Rules


@dataclass(slots=True)
class Family:
    """The parents of one level with the pairs that join them to their children, over some columns."""

    parents: Index  # rows of the board
    group: Index  # per pair: position in `parents`
    child: Index  # per pair: row of the board
    weight: Array  # pairs × columns
    applies: Mask
    gate_min: Array
    gate_cap: Array
    rule_row: Index  # parents × columns


def families(parents: Index, links: Links, rules: Rules, nodes: Nodes, days: Index) -> Family:
    """Return one level's parents (rows of `nodes`) with their links and rules on the given days."""
    parent_row, child_row = positions(links.parent, nodes.id), positions(links.child, nodes.id)
    group = positions(parent_row, parents)
    chosen = np.flatnonzero(group != NONE)
    chosen = chosen[np.lexsort((child_row[chosen], group[chosen]))]
    row = links.rows_at(days)[chosen]
    has, at = row != NONE, np.maximum(row, 0)

    def column(values: Array) -> Array:
        return np.where(has, values[at], np.nan)

    applies = has & links.is_applicable[at]
    weight = even_weights(column(links.weight), applies, group[chosen], len(parents))
    return Family(
        parents,
        group[chosen],
        child_row[chosen],
        weight,
        applies,
        column(links.gate_min),
        column(links.gate_cap),
        rules.rows_at(nodes.id[parents], days),
    )


def even_weights(stated: Array, applies: Mask, group: Index, n_parents: int) -> Array:
    """Return weights in which an absent one equals the mean of its stated siblings, or 1 where none is stated."""
    is_stated = applies & np.isfinite(stated)
    if is_stated.all():
        return stated
    total = np.zeros((n_parents, stated.shape[1]))
    count = np.zeros_like(total)
    np.add.at(total, group, np.where(is_stated, stated, 0.0))
    np.add.at(count, group, is_stated.astype(np.float64))
    usual = np.where(count > 0, total / np.maximum(count, 1.0), 1.0)
    return np.where(np.isfinite(stated), stated, usual[group])


def roll_up_level(board: Board, nodes: Nodes, family: Family, rules: Rules, columns: Index) -> None:
    """Compute the parents of a family in some columns (ascending positions), in place."""
    last, age = _latest_scores(board, family, rules)
    for span in _spans(family):
        here = columns[span]
        rows = family.rule_row[:, span][:, 0]
        group = rules.group(rows)
        scores, coverage = board.unrounded[family.child][:, here], board.coverage[family.child][:, here]
        weight, applies = family.weight[:, span], family.applies[:, span]
        options: dict[str, Any] = {"coverage": coverage, "is_applicable": applies}
        if last is not None and age is not None:
            options |= {"last_scores": last[:, here], "last_ages": age[:, here]}
        free, parent_coverage = roll_up_groups(family.group, scores, weight, group, **options)
        result, gates = free, _gates(family, span)
        if gates is not None:
            result, _ = roll_up_groups(family.group, scores, weight, group, gates=gates, **options)
        cells = np.ix_(family.parents, here)
        board.unrounded[cells], board.coverage[cells] = result, parent_coverage
        board.reason[cells] = _reasons(
            family, result, parent_coverage, scores, applies, group.min_coverage, group.missing_policy
        )
        bits = np.where(result < free, flag_bits.GATED, 0)
        bits |= _handed_up(board, nodes, family, applies, here)
        if last is not None:
            bits |= (
                _any(family, applies & ~np.isfinite(scores) & np.isfinite(last[:, here]))
                * flag_bits.CARRIED
                * (group.missing_policy == CARRY_FORWARD)[:, np.newaxis]
            )
        board.flags[cells] = bits


def needs_history(rules: Rules) -> bool:
    """Test whether any rule carries earlier scores forward."""
    return bool((rules.policy == CARRY_FORWARD).any())


def _spans(family: Family) -> Iterator[slice]:
    """Return spans of columns over which rules and gates stay the same."""
    is_new = (np.diff(family.rule_row, axis=1) != 0).any(axis=0)
    for gate in (family.gate_min, family.gate_cap):
        filled = np.nan_to_num(gate, nan=-1e300)
        is_new |= (np.diff(filled, axis=1) != 0).any(axis=0)
    edges = [0, *(np.flatnonzero(is_new) + 1).tolist(), family.rule_row.shape[1]]
    for start, end in pairwise(edges):
        yield slice(start, end)


def _gates(family: Family, span: slice) -> GateTable | None:
    least, cap = family.gate_min[:, span][:, 0], family.gate_cap[:, span][:, 0]
    is_gate = np.flatnonzero(np.isfinite(least) & np.isfinite(cap))
    if not len(is_gate):
        return None
    return GateTable(family.group[is_gate], is_gate, least[is_gate], cap[is_gate])


def _latest_scores(board: Board, family: Family, rules: Rules) -> tuple[Array, Array] | tuple[None, None]:
    """Return each child's latest earlier score and its age in periods, where any rule asks for it."""
    if not needs_history(rules):
        return None, None
    scores = board.unrounded[family.child]
    column = np.arange(scores.shape[1])
    at = np.maximum.accumulate(np.where(np.isfinite(scores), column, NONE), axis=1)
    last = np.where(at == NONE, np.nan, np.take_along_axis(scores, np.maximum(at, 0), axis=1))
    return last, np.where(at == NONE, np.inf, column - at)


def _reasons(
    family: Family, result: Array, coverage: Array, scores: Array, applies: Mask, least: Array, policy: Index
) -> Index:
    """Return why a parent has no score."""
    reason = np.where(np.isfinite(result), OK, NO_VALUE)
    is_unscored = ~np.isfinite(result)
    lacks = _any(family, applies & ~np.isfinite(scores)) & (policy == PROPAGATE)[:, np.newaxis]
    reason[is_unscored & lacks] = MISSING_CHILD
    is_low = ~np.isnan(least)[:, np.newaxis] & ~at_least(np.nan_to_num(coverage), np.nan_to_num(least)[:, np.newaxis])
    reason[is_unscored & is_low & (coverage > 0)] = LOW_COVERAGE
    reason[is_unscored & np.isnan(coverage)] = NO_WEIGHT
    reason[is_unscored & ~_any(family, applies)] = NOTHING_BELOW
    return reason


def _handed_up(board: Board, nodes: Nodes, family: Family, applies: Mask, here: Index) -> Index:
    """Return the caveats that an objective takes over from what it rests on."""
    bits = np.zeros((len(family.parents), len(here)), dtype=np.int64)
    is_objective = nodes.kind[family.parents] == OBJECTIVE
    if is_objective.any():
        below = np.where(applies, board.flags[family.child][:, here] & flag_bits.HANDED_UP, 0)
        np.bitwise_or.at(bits, family.group, below)
        bits[~is_objective] = 0
    return bits


def _any(family: Family, mask: Mask) -> Mask:
    found = np.zeros((len(family.parents), mask.shape[1]), dtype=np.bool_)
    np.logical_or.at(found, family.group, mask)
    return found
