"""The abstract model of every domain row, which can be written only inside a command."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models

from lineofsight.base import recorder as recorders
from lineofsight.base.ids import new_public_id
from lineofsight.base.recorder import RowNote
from lineofsight.base.records import Declaration


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


class RecordQuerySet(models.QuerySet[Any]):
    """A queryset whose writes are recorded, and whose reads start from a viewer's scope."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the rows in the viewer's scope; a model without a scope is a programming error."""
        from lineofsight.base import access  # inline: access knows the models

        return self.filter(access.scope_of(self.model, viewer))

    def update(self, **values: Any) -> int:
        """Update the rows and record each, before and after."""
        recorder = recorders.required(self.model._meta.label)
        before = {row.pk: _values(row) for row in self.all()}
        count = models.QuerySet(self.model, using=self.db).filter(pk__in=list(before)).update(**values)
        for row in self.model._base_manager.filter(pk__in=list(before)):
            recorder.add(note_of(row, "update", before[row.pk], _values(row)))
        return count

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert rows and record each; large volumes go through `base.bulk` instead."""
        recorder = recorders.required(self.model._meta.label)
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise ValueError("Rows that may or may not be written cannot be recorded; use base.bulk.")
        rows = super().bulk_create(objs, *args, **kwargs)
        for row in rows:
            recorder.add(note_of(row, "insert", None, _values(row)))
        return rows

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Save each row, so that each is recorded."""
        rows = list(objs)
        for row in rows:
            row.save(update_fields=list(fields))
        return len(rows)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete row by row, so that each is recorded."""
        rows = list(self.all())
        for row in rows:
            row.delete()
        return len(rows), {self.model._meta.label: len(rows)}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Record(models.Model):
    """A row of a domain table: written inside commands only, each write recorded in history."""

    declaration: ClassVar[Declaration]
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and record what changed."""
        recorder = recorders.required(self._meta.label)
        earlier = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first()
        before = _values(earlier) if earlier else None
        super().save(*args, **kwargs)
        recorder.add(note_of(self, "update" if earlier else "insert", before, _values(self)))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row and record what it was."""
        recorder = recorders.required(self._meta.label)
        note = note_of(self, "delete", _values(self), None)
        result = super().delete(*args, **kwargs)
        recorder.add(note)
        return result


def note_of(row: Any, operation: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> RowNote:
    """Return the recorder's note for a touched row."""
    declaration: Declaration = row.declaration
    person_id = getattr(row, declaration.person, None) if declaration.person else None
    return RowNote(
        kind=declaration.kind,
        model=type(row),
        row_id=row.pk,
        operation=operation,
        before=before,
        after=after,
        record_class=declaration.record_class,
        person_id=person_id,
    )


class Identified(Record):
    """An identity: an opaque public id, an external key, and a version for the optimistic lock."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    source = models.CharField(max_length=40, blank=True, default="")
    key = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Return `kind:public_id`, the form in which other rows and evidence refer to this one."""
        return f"{self.declaration.kind}:{self.public_id}"
