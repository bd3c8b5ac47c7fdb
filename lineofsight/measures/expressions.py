"""Expressions of derived KPIs: a closed grammar over KPI keys, with limits on size, and its evaluation.

Allowed: `+ - * /`, parentheses, numbers, KPI keys, and `min`, `max`, `abs`. A key that is no plain word stands in
brackets: `[pallets-moved] / [trucks.out] * 1000`. Nothing else is read, and nothing is ever executed.
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAX_LENGTH = 1000
MAX_NODES = 200
MAX_DEPTH = 40
MISSING_OPTIONS = ("blank", "zero", "ignore")

_KEY = re.compile(r"\[([^\[\]]{1,200})\]")
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNCTIONS = ("min", "max", "abs")


class BadExpression(ValueError):
    """The text is no expression of this grammar; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: its text, its tree, and the keys it reads in order of appearance."""

    text: str
    tree: ast.expr
    names: Mapping[str, str]
    keys: tuple[str, ...]


def parse(text: str) -> Expression:
    """Return the expression of a text; BadExpression with one sentence otherwise."""
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"The expression has {len(text)} characters; at most {MAX_LENGTH} are read.")
    names: dict[str, str] = {}
    plain = _KEY.sub(lambda found: _stand_in(names, found.group(1).strip()), text)
    if text.count("(") > MAX_DEPTH:
        raise BadExpression(f"The expression has more than {MAX_DEPTH} parentheses.")
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadExpression("The expression cannot be read: check its signs and parentheses.") from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise BadExpression("The expression is too long: split it into several KPIs.")
    keys: dict[str, None] = {}
    _check(tree, names, keys, 0)
    if not keys:
        raise BadExpression("The expression names no KPI.")
    return Expression(text, tree, names, tuple(keys))


def _stand_in(names: dict[str, str], key: str) -> str:
    word = f"_bracketed_{len(names)}"
    names[word] = key
    return f" {word} "


def _check(node: ast.expr, names: Mapping[str, str], keys: dict[str, None], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadExpression("The expression is nested too deeply.")
    for part in _parts(node):
        _check(part, names, keys, depth + 1)
    if isinstance(node, ast.Name):
        keys[names.get(node.id, node.id)] = None


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return what a node is made of; BadExpression for a node that the grammar does not have."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return [operand]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS and _takes(name, len(args)):
            return args
        case ast.Name():
            return []
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and math.isfinite(value):
            return []
    raise BadExpression("Only + - * / ( ) numbers, KPI keys, min, max and abs can be used.")


def _takes(function: str, count: int) -> bool:
    return count == 1 if function == "abs" else count >= 1


def evaluate(expression: Expression, values: Mapping[str, float | None], *, missing: str = "blank") -> float | None:
    """Return the value, or None where it cannot be said: an operand is missing, or a division by zero.

    `missing`: `blank` (default) makes the result unknown, `zero` takes 0, `ignore` leaves the operand out: a sum or
    product goes on without it, min and max look at the others.
    """
    if missing not in MISSING_OPTIONS:
        raise ValueError(f"missing is one of {', '.join(MISSING_OPTIONS)}")
    named = {key: _known(value, missing) for key, value in values.items()}
    try:
        result = _value(expression.tree, expression.names, named, missing)
    except (ZeroDivisionError, OverflowError):
        return None
    return result if result is not None and math.isfinite(result) else None


def _known(value: float | None, missing: str) -> float | None:
    if value is None or not math.isfinite(value):
        return 0.0 if missing == "zero" else None
    return float(value)


def _value(node: ast.expr, names: Mapping[str, str], values: Mapping[str, float | None], missing: str) -> float | None:
    match node:
        case ast.Constant(value=number):
            return float(number)  # type: ignore[arg-type]
        case ast.Name(id=word):
            return values.get(names.get(word, word), 0.0 if missing == "zero" else None)
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, names, values, missing)
            return -value if value is not None and isinstance(op, ast.USub) else value
        case ast.Call(func=ast.Name(id=name), args=args):
            return _called(name, [_value(arg, names, values, missing) for arg in args], missing)
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(op, _value(left, names, values, missing), _value(right, names, values, missing), missing)
    raise BadExpression("This is no expression.")


def _called(name: str, args: list[float | None], missing: str) -> float | None:
    known = [arg for arg in args if arg is not None]
    if not known or (missing != "ignore" and len(known) < len(args)):
        return None
    functions: dict[str, Callable[[list[float]], float]] = {"min": min, "max": max, "abs": lambda one: abs(one[0])}
    return functions[name](known)


def _joined(op: ast.operator, left: float | None, right: float | None, missing: str) -> float | None:
    if left is None or right is None:
        if missing != "ignore":
            return None
        if left is None and isinstance(op, ast.Sub):
            return -right if right is not None else None
        return left if right is None else (None if isinstance(op, ast.Div) else right)
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    return left / right


def written(expression: Expression, words: Mapping[str, str]) -> str:
    """Return the expression with a word in place of each key: its operands' numbers, or their names."""
    return _written(expression.tree, expression.names, words, 0)


def in_words(text: str, names: Mapping[str, str]) -> str:
    """Return an expression with the names of KPIs in place of their keys; as it is where it cannot be read."""
    try:
        expression = parse(text)
    except BadExpression:
        return text
    return written(expression, {key: names.get(key, key) for key in expression.keys})


_ON_SCREEN: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("−", 1),
    ast.Mult: ("×", 2),
    ast.Div: ("/", 2),
}


def _written(node: ast.expr, names: Mapping[str, str], words: Mapping[str, str], outside: int) -> str:
    """Return a part in words; parentheses stand where the sign outside binds more tightly."""
    match node:
        case ast.Constant(value=number):
            return f"{number:,}" if isinstance(number, int | float) else ""
        case ast.Name(id=word):
            return words[names.get(word, word)]
        case ast.UnaryOp(op=op, operand=operand):
            inner = _written(operand, names, words, 3)
            return f"−{inner}" if isinstance(op, ast.USub) else inner
        case ast.Call(func=ast.Name(id=name), args=args):
            return f"{name}({', '.join(_written(arg, names, words, 0) for arg in args)})"
        case ast.BinOp(left=left, op=op, right=right):
            sign, tightness = _ON_SCREEN[type(op)]
            # a − (b − c) and a / (b × c) keep their parentheses: those signs do not commute
            stricter = tightness + (1 if isinstance(op, ast.Sub | ast.Div) else 0)
            text = f"{_written(left, names, words, tightness)} {sign} {_written(right, names, words, stricter)}"
            return f"({text})" if tightness < outside else text
    raise BadExpression("This is no expression.")


def cycle(depends: Mapping[str, tuple[str, ...]], start: str) -> list[str] | None:
    """Return a circle of dependencies through `start`, first and last key equal, or None."""
    came_from: dict[str, str | None] = {start: None}
    queue = [start]
    for key in queue:
        for needed in depends.get(key, ()):
            if needed == start:
                way, step = [start], key
                while step != start:
                    way.append(step)
                    step = came_from[step] or start
                return [start, *way[1:][::-1], start] if len(way) > 1 else [start, start]
            if needed not in came_from:
                came_from[needed] = key
                queue.append(needed)
    return None
