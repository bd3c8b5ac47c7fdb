"""Forms about units, positions, people and lines; they only parse, the commands decide."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lineofsight.base import clock
from lineofsight.base.web.fields import CommandForm, DayField, choice, hidden, words
from lineofsight.organization.queries import Option

INDENT = "\u2003"
MOST_LINES = 4
LINE_KINDS = [("solid", _("Solid")), ("dotted", _("Dotted")), ("project", _("Project"))]
Find = Callable[[str], Sequence[Option]]
FROM_HINT = _("The first day on which this holds. Earlier days stay as they are.")


def options(given: Sequence[Option], none: Any = None) -> list[tuple[str, Any]]:
    """Return choices of a select; `none` is the word for choosing nothing."""
    first = [("", none)] if none is not None else []
    return [*first, *((str(each.value), f"{INDENT * each.depth}{each.name}") for each in given)]


class NamedField(forms.CharField):
    """Something written by its address, or by a name that only one of them has; the value is its public id."""

    def __init__(self, find: Find, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 200, **kwargs})
        self.widget.attrs |= {"class": "ls-input", "autocomplete": "off"}
        self._find = find

    def clean(self, value: Any) -> Any:
        """Return the public id of what was written, None where nothing was."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            found = self._find(text)
        if not found:
            raise ValidationError(gettext("There is nothing called “%(text)s”.") % {"text": text[:60]})
        if len(found) > 1:
            listed = ", ".join(each.name for each in found[:5])
            raise ValidationError(gettext("Several are called so. Write one of: %(listed)s.") % {"listed": listed})
        return found[0].value


def place(units: Sequence[Option], find: Find, label: Any, none: Any = None) -> forms.Field:
    """Return a field for a unit: a list where they are few, else written by name or address."""
    if units:
        return choice(options(units, none), label=label, required=none is None)
    hint = _("Its name or address, such as rotterdam-nights.")
    return NamedField(find, label=label, required=none is None, help_text=hint)


class FromForm(CommandForm):
    """A form whose change holds from a day on."""

    from_ = DayField(label=_("From"), required=True, help_text=FROM_HINT)

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"from_": clock.today(), **(initial or {})})


class MakingForm(FromForm):
    """A form that makes something: sent twice, it makes it once, because both bring the same key."""

    key = hidden()

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, {"key": uuid4().hex, **(initial or {})})


class NewUnitForm(MakingForm):
    """A unit below another one."""

    name = words(label=_("Name"), required=True, max_length=200)
    kind = words(label=_("Kind"), max_length=30, help_text=_("Such as company, hub, shift or team."))
    field_order = ["name", "kind", "from_"]


class UnitForm(FromForm):
    """What changes about a unit from a day on."""

    version = hidden()
    name = words(label=_("Name"), required=True, max_length=200)
    kind = words(label=_("Kind"), max_length=30)

    def __init__(self, parent: forms.Field, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial)
        self.fields["parent"] = parent
        self.order_fields(["name", "kind", "parent", "from_"])

    def sent(self) -> dict[str, Any]:
        """Return only what differs from what was shown, so that nothing else is said anew."""
        data = super().sent()
        data["parent"] = data["parent"] or None
        shown = {**self.initial, "parent": self.initial.get("parent") or None}
        return {name: value for name, value in data.items() if name == "from_" or str(value) != str(shown.get(name))}


class CloseForm(CommandForm):
    """The first day on which something is no more."""

    version = hidden()
    on = DayField(label=_("First day without it"), required=True)


class PositionForm(MakingForm):
    """A position in a unit."""

    title = words(label=_("Title"), required=True, max_length=200)
    field_order = ["title", "from_"]


class RevisePositionForm(FromForm):
    """A position's title and unit from a day on."""

    version = hidden()
    title = words(label=_("Title"), required=True, max_length=200)

    def __init__(self, unit: forms.Field, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial)
        self.fields["unit"] = unit
        self.order_fields(["title", "unit", "from_"])


class NewPersonForm(CommandForm):
    """A person by name."""

    key = hidden()
    name = words(label=_("Name"), required=True, max_length=200, help_text=_("As the person writes it."))
    sort_name = words(label=_("Name in lists"), max_length=200, help_text=_("Such as Carvalho, Inês; empty: the name."))
    email = words(label=_("E-mail address"), max_length=254)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})


class PersonForm(CommandForm):
    """A person's name and contact."""

    version = hidden()
    name = words(label=_("Name"), required=True, max_length=200)
    sort_name = words(label=_("Name in lists"), max_length=200)
    email = words(label=_("E-mail address"), max_length=254)


class HoldForm(FromForm):
    """A position for a person."""

    version = hidden()
    position = choice([], label=_("Position"))
    fte = words(label=_("Share of full time, in percent"), required=True, max_length=6)
    field_order = ["position", "fte", "from_"]

    def __init__(self, seats: list[tuple[str, Any]], data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, {"fte": "100", **(initial or {})})
        self.fields["position"].choices = seats  # type: ignore[attr-defined]

    def clean_fte(self) -> Decimal:
        """Return the share as a part of one."""
        return percent(self.cleaned_data["fte"]) / 100


class LinesForm(FromForm):
    """All reporting lines of a person from a day on: manager, kind and weight, one row each."""

    version = hidden()

    def __init__(self, find: Find, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial)
        self.lines: list[dict[str, Any]] = []
        self.fix = ""
        for row in range(1, MOST_LINES + 1):
            self.fields[f"manager_{row}"] = NamedField(find, label=_("Manager"))
            self.fields[f"kind_{row}"] = choice(LINE_KINDS, label=_("Kind"), required=False)
            self.fields[f"weight_{row}"] = words(label=_("Weight in percent"), max_length=8)

    @property
    def rows(self) -> list[list[Any]]:
        """Return the fields of each line, to be drawn side by side."""
        return [[self[f"{name}_{row}"] for name in ("manager", "kind", "weight")] for row in range(1, MOST_LINES + 1)]

    def clean(self) -> dict[str, Any]:
        """Read the weight of each line that names a manager."""
        data = super().clean() or {}
        for row in range(1, MOST_LINES + 1):
            if data.get(f"manager_{row}") is None:
                continue
            try:
                weight = percent(data.get(f"weight_{row}", ""))
            except ValidationError as error:
                self.add_error(f"weight_{row}", error)
                continue
            kind = data.get(f"kind_{row}") or "solid"
            self.lines.append({"manager": data[f"manager_{row}"], "kind": kind, "weight": weight})
        return data

    def sent(self) -> dict[str, Any]:
        """Return the input of the command."""
        return {"from_": self.cleaned_data["from_"], "lines": self.lines}

    def told(self, problems: dict[str, str]) -> None:
        """Show what the command refused; sentences about all lines stand above them, with weights that would do."""
        if "lines" in problems:
            self.fix = "+".join(map(str, proposal([line["weight"] for line in self.lines])))
        super().told({("manager_1" if name == "manager" else name): text for name, text in problems.items()})


def percent(text: str) -> Decimal:
    """Return the percentage that was typed, with point or comma and perhaps a percent sign."""
    bare = text.replace("%", "").replace(",", ".").strip()
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise ValidationError(gettext("“%(text)s” is no percentage; write it like 70.") % {"text": text[:20]}) from None
    if not value.is_finite() or not 0 <= value <= 1000:
        raise forms.ValidationError(gettext("Write a percentage between 0 and 100."))
    return value


def proposal(weights: list[Decimal]) -> list[int]:
    """Return weights in the same proportion that add to 100, as whole percents; the largest takes what is left."""
    total = sum(weights, Decimal(0))
    if not weights or total <= 0:
        return []
    whole = [int(weight * 100 / total) for weight in weights]
    whole[weights.index(max(weights))] += 100 - sum(whole)
    return whole
