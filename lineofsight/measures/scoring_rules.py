"""Which scoring parameters make sense together (DOMAIN §4.1, §4.2, §3.6), each refusal with a sentence of its own.

Where the parameters stand on a target row: goal, target and baseline in columns; everything else in `parameters`:
`floor` (two_color), `min` `max` (min_max), `low_fail` `low_ok` `high_ok` `high_fail` (range), `good` 0 or 1 (yes_no),
`points` [[value, score], …] (linear_points), `labels` {label: score} (text); and for the phasing `path`
[[date, value], …] with `path_by` linear or step (custom) and `weights` [number, …] (seasonal).
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from lineofsight.measures.numbers import check_number

Values = Mapping[str, Any]
Problems = dict[str, str]

NEEDED: Mapping[str, tuple[str, ...]] = {
    "goal_red_flag": ("target", "red_flag"),
    "two_color": ("target", "floor"),
    "baseline_target": ("baseline", "target"),
    "min_max": ("min", "max"),
    "attainment": ("target",),
    "binary": ("target",),
    "range": ("low_fail", "low_ok", "high_ok", "high_fail"),
    "linear_points": ("points",),
    "yes_no": ("good",),
    "text": ("labels",),
    "unscored": (),
}
IN_PARAMETERS = ("floor", "min", "max", "low_fail", "low_ok", "high_ok", "high_fail", "good")
LISTS = ("points", "labels", "path", "path_by", "weights")
WORDS = {
    "target": "goal",
    "red_flag": "red flag",
    "low_fail": "lower failing value",
    "low_ok": "lower good value",
    "high_ok": "upper good value",
    "high_fail": "upper failing value",
    "good": "good answer",
}
TOLERANCE = Decimal("1e-9")
DEFAULT_GREEN, DEFAULT_AMBER = Decimal(200) / 3, Decimal(100) / 3


def check(values: Values, polarity: str) -> Problems:
    """Return what is wrong with a target's values, by field; {} where all is well.

    `values` has the columns of a target row, with `parameters` as a mapping.
    """
    parameters = dict(values.get("parameters") or {})
    problems = _check_parameters(parameters)
    if problems:
        return problems
    numbers = {name: values.get(name) for name in ("baseline", "target", "red_flag", "stretch")}
    numbers |= {name: _decimal(parameters[name]) for name in IN_PARAMETERS if name in parameters}
    kind = values["scoring_type"]
    for name in NEEDED[kind]:
        if numbers.get(name) is None and name not in parameters:
            return {name: f"{kind} needs a {WORDS.get(name, name)}."}
    if kind in _CHECKS:
        problems = _CHECKS[kind](numbers, parameters, polarity)
    return problems or _check_stretch(numbers, polarity) or _check_status(values) or _check_phasing(values, parameters)


def _decimal(value: Any) -> Decimal:
    return check_number(Decimal(str(value)))


def _check_parameters(parameters: dict[str, Any]) -> Problems:
    for name, value in parameters.items():
        if name not in (*IN_PARAMETERS, *LISTS):
            return {f"parameters.{name}": f"There is no scoring parameter {name}."}
        try:
            if name in IN_PARAMETERS:
                _decimal(value)
            elif name == "points":
                [(_decimal(at), _decimal(score)) for at, score in value]
            elif name == "labels":
                [_decimal(score) for score in value.values()]
            elif name == "weights":
                [_decimal(weight) for weight in value]
            elif name == "path":
                [(date.fromisoformat(on), _decimal(at)) for on, at in value]
        except InvalidOperation:
            return {f"parameters.{name}": f"The {WORDS.get(name, name)} must be made of numbers."}
        except ValueError as error:
            text = str(error) if str(error).startswith("The number") else f"The {name} cannot be read."
            return {f"parameters.{name}": text}
        except (TypeError, AttributeError):
            return {f"parameters.{name}": f"The {name} cannot be read."}
    return {}


def _leads(worse: str, better: str) -> Callable[[Values, Values, str], Problems]:
    """Return the check that two anchors differ and that their order fits the polarity."""

    def check_order(numbers: Values, parameters: Values, polarity: str) -> Problems:
        low, high = numbers[worse], numbers[better]
        one, other = WORDS.get(better, better), WORDS.get(worse, worse)
        if better == "target" and worse == "baseline":
            one = "target"
        if abs(high - low) <= TOLERANCE:
            return {better: f"The {one} equals the {other} ({_show(low)}): they must differ to tell good from bad."}
        both = f"its {one} {_show(high)} is {{}} the {other} {_show(low)}."
        if polarity == "maximize" and high < low:
            return {better: f"More is better on this KPI's card, but {both.format('below')}"}
        if polarity == "minimize" and high > low:
            return {better: f"Less is better on this KPI's card, but {both.format('above')}"}
        return {}

    return check_order


def _check_min_max(numbers: Values, parameters: Values, polarity: str) -> Problems:
    low, high = numbers["min"], numbers["max"]
    if low + TOLERANCE >= high:
        return {"parameters.min": f"The lowest value {_show(low)} must be below the highest {_show(high)}."}
    return _needs_polarity(polarity)


def _check_attainment(numbers: Values, parameters: Values, polarity: str) -> Problems:
    if numbers["target"] <= 0:
        return {"target": "Attainment divides by the target, so the target must be above 0."}
    return _needs_polarity(polarity)


def _check_binary(numbers: Values, parameters: Values, polarity: str) -> Problems:
    return _needs_polarity(polarity)


def _needs_polarity(polarity: str) -> Problems:
    if polarity in ("maximize", "minimize"):
        return {}
    return {"scoring_type": "State on the KPI card whether more or less is better; this scoring type needs it."}


def _check_range(numbers: Values, parameters: Values, polarity: str) -> Problems:
    names = ("low_fail", "low_ok", "high_ok", "high_fail")
    low_fail, low_ok, high_ok, high_fail = (numbers[name] for name in names)
    if low_fail < low_ok <= high_ok < high_fail:
        return {}
    shown = ", ".join(_show(numbers[name]) for name in names)
    return {"parameters.low_ok": f"The four values of a range must rise, the two in the middle may be equal: {shown}."}


def _check_points(numbers: Values, parameters: Values, polarity: str) -> Problems:
    points = [(_decimal(at), _decimal(score)) for at, score in parameters["points"]]
    if len(points) < 2:
        return {"parameters.points": "Give at least two points of value and score."}
    at = sorted(value for value, _ in points)
    twice = next((one for one, other in pairwise(at) if other - one <= TOLERANCE), None)
    if twice is not None:
        return {"parameters.points": f"Two points stand at the value {_show(twice)}; each value may have one score."}
    return {}


def _check_yes_no(numbers: Values, parameters: Values, polarity: str) -> Problems:
    if numbers["good"] not in (0, 1):
        return {"parameters.good": "The good answer is 1 for yes or 0 for no."}
    return {}


def _check_text(numbers: Values, parameters: Values, polarity: str) -> Problems:
    return {} if parameters["labels"] else {"parameters.labels": "Give at least one label with its score."}


_CHECKS: Mapping[str, Callable[[Values, Values, str], Problems]] = {
    "goal_red_flag": _leads("red_flag", "target"),
    "two_color": _leads("floor", "target"),
    "baseline_target": _leads("baseline", "target"),
    "min_max": _check_min_max,
    "attainment": _check_attainment,
    "binary": _check_binary,
    "range": _check_range,
    "linear_points": _check_points,
    "yes_no": _check_yes_no,
    "text": _check_text,
}


def _check_stretch(numbers: Values, polarity: str) -> Problems:
    stretch, target = numbers.get("stretch"), numbers.get("target")
    if stretch is None or target is None:
        return {}
    worse = numbers.get("red_flag")
    way = {"maximize": 1, "minimize": -1}.get(polarity, 0)
    if not way and worse is not None:
        way = 1 if target > worse else -1
    if way * (stretch - target) < 0:
        return {"stretch": f"The stretch target {_show(stretch)} lies on the wrong side of the target {_show(target)}."}
    return {}


def _check_status(values: Values) -> Problems:
    green = DEFAULT_GREEN if values.get("green_at") is None else values["green_at"]
    amber = DEFAULT_AMBER if values.get("amber_at") is None else values["amber_at"]
    band = values.get("hysteresis")
    band = Decimal(2) if band is None else band
    if band < 0:
        return {"hysteresis": "The band around a threshold cannot be negative."}
    if green - amber <= 2 * band:
        return {
            "hysteresis": "On track and at risk lie too close together: they must differ by more than twice the band."
        }
    return {}


def _check_phasing(values: Values, parameters: Values) -> Problems:
    kind = values.get("phasing") or "flat"
    if kind in ("linear", "step"):
        start, end = values.get("phasing_start_on"), values.get("phasing_end_on")
        if start is None or end is None or values.get("phasing_start_value") is None or values.get("target") is None:
            return {"phasing": f"A {kind} path needs a first day and value, a last day, and a target."}
        if end <= start:
            return {"phasing_end_on": "The path must end after it begins."}
    if kind == "custom":
        days = [on for on, _ in parameters.get("path", [])]
        if not days:
            return {"parameters.path": "A custom path needs at least one point of day and value."}
        if len(set(days)) < len(days):
            return {"parameters.path": "Two points of the path stand on one day."}
        if parameters.get("path_by", "linear") not in ("linear", "step"):
            return {"parameters.path_by": "A path goes linear or in a step."}
    if kind == "seasonal":
        weights = [_decimal(weight) for weight in parameters.get("weights", [])]
        if not weights or sum(weights) <= 0 or min(weights) < 0:
            return {"parameters.weights": "Seasonal weights must not be negative and must add to more than 0."}
        if values.get("target") is None:
            return {"target": "Seasonal phasing spreads a target over the year; give one."}
    return {}


def _show(value: Decimal) -> str:
    return f"{value.normalize():f}"
