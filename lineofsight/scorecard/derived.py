"""Derived KPIs: values computed by an expression from those of other KPIs, at the same unit and in the same period.

Each operand is brought to the unit and the period by its own card first; the expression then joins the results. A value
that was recorded for the derived KPI itself stands in place of the computed one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from lineofsight.core.arrays import Index, Mask
from lineofsight.measures import expressions
from lineofsight.measures.expressions import Expression
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.leaf_values import LeafValues, leaf_values
from lineofsight.scorecard.loading import Cards, Facts, Tree, load_cards
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.native_series import Axes

FEW = 500  # ids in one statement; for more, every expression is read
MAX_DEPTH = 12  # of KPIs derived from derived ones; circles are refused when a card is saved


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression with the ids of the KPIs it names, and what a missing one means."""

    expression: Expression
    operands: Mapping[str, int]
    missing: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """The expressions of derived KPIs, by KPI and first day of the card."""

    by_card: Mapping[tuple[int, int], Formula] = field(default_factory=dict)

    @property
    def operands(self) -> set[int]:
        """Return every KPI that is read."""
        return {pk for formula in self.by_card.values() for pk in formula.operands.values()}

    def resting_on(self, measure: int) -> set[int]:
        """Return the KPIs that read one, directly or not."""
        found: set[int] = set()
        fresh = {measure}
        while fresh:
            fresh = {pk for (pk, _), formula in self.by_card.items() if fresh & {*formula.operands.values()}} - found
            found |= fresh
        return found


NO_FORMULAS = Formulas()


def load_formulas(measures: Sequence[int] | Index, known_at: datetime | None) -> Formulas:
    """Return the expressions of some KPIs, and of those that they rest on."""
    found: dict[tuple[int, int], Formula] = {}
    fresh, seen = {int(one) for one in measures}, set[int]()
    while fresh:
        rows = MeasureVersion.objects.known(known_at).exclude(expression="")
        rows = rows.filter(measure_id__in=fresh) if len(fresh) <= FEW else rows
        read = list(rows.values_list("measure_id", "valid_from", "expression", "expression_missing"))
        parsed = [(*row, expressions.parse(row[2])) for row in read]
        keys = {key for *_, expression in parsed for key in expression.keys}
        ids = dict(Measure.objects.filter(slug__in=keys).values_list("slug", "pk")) if keys else {}
        for measure, start, _, missing, expression in parsed:
            operands = {key: ids[key] for key in expression.keys if key in ids}
            found[(measure, start.toordinal())] = Formula(expression, operands, missing)
        seen |= fresh
        fresh = set(ids.values()) - seen
    return Formulas(found)


def with_operands(
    measures: Index, known_at: datetime | None, cards: Cards | None = None
) -> tuple[Index, Cards, Formulas]:
    """Return the KPIs to read for some KPIs, which are more where one is derived, with their cards and expressions.

    `cards` are those of the KPIs themselves, where they were read before.
    """
    cards = load_cards(measures, known_at) if cards is None else cards.chosen(measures)
    if not cards.has_expression.any():
        return measures, cards, NO_FORMULAS
    formulas = load_formulas(measures, known_at)
    read = np.union1d(measures, np.array(sorted(formulas.operands), dtype=np.int64))
    return read, cards if len(read) == len(measures) else load_cards(read, known_at), formulas


def values_of(
    measures: Index,
    units: Index,
    columns: Axis,
    cards: Cards,
    card_at: Index,
    facts: Facts,
    tree: Tree | None,
    formulas: Formulas = NO_FORMULAS,
    axes: Axes | None = None,
    rates: Rates | None = None,
    depth: int = 0,
) -> LeafValues:
    """Return the values of nodes in the columns, recorded or derived; `card_at` is the card of each cell."""
    axes = {} if axes is None else axes
    out = leaf_values(measures, units, columns, cards, card_at, facts, tree, axes, rates)
    if not formulas.by_card or depth > MAX_DEPTH:
        return out
    of_card = [formulas.by_card.get((int(m), int(day))) for m, day in zip(cards.measure, cards.valid_from, strict=True)]
    is_derived = np.array([formula is not None for formula in of_card], dtype=np.bool_)
    wanted = (card_at != NONE) & is_derived[card_at] & ~(out.is_fresh & np.isfinite(out.value))
    if not wanted.any():
        return out
    keys = np.unique(_operand_keys(wanted, units, card_at, of_card))
    operands = keys >> 32
    at = cards.row_at(np.unique(operands), columns.last_day)[np.searchsorted(np.unique(operands), operands)]
    below = values_of(operands, keys & 0xFFFFFFFF, columns, cards, at, facts, tree, formulas, axes, rates, depth + 1)
    return _evaluated(out, wanted, units, card_at, of_card, keys, below)


def _operand_keys(wanted: Mask, units: Index, card_at: Index, of_card: Sequence[Formula | None]) -> Index:
    keys: set[int] = set()
    for row in np.flatnonzero(wanted.any(axis=1)).tolist():
        for card in np.unique(card_at[row][wanted[row]]).tolist():
            formula = of_card[card]
            keys |= {(pk << 32) | int(units[row]) for pk in formula.operands.values()} if formula else set()
    return np.array(sorted(keys), dtype=np.int64)


def _evaluated(
    out: LeafValues,
    wanted: Mask,
    units: Index,
    card_at: Index,
    of_card: Sequence[Formula | None],
    keys: Index,
    below: LeafValues,
) -> LeafValues:
    """Fill the wanted cells with what their expressions give; a caveat of an operand is one of the result."""
    done = replace(out, value=out.value.copy(), is_fresh=out.is_fresh.copy(), flags=out.flags.copy())
    for row, column in zip(*(part.tolist() for part in np.nonzero(wanted)), strict=True):
        formula = of_card[card_at[row, column]]
        assert formula is not None
        wanted_keys = np.array([(pk << 32) | int(units[row]) for pk in formula.operands.values()], dtype=np.int64)
        places = dict(zip(formula.operands, positions(wanted_keys, keys).tolist(), strict=True))
        said = {key: _plain(below.value[place, column]) for key, place in places.items()}
        value = expressions.evaluate(formula.expression, said, missing=formula.missing)
        known = [place for key, place in places.items() if said[key] is not None]
        bits = 0
        for place in places.values():
            bits |= int(below.flags[place, column])
        done.value[row, column] = np.nan if value is None else value
        done.is_fresh[row, column] = value is not None and all(below.is_fresh[place, column] for place in known)
        done.flags[row, column] = bits & ~flag_bits.OVERRIDDEN if value is not None else bits & flag_bits.UNKNOWN
    return done


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
