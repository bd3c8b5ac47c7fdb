"""The form for a value."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lineofsight.measures.forms import fields
from lineofsight.measures.queries.entry import EntryForm


class ValueForm(fields.CommandForm):
    """A value of a unit and period; a ratio by its two sides, a text by its label."""

    unit = fields.hidden()
    period = fields.hidden()
    seen = fields.hidden()
    value = fields.NumberField(label=_("Value"))
    numerator = fields.NumberField(label=_("Numerator"))
    denominator = fields.NumberField(label=_("Denominator"))
    label = fields.words(label=_("Answer"), max_length=120)
    comment = fields.prose(label=_("Comment"))
    reason = fields.reason()

    def __init__(self, shown: EntryForm, data: Any = None) -> None:
        super().__init__(data, initial=_initial(shown))
        unused = ["numerator", "denominator"] if not shown.is_ratio else ["value"]
        unused = ["value", "numerator", "denominator"] if shown.is_text else [*unused, "label"]
        for name in unused:
            del self.fields[name]
        for name in self.fields.keys() & {"value", "numerator", "denominator", "label"}:
            self.fields[name].required = True
        if not shown.is_closed:
            del self.fields["reason"]

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; `seen` is the value that the writer saw."""
        data = super().sent()
        return {**data, "seen": int(data["seen"]) if str(data["seen"]).isdigit() else None}


def _initial(shown: EntryForm) -> dict[str, Any]:
    initial: dict[str, Any] = {"unit": shown.unit.public_id, "period": shown.period, "seen": 0}
    if shown.earlier is not None:
        names = ("value", "numerator", "denominator")
        numbers = {name: getattr(shown.earlier, name) for name in names}
        initial |= {name: f"{value.normalize():f}" for name, value in numbers.items() if value is not None}
        initial |= {"label": shown.earlier.label, "comment": shown.earlier.comment, "seen": shown.earlier.id}
    return initial
