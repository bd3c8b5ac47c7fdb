"""Which tables an archive holds, in an order in which references lead backward."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from lineofsight.accounts.models import User
from lineofsight.base.model import Record
from lineofsight.base.records import RecordClass
from lineofsight.base.store_models import StoredFile

FORMAT = "lineofsight-archive/1"
MANIFEST = "manifest.json"
PACKAGES = "packages"
#: What only its owner reads, what nobody may trace, and what opens doors never leaves the installation.
CLOSED = (RecordClass.PRIVATE, RecordClass.SEALED)
LEFT_OUT = frozenset({"accounts.ApiToken", "integrations.Export"})
#: Of accounts, who they are; no password, no second factor, no session.
USER_FIELDS = ("id", "public_id", "email", "name", "language", "time_zone", "is_active", "is_operator")
#: Numbers of changes, which have no counterpart in another installation.
FORGOTTEN = frozenset({"change_id"})

Model = type[models.Model]


def tables() -> list[Model]:
    """Return the models of an archive, those first to which others refer."""
    chosen = [model for model in apps.get_models() if _belongs(model)]
    graph = {
        model: {one for one in references(model).values() if one in chosen and one is not model} for model in chosen
    }
    order = TopologicalSorter(graph)
    return [StoredFile, User, *(model for model in order.static_order() if model not in (StoredFile, User))]


def _belongs(model: Model) -> bool:
    if model in (StoredFile, User):
        return True
    return (
        issubclass(model, Record)
        and model.declaration.record_class not in CLOSED
        and model._meta.label not in LEFT_OUT
        and not model._meta.proxy
    )


def kept_back() -> list[str]:
    """Return the tables that no archive holds, by name."""
    return sorted(model._meta.label for model in apps.get_models() if issubclass(model, Record) and not _belongs(model))


def references(model: Model) -> dict[str, Model]:
    """Return the columns of a model that refer to others."""
    return {field.attname: field.related_model for field in fields(model) if field.remote_field}


def fields(model: Model) -> list[Any]:
    """Return the fields of a model that an archive holds."""
    named = [field for field in model._meta.concrete_fields if field.attname not in FORGOTTEN]
    return [field for field in named if field.attname in USER_FIELDS] if model is User else named


def file_name(model: Model) -> str:
    """Return the name of a model's table in the archive."""
    return f"tables/{model._meta.label_lower}.csv"
