"""Reading JSON inputs by key, with one clear sentence for each way in which they can be wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from lineofsight.core.errors import InvalidInputs

_REQUIRED = object()
_MAX_EXPONENT = 30  # exact arithmetic on longer numbers eats time; real ones have at most 15 digits


class Inputs:
    """A mapping of inputs that knows its place, such as ``rollup: children[2]``."""

    def __init__(self, raw: object, place: str) -> None:
        if not isinstance(raw, Mapping):
            raise InvalidInputs(f"{place}: inputs must be an object with keys, not {_kind(raw)}.")
        self._raw = raw
        self._place = place

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def raw(self, key: str, default: Any = _REQUIRED) -> Any:
        """Return what stands under a key, unread."""
        if key in self._raw:
            return self._raw[key]
        if default is _REQUIRED:
            raise InvalidInputs(f"{self._place}: '{key}' is missing.")
        return default

    def number(self, key: str, default: float | object | None = _REQUIRED) -> float | None:
        """Return a finite number or None (null)."""
        value = self.raw(key, default)
        return None if value is None else self._float(value, key)

    def required_number(self, key: str, default: float | object = _REQUIRED) -> float:
        """Return a finite number; null counts as absent."""
        return float(self._given(key, self.number(key, default), default))

    def exact(self, key: str, default: Decimal | object | None = _REQUIRED) -> Decimal | None:
        """Return a finite decimal or None (null); a float is read as it is written."""
        value = self.raw(key, default)
        return None if value is None else self._decimal(value, key)

    def whole(self, key: str, default: int | object = _REQUIRED, *, minimum: int = 0, maximum: int = 100_000) -> int:
        """Return a whole number between two bounds, both included."""
        value = self.required_number(key, default)
        if value != int(value) or not minimum <= value <= maximum:
            raise InvalidInputs(
                f"{self._place}: '{key}' must be a whole number from {minimum} to {maximum}, not {value:g}."
            )
        return int(value)

    def numbers(self, key: str) -> list[float | None]:
        """Return a list of numbers, nulls among them."""
        return [None if item is None else self._float(item, f"{key}[{i}]") for i, item in enumerate(self._list(key))]

    def required_numbers(self, key: str) -> list[float]:
        """Return a list of numbers without nulls."""
        return [self._float(item, f"{key}[{i}]") for i, item in enumerate(self._list(key))]

    def wholes(self, key: str) -> list[int]:
        """Return a list of whole numbers from 0."""
        numbers = self.required_numbers(key)
        for number in numbers:
            if number != int(number) or number < 0:
                raise InvalidInputs(f"{self._place}: '{key}' must hold whole numbers from 0, not {number:g}.")
        return [int(number) for number in numbers]

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._given(key, self.raw(key, default), default)
        if isinstance(value, bool):
            return value
        raise InvalidInputs(f"{self._place}: '{key}' must be true or false, not {_kind(value)}.")

    def text(self, key: str, default: str | object = _REQUIRED) -> str:
        """Return a text."""
        value = self._given(key, self.raw(key, default), default)
        if not isinstance(value, str):
            raise InvalidInputs(f"{self._place}: '{key}' must be a text, not {_kind(value)}.")
        return value

    def choice(self, key: str, options: Collection[str], default: str | object = _REQUIRED) -> str:
        """Return one of the options."""
        value = self.text(key, default)
        if value not in options:
            raise InvalidInputs(f"{self._place}: '{key}' must be one of {', '.join(options)}, not {value[:60]!r}.")
        return value

    def day(self, key: str) -> date:
        """Return a date given as text (2026-01-31) or as a date."""
        value = self._given(key, self.raw(key), _REQUIRED)
        return self._instant(value, key).date()

    def optional_day(self, key: str) -> date | None:
        """Return a date, or None where it is null or absent."""
        return None if self.raw(key, None) is None else self.day(key)

    def instant(self, key: str) -> datetime:
        """Return an instant; one without an offset is UTC."""
        return self._instant(self._given(key, self.raw(key), _REQUIRED), key)

    def optional_instant(self, key: str) -> datetime | None:
        """Return an instant, or None where it is null or absent."""
        return None if self.raw(key, None) is None else self.instant(key)

    def items(self, key: str, default: list[Any] | object = _REQUIRED) -> list[Inputs]:
        """Return a list of objects."""
        return [Inputs(item, f"{self._place}: {key}[{i}]") for i, item in enumerate(self._list(key, default))]

    def object(self, key: str, default: Mapping[str, Any] | object = _REQUIRED) -> Inputs:
        """Return an object."""
        return Inputs(self._given(key, self.raw(key, default), default), f"{self._place}: {key}")

    def names(self) -> Iterator[str]:
        """Yield the keys, which must be texts."""
        for key in self._raw:
            if not isinstance(key, str):
                raise InvalidInputs(f"{self._place}: the key {key!r} must be a text.")
            yield key

    def identifier(self, key: str) -> str | int:
        """Return an id: a text or a whole number."""
        value = self._given(key, self.raw(key), _REQUIRED)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self.text(key)

    def pairs(self, key: str) -> list[tuple[Any, Any]]:
        """Return a list of pairs, unread."""
        pairs = self._list(key)
        for i, pair in enumerate(pairs):
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise InvalidInputs(f"{self._place}: '{key}[{i}]' must be a pair.")
        return [(first, second) for first, second in pairs]

    def refuse(self, sentence: str) -> InvalidInputs:
        """Return the refusal of these inputs, to be raised."""
        return InvalidInputs(f"{self._place}: {sentence}")

    def read_number(self, value: Any, key: str) -> float | None:
        """Return a number found inside a list, by the same rules."""
        return None if value is None else self._float(value, key)

    def unique_ids(self, key: str) -> list[tuple[str | int, Inputs]]:
        """Return the objects of a list with their ids, which must differ."""
        identified = [(item.identifier("id"), item) for item in self.items(key)]
        self.refuse_alike(key, [id_ for id_, _ in identified])
        return identified

    def refuse_alike(self, key: str, ids: Iterable[str | int]) -> None:
        """Refuse ids that a result could not tell apart: its keys are texts, where 1 and "1" are one."""
        seen: set[str] = set()
        for id_ in ids:
            if str(id_) in seen:
                raise InvalidInputs(f"{self._place}: '{key}' has the id {str(id_)[:60]!r} twice.")
            seen.add(str(id_))

    def read_day(self, value: Any, key: str) -> date:
        """Return a date found inside a list, by the same rules."""
        return self._instant(value, key).date()

    def _given(self, key: str, value: Any, default: Any) -> Any:
        if value is not None:
            return value
        if default is _REQUIRED or default is None:
            raise InvalidInputs(f"{self._place}: '{key}' must be given.")
        return default

    def _list(self, key: str, default: Any = _REQUIRED) -> list[Any]:
        value = self._given(key, self.raw(key, default), default)
        if not isinstance(value, (list, tuple)):
            raise InvalidInputs(f"{self._place}: '{key}' must be a list, not {_kind(value)}.")
        return list(value)

    def _float(self, value: Any, key: str) -> float:
        return float(self._finite(value, key))

    def _decimal(self, value: Any, key: str) -> Decimal:
        number = self._finite(value, key)
        decimal = Decimal(repr(float(number)) if isinstance(number, float) else number)
        if decimal and abs(decimal.adjusted()) > _MAX_EXPONENT:
            raise InvalidInputs(f"{self._place}: '{key}' must be a finite number of usual size.")
        return decimal

    def _finite(self, value: Any, key: str) -> int | float | Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise InvalidInputs(f"{self._place}: '{key}' must be a number, not {_kind(value)}.")
        try:
            is_readable = isfinite(value)
        except (OverflowError, ValueError):  # a whole number beyond the reach of a float; a signaling NaN
            is_readable = False
        if not is_readable:
            raise InvalidInputs(f"{self._place}: '{key}' must be a finite number of usual size.")
        return value

    def _instant(self, value: Any, key: str) -> datetime:
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                raise InvalidInputs(f"{self._place}: '{key}' is not a date: {value[:40]!r}.") from None
        if not isinstance(value, datetime):
            raise InvalidInputs(f"{self._place}: '{key}' must be a date such as 2026-01-31, not {_kind(value)}.")
        return value if value.tzinfo else value.replace(tzinfo=UTC)


def refuse_overflow(method: str, result: Any) -> None:
    """Refuse a result that holds a number beyond the reach of a float; JSON has no infinity."""
    if isinstance(result, Mapping):
        result = list(result.values())
    if isinstance(result, (list, tuple)):
        for item in result:
            refuse_overflow(method, item)
    elif isinstance(result, float) and not isfinite(result):
        raise InvalidInputs(f"{method}: the numbers are too large to be combined.")


def plain(value: Decimal | Fraction | float | None) -> int | float | None:
    """Return a number as plain JSON: whole decimals and fractions as int, others as float."""
    if value is None or isinstance(value, float):
        return value
    return int(value) if value == int(value) else float(value)


def _kind(value: object) -> str:
    names = {type(None): "null", bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
