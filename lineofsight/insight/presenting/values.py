"""How a KPI's value reads: a share is kept as a fraction and shown in percent, money has its sign in front."""

from django.utils.translation import gettext

from lineofsight.base.ui import numbers

CURRENCY_SIGNS = frozenset("€$£¥₹")


def shown(value: float | None, symbol: str = "", decimals: int = 2, kind: str = "number") -> str:
    """Return a value as text: `36.2%`, `€11.94`, `31 h`; an em dash where there is none."""
    if value is None:
        return numbers.MISSING
    factor = 100 if kind == "share" else 1
    text = numbers.format_number(round(value * factor, 9), decimals)
    sign = "%" if kind == "share" else symbol
    if not sign:
        return text
    if sign in CURRENCY_SIGNS:
        return f"−{sign}{text[1:]}" if text.startswith("−") else f"{sign}{text}"
    return f"{text}{sign}" if sign in {"%", "°", "‰"} else f"{text} {sign}"


def head(factor: float, kind: str = "number") -> str:
    """Return the head of a column of values: a ratio with a factor says per how many."""
    if kind == "share" or factor in (0.0, 1.0):
        return gettext("Value")
    return gettext("Per %(count)s") % {"count": numbers.format_number(factor)}


def shown_target(value: float | None, symbol: str = "", decimals: int = 2, kind: str = "number") -> str:
    """Return a target beside its value: no more decimals than it was set with, and no unit that the value says."""
    if value is None:
        return numbers.MISSING
    factor = 100 if kind == "share" else 1
    needed = next((n for n in range(decimals) if abs(value * factor - round(value * factor, n)) < 1e-9), decimals)
    is_attached = kind in ("share", "currency") or symbol in {"%", "°", "‰"}
    return shown(value, symbol if is_attached else "", needed if kind != "currency" else decimals, kind)


def score(value: float | None, decimals: int = 0) -> str:
    """Return a score as text: whole numbers on cards, one decimal where asked."""
    return numbers.format_number(value, decimals) if value is not None else numbers.MISSING


def cell_score(value: float | None, decimals: int = 0, *, is_coarse: bool = False) -> str:
    """Return a score as text; one that is rounded, because a part of it is not open, as "about 60"."""
    return (
        gettext("about %(score)s") % {"score": score(value)}
        if is_coarse and value is not None
        else score(value, decimals)
    )


def progress(value: float | None, *, is_coarse: bool = False) -> str:
    """Return a progress as percent; one that is rounded, because a part of it is not open, as "about 60%"."""
    return gettext("about %(value)s") % {"value": share(value)} if is_coarse and value is not None else share(value)


def share(value: float | None, decimals: int = 0) -> str:
    """Return a fraction as percent; never 100 % for what is less."""
    if value is None:
        return numbers.MISSING
    percent = round(value * 100, 9)
    if decimals == 0 and 99 < percent < 100:
        percent = 99.0
    return f"{numbers.format_number(percent, decimals)}%"


def change(value: float | None, decimals: int = 1) -> str:
    """Return a difference with its sign: `+0.4`, `−1.2`, `±0`."""
    if value is None:
        return numbers.MISSING
    text = numbers.format_number(value, decimals)
    if float(f"{value:.{decimals}f}") == 0:
        return f"±{numbers.format_number(0, 0)}"
    return text if text.startswith("−") else f"+{text}"
