"""The words of Why?: one sentence, and the formula with the numbers put in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from lineofsight.base.ui.numbers import format_number
from lineofsight.core.arrays import below
from lineofsight.measures import expressions
from lineofsight.organization.models import Period
from lineofsight.scorecard.why_tree import ChildLine, Exact, Operand, SourceRow

RULE_NAMES = {
    "goal_red_flag": gettext_noop("Goal and red flag"),
    "two_color": gettext_noop("Two colors"),
    "baseline_target": gettext_noop("Progress from baseline to target"),
    "min_max": gettext_noop("Position on a scale"),
    "attainment": gettext_noop("Share of target"),
    "binary": gettext_noop("Met or not met"),
    "range": gettext_noop("Inside a range"),
    "linear_points": gettext_noop("Along points"),
    "yes_no": gettext_noop("Yes or no"),
    "text": gettext_noop("Words with scores"),
    "unscored": gettext_noop("Not scored"),
    "": gettext_noop("No target"),
    "weighted_mean": gettext_noop("Weighted mean"),
    "mean": gettext_noop("Plain mean"),
    "worst_of": gettext_noop("Worst of"),
    "best_of": gettext_noop("Best of"),
}
#: How a score of several parts is said, by the method that made it.
_OF_PARTS = {
    "weighted_mean": gettext_noop("%(name)s is %(score)s, the weighted mean of %(n)s parts."),
    "mean": gettext_noop("%(name)s is %(score)s, the plain mean of %(n)s parts."),
    "worst_of": gettext_noop("%(name)s is %(score)s, the lowest of %(n)s parts."),
    "best_of": gettext_noop("%(name)s is %(score)s, the highest of %(n)s parts."),
}
#: What stands before the sources of a value.
_AGGREGATIONS = {
    "sum": gettext_noop("sum"),
    "avg": gettext_noop("mean"),
    "mean": gettext_noop("mean"),
    "weighted_mean": gettext_noop("weighted mean"),
    "last": gettext_noop("last of"),
    "min": gettext_noop("lowest of"),
    "max": gettext_noop("highest of"),
    "ratio": gettext_noop("ratio of"),
    "ytd_sum": gettext_noop("sum since the year began"),
    "cumulative_ytd": gettext_noop("sum since the year began"),
    "ytd_avg": gettext_noop("mean since the year began"),
    "rolling_avg": gettext_noop("rolling mean"),
}
MOST_TERMS = 12


def rule_name(method: str) -> str:
    """Return what a scoring type or a roll-up is called, in the reader's language."""
    return gettext(RULE_NAMES[method])


def period_name(period: Period) -> str:
    """Return a month in words, another period by its key."""
    is_month = period.frequency == "monthly" and period.start_on.day == 1
    return date_format(period.start_on, "F Y") if is_month else period.key


def show(value: float | None, decimals: int | None = None) -> str:
    """Return a number as a reader sees it; missing as a dash."""
    if value is None:
        return "—"
    if decimals is None:
        rounded = round(value, 6)
        return format_number(int(rounded) if rounded == int(rounded) else rounded)
    return format_number(value, decimals)


def score_arithmetic(exact: Exact, measured: float | None, decimals: int) -> str:
    """Return how a value became its score, with the numbers put in."""
    if exact.score is None or (measured is None and not exact.parameters.get("label")):
        return ""
    kind, named = exact.parameters.get("scoring_type", ""), exact.parameters.get("parameters") or {}
    text = _formula(str(kind), dict(named), show(measured, decimals), int(exact.parameters.get("polarity", 0)), exact)  # type: ignore[call-overload]
    return f"{text} = {show(exact.score, 1)}"


def _formula(kind: str, named: dict[str, Any], value: str, polarity: int, exact: Exact) -> str:
    at = {name: show(number) for name, number in named.items() if isinstance(number, int | float)}
    if kind == "goal_red_flag":
        text = f"100/3 × (1 + ({value} − {at['red_flag']}) / ({at['goal']} − {at['red_flag']}))"
    elif kind == "two_color":
        text = f"50 × (1 + ({value} − {at['goal']}) / ({at['goal']} − {at['floor']}))"
    elif kind == "baseline_target":
        text = f"100 × ({value} − {at['baseline']}) / ({at['target']} − {at['baseline']})"
    elif kind == "min_max":
        way = f"{at['max']} − {value}" if polarity < 0 else f"{value} − {at['min']}"
        text = f"100 × ({way}) / ({at['max']} − {at['min']})"
    elif kind == "attainment":
        text = f"100 × (2 − {value} / {at['target']})" if polarity < 0 else f"100 × {value} / {at['target']}"
    elif kind == "binary":
        sign = "≤" if polarity < 0 else "≥"
        return f"{value} {sign} {at['target']} ? 100 : 0"
    elif kind == "range":
        return f"{value} in {at['low_fail']} | {at['low_ok']}–{at['high_ok']} | {at['high_fail']}"
    elif kind == "linear_points":
        points = ", ".join(f"({show(float(one))}, {show(float(other))})" for one, other in named.get("points") or [])
        return gettext("%(value)s on %(points)s") % {"value": value, "points": points}
    elif kind == "yes_no":
        return f"{value} = {at['good']} ? 100 : 0"
    else:  # words
        return f"“{exact.parameters.get('label')}”"
    is_capped = exact.parameters.get("cap") != "none" and exact.score in (0.0, 100.0)
    return gettext("%(text)s, kept within 0 and 100") % {"text": text} if is_capped else text


def value_arithmetic(
    exact: Exact, measured: float | None, sources: Sequence[SourceRow], operands: Sequence[Operand], decimals: int
) -> str:
    """Return how the sources became the value, with the numbers put in."""
    if operands:
        return _expression(exact, measured, operands, decimals)
    counted = [row for row in sources if row.is_counted]
    if measured is None or not counted or any(not row.is_open for row in counted):
        return ""
    pairs = [row for row in counted if row.numerator is not None and row.denominator]
    if pairs and len(pairs) == len(counted):
        above, below = sum(row.numerator or 0.0 for row in pairs), sum(row.denominator or 0.0 for row in pairs)
        factor = float(exact.parameters.get("factor") or 1.0)  # type: ignore[arg-type]
        ratio = f"{show(above)} / {show(below)}"
        if exact.parameters.get("is_complement"):
            ratio = f"(1 − {ratio})"
        head = f"{show(factor)} × " if factor != 1 else ""
        return f"{head}{ratio} = {show(measured, decimals)}"
    if len(counted) == 1:
        return ""
    method = exact.parameters["org"] if exact.parameters.get("org") != "none" else exact.parameters.get("time")
    terms = [show(row.value) if row.rate is None else f"{show(row.value)} × {show(row.rate)}" for row in counted]
    terms = terms[:MOST_TERMS]
    if len(counted) > MOST_TERMS:
        terms.append("…")
    total = f"{show(measured, decimals)} {exact.parameters.get('currency') or ''}".strip()
    word = gettext(_AGGREGATIONS[str(method)]) if method in _AGGREGATIONS else method
    return f"{word} ({', '.join(terms)}) = {total}"


def _expression(exact: Exact, measured: float | None, operands: Sequence[Operand], decimals: int) -> str:
    """Return the expression of a derived KPI with its operands' numbers put in; nothing where one is not open."""
    if measured is None or any(not operand.is_open for operand in operands):
        return ""
    expression = expressions.parse(str(exact.parameters["expression"]))
    numbers = {operand.key: show(operand.value) for operand in operands}
    return f"{expressions.written(expression, numbers)} = {show(measured, decimals)}"


def leaf_sentence(period: Period, exact: Exact, measured: float | None, reason: str, decimals: int) -> str:
    """Return what a value means, in one sentence that can be said aloud."""
    when, value = period_name(period), show(measured, decimals)
    named = exact.parameters.get("parameters") or {}
    if measured is None and not exact.parameters.get("label"):
        return _missing(when, reason)
    if reason == "no_target":
        return gettext("%(when)s is %(value)s. No target says how to score it.") % {"when": when, "value": value}
    if exact.parameters.get("scoring_type") == "goal_red_flag" and exact.score is not None:
        return _goal_sentence(when, measured, value, dict(named), decimals)  # type: ignore[call-overload]
    if exact.score is None:
        return gettext(
            "%(when)s is %(value)s. It cannot be scored: the target contradicts itself or is not for scoring."
        ) % {
            "when": when,
            "value": value,
        }
    goal = named.get("target", named.get("goal"))  # type: ignore[attr-defined]
    if goal is None:
        return gettext("%(when)s is %(value)s, so the score is %(score)s.") % {
            "when": when,
            "value": value if measured is not None else exact.parameters.get("label"),
            "score": show(exact.score, 1),
        }
    return gettext("%(when)s is %(value)s; the target is %(goal)s, so the score is %(score)s.") % {
        "when": when,
        "value": value,
        "goal": show(goal, decimals),
        "score": show(exact.score, 1),
    }


def _goal_sentence(when: str, measured: float | None, value: str, named: dict[str, Any], decimals: int) -> str:
    goal, red_flag = named["goal"], named["red_flag"]
    assert measured is not None
    way = 1 if goal > red_flag else -1
    words = {"when": when, "value": value, "goal": show(goal, decimals), "red": show(red_flag, decimals)}
    if way * (measured - goal) >= -1e-9:
        text = gettext(
            "%(when)s is %(value)s. That is at the goal of %(goal)s or better, so the score is 66.7 or more."
        )
    elif way * (measured - red_flag) >= -1e-9:
        text = gettext(
            "%(when)s is %(value)s. That is between the red flag of %(red)s and the goal of %(goal)s, "
            "so the score is between 33.3 and 66.7."
        )
    elif way < 0:
        text = gettext("%(when)s is %(value)s. That is above the red flag of %(red)s, so the score is under 33.3.")
    else:
        text = gettext("%(when)s is %(value)s. That is below the red flag of %(red)s, so the score is under 33.3.")
    return text % words


def _missing(when: str, reason: str) -> str:
    if reason == "stale":
        return gettext("There is no value for %(when)s, and the last one is too old to stand for it.") % {"when": when}
    if reason == "no_rate":
        return gettext("There is no total for %(when)s: a part in another currency has no exchange rate.") % {
            "when": when
        }
    if reason == "no_target":
        return gettext("There is no value for %(when)s, and no target.") % {"when": when}
    return gettext("There is no value for %(when)s.") % {"when": when}


def parent_arithmetic(
    parameters: Mapping[str, Any], score: float | None, children: Sequence[ChildLine], is_coarse: bool
) -> str:
    """Return how the parts became the score, with the numbers put in; nothing where a part is not open."""
    method, policy = parameters["method"], parameters["missing_policy"]
    is_mean = method in ("weighted_mean", "mean")
    applicable = [child for child in children if child.is_applicable]
    if any(not child.is_open and (child.share is not None or not is_mean) for child in applicable):
        return ""
    counted = [
        (child, number)
        for child in applicable
        if (number := _stands_with(child, policy)) is not None and (is_mean or child.weight > 0)
    ]
    if score is None or not counted:
        return ""
    is_weighted = method == "weighted_mean"
    terms = [
        f"{show(child.weight)} × {show(number, 2)}" if is_weighted else show(number, 2)
        for child, number in counted[:MOST_TERMS]
    ]
    if len(counted) > MOST_TERMS:
        terms.append("…")
    if is_mean:
        whole = show(round(sum(child.weight for child, _ in counted), 6)) if is_weighted else str(len(counted))
        text = f"({' + '.join(terms)}) / {whole}"
    else:
        word = gettext("the lowest of") if method == "worst_of" else gettext("the highest of")
        text = f"{word} {', '.join(terms)}"
    failed = [child for child in applicable if _fails(child, parameters["gate_missing"])]
    if failed:
        text += gettext(", but at most %(cap)s because of %(name)s") % {
            "cap": show(min(child.gate_cap or 0.0 for child in failed)),
            "name": failed[0].name,
        }
    return f"{text} {'≈' if is_coarse else '='} {show(score, 1)}"


def _stands_with(child: ChildLine, policy: str) -> float | None:
    """Return the number that a part counts with: its score, an earlier one in its place, or 0 where missing is 0."""
    if child.score is None and child.is_carried:
        return child.last_score
    return 0.0 if child.score is None and policy == "zero" else child.score


def _fails(child: ChildLine, gate_missing: str) -> bool:
    """Test whether a part is a gate that caps the score."""
    if child.gate_cap is None or child.gate_min_score is None:
        return False
    return gate_missing == "fail" if child.score is None else below(child.score, child.gate_min_score)


def parent_sentence(
    name: str,
    score: float | None,
    method: str,
    children: Sequence[ChildLine],
    coverage: float | None,
    *,
    is_coarse: bool = False,
) -> str:
    """Return how a roll-up stands, in one sentence that can be said aloud."""
    applicable = [child for child in children if child.is_applicable]
    n_with = sum(1 for child in applicable if child.score is not None or not child.is_open)
    words = {
        "name": name,
        "score": gettext("about %(score)s") % {"score": show(score, 0)} if is_coarse else show(score, 1),
        "n": len(applicable),
        "with": n_with,
    }
    if not applicable:
        return gettext("Nothing counts in %(name)s in this period.") % words
    if score is None:
        return gettext("%(name)s has no score: %(with)s of its %(n)s parts have data.") % words
    text = gettext("%(name)s is %(score)s, the score of its one part.") % words
    if len(applicable) > 1:
        text = gettext(_OF_PARTS[method]) % words
    if coverage is not None and coverage < 1 - 1e-9:
        text += " " + gettext("%(share)s%% of the weight has data.") % {"share": show(100 * coverage, 0)}
    return text
