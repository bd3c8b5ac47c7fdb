"""What the inputs of this domain's commands share."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.text import slugify

from lineofsight.base.access import Viewer
from lineofsight.base.commands import Input
from lineofsight.base.errors import Invalid
from lineofsight.base.ids import new_public_id

M = TypeVar("M", bound=models.Model)


class FromSource(Input):
    """An object's key in the system it comes from; without one it gets a key of ours."""

    source: str = ""
    key: str = ""

    def identity(self, own: str = "") -> dict[str, str]:
        """Return source and key as columns."""
        return {"source": self.source, "key": self.key or own or str(new_public_id())}


class SomeTime(Input):
    """A span of days: from a day on, until further notice or another day (the first one after)."""

    from_: date
    to: date | None = None


def require(model: type[M], viewer: Viewer, public_id: UUID | None, field: str) -> M:
    """Return the row that an input names; Invalid on the field where there is none or none that the viewer sees."""
    row = model.objects.visible_to(viewer).filter(public_id=public_id).first()  # type: ignore[attr-defined]
    if row is None:
        raise Invalid({field: f"There is no such {model._meta.verbose_name}."})
    found: M = row
    return found


def optional(model: type[M], viewer: Viewer, public_id: UUID | None, field: str) -> M | None:
    """Return the row that an input names, or None where it names none."""
    return None if public_id is None else require(model, viewer, public_id, field)


def earlier(model: type[M], data: FromSource) -> M | None:
    """Return what was made by the same key before: a form that is sent twice makes its thing once."""
    if not data.key:
        return None
    found: M | None = model._default_manager.filter(source=data.source, key=data.key).first()
    return found


def free_slug(model: type[models.Model], text: str, length: int) -> str:
    """Return a readable address that no other row has: the text, or the text and a number."""
    stem = slugify(text)[: length - 6].strip("-") or str(model._meta.verbose_name).replace(" ", "-")
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    return stem if stem not in taken else next(name for n in range(2, 10**5) if (name := f"{stem}-{n}") not in taken)


def touched(row: Any) -> None:
    """Raise the version of an identity whose dated rows changed, so that a stale writer notices."""
    row.version += 1
    row.save(update_fields=["version"])


def said(data: Input, *names: str) -> dict[str, Any]:
    """Return those of the named fields that the caller gave."""
    return {name: getattr(data, name) for name in names if name in data.model_fields_set}
