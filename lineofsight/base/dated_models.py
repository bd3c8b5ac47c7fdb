"""Abstract models of rows with two times (DESIGN §6)."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.base.model import Record, RecordQuerySet


class DatedQuerySet(RecordQuerySet):
    """Reads of dated rows."""

    def current(self) -> Self:
        """Return what is known now."""
        return self.filter(known_to__isnull=True)

    def known(self, known_at: datetime | None) -> Self:
        """Return what was known at an instant; None means now."""
        if known_at is None:
            return self.current()
        return self.filter(Q(known_to__isnull=True) | Q(known_to__gt=known_at), known_from__lte=known_at)

    def at(self, as_of: date, known_at: datetime | None = None) -> Self:
        """Return the rows true on a day, as known at an instant (None: now)."""
        return self.known(known_at).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of), valid_from__lte=as_of)


class Dated(Record):
    """A row that holds from one day to another, and that we believed from one instant to another."""

    entity_fields: ClassVar[tuple[str, ...]]
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class KnownQuerySet(RecordQuerySet):
    """Reads of rows that carry only the time of knowing."""

    def current(self) -> Self:
        """Return what is known now."""
        return self.filter(known_to__isnull=True)

    def known(self, known_at: datetime | None) -> Self:
        """Return what was known at an instant; None means now."""
        if known_at is None:
            return self.current()
        return self.filter(Q(known_to__isnull=True) | Q(known_to__gt=known_at), known_from__lte=known_at)


class Known(Record):
    """A fact of a period: it is superseded when we learn better, never overwritten."""

    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = KnownQuerySet.as_manager()

    class Meta:
        abstract = True


def entity_index(name: str, *fields: str) -> list[Any]:
    """Return the two indexes every dated table carries: current rows, and rows by time of knowing."""
    return [
        models.Index(fields=[*fields], condition=Q(known_to__isnull=True), name=f"{name}_now"),
        models.Index(fields=[*fields, "known_from"], name=f"{name}_known"),
    ]
