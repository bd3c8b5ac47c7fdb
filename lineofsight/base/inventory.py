"""The data inventory: which personal and other data is kept where, what for, and how long; from the declarations."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from lineofsight.base import guards
from lineofsight.base.records import Use

HEAD = """# What is kept, what for, and how long

Made from the declarations in the code by `python -m lineofsight.base.inventory`; a test holds it to them.
A field that is not named has the model's own use. The record class says how much of a row history keeps
(`open` values, `personal` values under the person's key, `private` only the fact, `sealed` not even the actor,
`derived` count and digest).

| Model | Field | Data class | Purpose | Retention | Record class |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inventory; `field` "all others" stands for those without a use of their own."""

    model: str
    field: str
    use: Use
    record_class: str


def lines() -> list[Line]:
    """Return the inventory, model by model; AttributeError for a model that declares nothing."""
    found = []
    for model in sorted(_declared(), key=lambda each: each._meta.label):
        declaration = model.declaration  # type: ignore[attr-defined]
        known = {field.name for field in model._meta.concrete_fields}
        unknown = set(declaration.fields) - known
        if unknown:
            raise ValueError(f"{model._meta.label} declares fields it does not have: {', '.join(sorted(unknown))}.")
        for name, use in sorted(declaration.fields.items()):
            found.append(Line(model._meta.label, name, use, declaration.record_class.value))
        found.append(Line(model._meta.label, "all others", declaration.use, declaration.record_class.value))
    return found


def _declared() -> list[type[models.Model]]:
    """Return every domain model, and the tables of the machinery that declare what they keep of people."""
    others = [model for model in apps.get_models() if hasattr(model, "declaration")]
    return list({*guards.guarded_models(), *others})


def page() -> str:
    """Return the inventory as a Markdown page."""
    rows = [
        f"| {line.model} | {line.field} | {line.use.data_class} | {line.use.purpose} | {line.use.retention} "
        f"| {line.record_class} |"
        for line in lines()
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    sys.stdout.write(page())
