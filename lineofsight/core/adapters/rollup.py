"""`rollup` and `weight_rebalance` on JSON values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from lineofsight.core import rollup, weights
from lineofsight.core.adapters.reading import Inputs, plain


def roll_up(inputs: Inputs) -> dict[str, Any]:
    """Return a parent's score from its children."""
    rule = rollup.RollUpRule(
        method=inputs.choice("method", rollup.METHODS, "weighted_mean"),
        missing_policy=inputs.choice("missing_policy", rollup.MISSING_POLICIES, "renormalize"),
        max_carry=inputs.number("max_carry", None),
        min_coverage=inputs.number("min_coverage", None),
        gates=tuple(_gate(gate) for gate in inputs.items("gates", [])),
        gate_missing=inputs.choice("gate_missing", rollup.GATE_MISSING, "fail"),
    )
    result = rollup.roll_up([_child(id_, child) for id_, child in inputs.unique_ids("children")], rule)
    return {
        "score": result.score,
        "coverage": result.coverage,
        "effective_weights": {str(id_): weight for id_, weight in result.effective_weights.items()},
        "carried": list(result.carried),
        "gated": list(result.gated),
        "error": result.error,
    }


def weight_rebalance(inputs: Inputs) -> dict[str, Any]:
    """Return weights that sum to the total, or that this cannot be."""
    given = inputs.object("weights")
    locked = inputs.raw("locked", None) or []
    if not isinstance(locked, (list, tuple)):
        raise inputs.refuse("'locked' must be a list of ids.")
    for id_ in locked:
        if id_ not in list(given.names()):
            raise inputs.refuse(f"'locked' names {id_!r}, which has no weight.")
    result = weights.rebalance(
        {id_: _fraction(given, id_) for id_ in given.names()},
        locked=frozenset(locked),
        step=_fraction(inputs, "step", Decimal(1)),
        total=_fraction(inputs, "total", Decimal(100)),
    )
    if result is None:
        return {"weights": None, "error": "infeasible"}
    return {"weights": {id_: plain(weight) for id_, weight in result.items()}, "error": None}


def _child(id_: str | int, child: Inputs) -> rollup.Child:
    coverage = child.number("coverage", None)
    if coverage is not None and not 0 <= coverage <= 1:
        raise child.refuse("'coverage' must be from 0 to 1.")
    return rollup.Child(
        id=id_,
        score=child.number("score", None),
        weight=child.required_number("weight", 1.0),
        is_applicable=child.choice("state", ("ok", "na"), "ok") == "ok",
        coverage=coverage,
        last_score=child.number("last_score", None),
        last_age=child.number("last_age", None),
    )


def _gate(gate: Inputs) -> rollup.Gate:
    return rollup.Gate(gate.identifier("id"), gate.required_number("min_score"), gate.required_number("cap"))


def _fraction(inputs: Inputs, key: str, default: Decimal | None = None) -> Fraction:
    value = inputs.exact(key, default) if default is not None else inputs.exact(key)
    value = default if value is None else value
    if value is None:
        raise inputs.refuse(f"'{key}' must be given.")
    return Fraction(value)
