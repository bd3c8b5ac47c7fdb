"""How one value of a field is handed to COPY (text) or to SQLite's driver."""

import json
from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

Encoder = Callable[[Any], Any]
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def encoder_of(field: Any, vendor: str) -> Encoder:
    """Return the function that turns a value of this field into what the database's bulk entrance takes."""
    target = field.target_field if field.remote_field else field
    table = _POSTGRES if vendor == "postgresql" else _SQLITE
    for kind, encoder in table:
        if isinstance(target, kind):
            return encoder
    return _copy_text if vendor == "postgresql" else as_is


def _copy_text(value: Any) -> str:
    return NULL if value is None else str(value).translate(_ESCAPES)


def _copy_plain(value: Any) -> str:
    """Encode what can hold no character that COPY reads as its own."""
    return NULL if value is None else str(value)


def _copy_float(value: Any) -> str:
    return NULL if value is None else repr(float(value))


def _copy_flag(value: Any) -> str:
    return NULL if value is None else "t" if value else "f"


def _copy_json(value: Any) -> str:
    return NULL if value is None else _json(value).translate(_ESCAPES)


def _copy_bytes(value: Any) -> str:
    return NULL if value is None else "\\\\x" + bytes(value).hex()


def as_is(value: Any) -> Any:
    """Return the value: the driver takes it as it stands."""
    return value


def _float_or_none(value: Any) -> Any:
    """Encode a decimal for a column that keeps it as a float anyway (DESIGN §8)."""
    return float(value) if isinstance(value, Decimal | str) else value


def _instant(value: datetime | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value.astimezone(timezone.utc).replace(tzinfo=None))


def _day(value: date | str | None) -> str | None:
    return None if value is None else str(value)


def _hex(value: UUID | str | None) -> str | None:
    return None if value is None else UUID(str(value)).hex


def _flag(value: Any) -> int | None:
    return None if value is None else int(value)


def _json_or_none(value: Any) -> str | None:
    return None if value is None else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


_POSTGRES: tuple[tuple[type[Any], Encoder], ...] = (
    (models.FloatField, _copy_float),
    (models.BooleanField, _copy_flag),
    (models.JSONField, _copy_json),
    (models.BinaryField, _copy_bytes),
    (models.CharField, _copy_text),
    (models.TextField, _copy_text),
    (models.DateTimeField, lambda value: NULL if value is None else value.isoformat()),
    (models.DateField, _copy_plain),
    (models.IntegerField, _copy_plain),
    (models.DecimalField, _copy_plain),
    (models.UUIDField, _copy_plain),
)
_SQLITE: tuple[tuple[type[Any], Encoder], ...] = (
    (models.BooleanField, _flag),
    (models.JSONField, _json_or_none),
    (models.DecimalField, _float_or_none),
    (models.DateTimeField, _instant),
    (models.DateField, _day),
    (models.UUIDField, _hex),
)
