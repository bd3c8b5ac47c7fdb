"""Values as cells of an archive's tables, and back, with nothing lost.

A missing value is `\\N`, so that it differs from an empty text. A text that a spreadsheet would run, or that could be
taken for one of our own marks, gets an apostrophe in front, which reading takes away again.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lineofsight.base.web.tables import FORMULA_STARTS

NULL = "\\N"
TEXTS = (models.CharField, models.TextField)


def kind_of(field: Any) -> Any:
    """Return the field whose values a column holds: a reference holds those of what it refers to."""
    return field.target_field if field.remote_field else field


def as_cell(field: Any, value: Any) -> str:
    """Return a value as a cell."""
    if value is None:
        return NULL
    if isinstance(field, models.JSONField):
        return _harmless(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    return _harmless(value) if isinstance(field, TEXTS) else str(value)


def from_cell(field: Any, cell: str) -> Any:
    """Return the value of a cell; ValueError or ValidationError where it is none of this field."""
    if cell == NULL:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(_plain(cell))
    return _plain(cell) if isinstance(field, TEXTS) else field.to_python(cell)


def _harmless(text: str) -> str:
    is_ours = text.startswith(("'", NULL))
    return f"'{text}" if is_ours or text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r")) else text


def _plain(cell: str) -> str:
    return cell.removeprefix("'")
