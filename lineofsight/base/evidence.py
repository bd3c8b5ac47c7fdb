"""Evidence references: `kind:id@known_at` names any row of any domain as it was known at an instant.

The id is the public id where the row has one, else its number. Reviews, decisions and pay cite in this form, so that
what they rest on can be shown years later, whatever was corrected since.
"""

from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from lineofsight.base import canonical, guards
from lineofsight.base.access import Viewer
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.base.history_models import RowChange
from lineofsight.base.records import RecordClass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row as it was known at an instant: `values` by column; None for what history does not keep of its class."""

    reference: str
    kind: str
    row_id: int
    known_at: datetime
    existed: bool
    values: dict[str, Any] | None


def reference_to(row: Any, known_at: datetime) -> str:
    """Return the reference of a row as known at an instant."""
    key = getattr(row, "public_id", row.pk)
    return f"{row.declaration.kind}:{key}@{known_at.astimezone(timezone.utc).isoformat()}"


def resolve(reference: str, viewer: Viewer) -> Evidence:
    """Return the row that a reference names, as it was known then.

    Invalid when the text is no reference; NotFound when there is no such row in the viewer's scope.
    """
    address, _, instant = reference.partition("@")
    kind, _, key = address.partition(":")
    known_at = _instant(instant)
    model = _models().get(kind)
    if model is None or known_at is None:
        raise Invalid({"reference": f"“{reference}” is not of the form kind:id@time."})
    row = model.objects.visible_to(viewer).filter(**_lookup(model, key)).first()
    if row is None:
        raise NotFound("This evidence")
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    if row.declaration.record_class is not RecordClass.OPEN:
        return Evidence(reference, kind, row.pk, known_at, True, canonical.plain(values))
    values, existed = _as_known(kind, row.pk, canonical.plain(values), known_at)
    return Evidence(reference, kind, row.pk, known_at, existed, values if existed else None)


def _as_known(kind: str, row_id: int, values: dict[str, Any], known_at: datetime) -> tuple[dict[str, Any], bool]:
    """Take back, newest first, every recorded change of the row after the instant."""
    later = RowChange.objects.filter(kind=kind, row_id=row_id, change__at__gt=known_at).order_by("-pk")
    for change in later:
        if change.operation == "insert":
            return values, False
        values |= {name: before for name, (before, _) in (change.values or {}).items()}
    return values, True


@cache
def _models() -> dict[str, Any]:
    return {model.declaration.kind: model for model in guards.guarded_models()}  # type: ignore[attr-defined]


def _lookup(model: Any, key: str) -> dict[str, Any]:
    if hasattr(model, "public_id"):
        try:
            return {"public_id": UUID(key)}
        except ValueError:
            return {"pk__in": []}
    return {"pk": int(key)} if key.isascii() and key.isdigit() else {"pk__in": []}


def _instant(text: str) -> datetime | None:
    try:
        instant = parse_datetime(text)
    except ValueError:
        return None
    return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=timezone.utc)
