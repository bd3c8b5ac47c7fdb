"""The form for a KPI card, drawn from what the command takes."""

from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.measures.commands.cards import CardFields
from lineofsight.measures.forms import fields
from lineofsight.measures.queries.cards import MeasureCard

LABELS: dict[str, Any] = {
    "short_name": _("Short name"),
    "question": _("Question it answers"),
    "formula": _("Formula in words"),
    "expression": _("Formula over other KPIs"),
    "expression_missing": _("When one of them is missing"),
    "unit_of_measure": _("Unit of measure"),
    "polarity": _("Better is"),
    "lead_lag": _("Leads or lags"),
    "nature": _("Kind"),
    "frequency": _("How often"),
    "time_aggregation": _("Longer periods"),
    "rolling_window": _("Periods of the rolling average"),
    "time_missing": _("When a period is missing"),
    "org_aggregation": _("Units above"),
    "min_coverage": _("Least coverage"),
    "factor": _("Factor of the ratio"),
    "is_complement": _("Counts the rest of the ratio"),
    "flow_or_stock": _("Flow or stock"),
    "lower_bound": _("Cannot be below"),
    "is_seasonal": _("Seasonal"),
    "is_estimate": _("Estimate"),
    "collection": _("How it is collected"),
    "source_system": _("Source system"),
    "grace_days": _("Days to report"),
    "stale_after_days": _("Days until stale"),
    "carries_forward": _("Last value counts on when stale"),
    "is_mandatory": _("Required by law"),
    "gaming_risks": _("How it could be gamed"),
}
WORDS: dict[str, Any] = {
    "maximize": _("more"),
    "minimize": _("less"),
    "range": _("within a range"),
    "unknown": _("not known yet"),
    "": _("not said"),
    "lead": _("leads"),
    "lag": _("lags"),
}
LONG = ("question", "formula", "expression", "gaming_risks")


class CardForm(fields.CommandForm):
    """The card as it shall hold from a day on."""

    version = fields.hidden()
    from_ = fields.DayField(label=_("From"), required=True)
    name = fields.words(label=_("Name"), max_length=600, required=True)

    def __init__(self, card: MeasureCard, today: Any, data: Any = None) -> None:
        given = {name: getattr(card, name) for name in ("name", "version", *CardFields.model_fields)}
        super().__init__(data, initial={name: _typed(value) for name, value in given.items()} | {"from_": today})
        for name, field in CardFields.model_fields.items():
            self.fields[name] = _field(name, field.annotation)

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; numbers left empty are their own default or none."""
        data = super().sent()
        whole = ("grace_days", "stale_after_days", "factor")
        return {name: value for name, value in data.items() if not (name in whole and value is None)}


def _field(name: str, annotation: Any) -> forms.Field:
    label = LABELS[name]
    if get_origin(annotation) is Literal:
        given = get_args(annotation)
        choices = [(word, WORDS.get(word, word.replace("_", " "))) for word in given]
        return fields.choice(choices, label=label, required="" not in given)
    if annotation is bool:
        return forms.BooleanField(label=label, required=False)
    if annotation is str or name == "unit_of_measure":
        return fields.prose(label=label) if name in LONG else fields.words(label=label, max_length=300)
    return fields.NumberField(label=label)


def _typed(value: Any) -> Any:
    """Return a stored number as a person would type it."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value
