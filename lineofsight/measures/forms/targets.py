"""The form for a target and its scoring parameters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.measures.forms import fields
from lineofsight.measures.queries.entry import TargetForm as Shown
from lineofsight.measures.scoring_rules import IN_PARAMETERS, NEEDED

TYPES = [
    ("goal_red_flag", _("Goal and red flag")),
    ("two_color", _("Goal and floor")),
    ("baseline_target", _("Progress from a baseline")),
    ("min_max", _("Place on a scale")),
    ("attainment", _("Share of the target")),
    ("binary", _("Met or not met")),
    ("range", _("Within a range")),
    ("linear_points", _("Along points")),
    ("yes_no", _("Yes or no")),
    ("text", _("Answers with scores")),
    ("unscored", _("Not scored")),
]
CAPS = [("both", _("0 to 100")), ("lower", _("0 and above")), ("none", _("no limits"))]
PATHS = [
    ("flat", _("The same all along")),
    ("linear", _("In a straight line")),
    ("step", _("At once, on the last day")),
    ("custom", _("Through dated points")),
    ("seasonal", _("Spread over the year by weight")),
]
NUMBERS = ("target", "red_flag", "baseline", "stretch", "phasing_start_value")
LISTS = ("points", "labels", "path", "weights")

#: Fields that only some ways of scoring or some paths use.
SCORING_FIELDS = ("target", "red_flag", "baseline", *IN_PARAMETERS, "points", "labels")
AIMED_AT = ("goal_red_flag", "two_color", "baseline_target", "attainment", "binary", "unscored", "min_max")
PATH_FIELDS = {
    "flat": (),
    "linear": ("phasing_start_on", "phasing_start_value", "phasing_end_on", "is_phased_score"),
    "step": ("phasing_start_on", "phasing_start_value", "phasing_end_on", "is_phased_score"),
    "custom": ("path", "is_phased_score"),
    "seasonal": ("weights", "is_phased_score"),
}


class TargetForm(fields.CommandForm):
    """A target of a unit from a day on; only the fields that its way of scoring and its path use are there."""

    unit = fields.hidden()
    seen = fields.hidden()
    from_ = fields.DayField(label=_("From"), required=True)
    scoring_type = fields.hidden()
    phasing = fields.hidden()
    target = fields.NumberField(label=_("Target"))
    red_flag = fields.NumberField(label=_("Red flag"))
    baseline = fields.NumberField(label=_("Baseline"))
    stretch = fields.NumberField(label=_("Stretch target"))
    floor = fields.NumberField(label=_("Floor"))
    min = fields.NumberField(label=_("Lowest value of the scale"))
    max = fields.NumberField(label=_("Highest value of the scale"))
    low_fail = fields.NumberField(label=_("Too low, scores 0"))
    low_ok = fields.NumberField(label=_("Good from"))
    high_ok = fields.NumberField(label=_("Good until"))
    high_fail = fields.NumberField(label=_("Too high, scores 0"))
    good = fields.NumberField(label=_("Good answer"), help_text=_("1 for yes, 0 for no"))
    points = fields.PairsField(label=_("Points"), help_text=_("One a line: value = score"))
    labels = fields.PairsField(label=_("Answers"), help_text=_("One a line: answer = score"))
    cap = fields.choice(CAPS, label=_("Limits of the score"))
    phasing_start_on = fields.DayField(label=_("Path begins on"))
    phasing_start_value = fields.NumberField(label=_("Path begins at"))
    phasing_end_on = fields.DayField(label=_("Path ends on"))
    path = fields.PairsField(label=_("Points of the path"), help_text=_("One a line: 2026-06-30 = value"))
    weights = fields.PairsField(label=_("Weights of the periods"), help_text=_("One a line: period = weight"))
    is_phased_score = forms.BooleanField(label=_("Score against the path, not the final target"), required=False)
    agreed_by = fields.words(label=_("Agreed by"), max_length=200)
    reason = fields.reason()

    def __init__(self, shown: Shown, data: Any = None, *, scored_by: str = "", path: str = "") -> None:
        super().__init__(data, initial=_initial(shown, scored_by, path))
        kind, way = (str(self[name].value()) for name in ("scoring_type", "phasing"))
        used = (*NEEDED.get(kind, SCORING_FIELDS), *(("target",) if kind in AIMED_AT else ()))
        for name in set(SCORING_FIELDS) - set(used):
            del self.fields[name]
        for name in {name for names in PATH_FIELDS.values() for name in names} - set(PATH_FIELDS.get(way, ())):
            del self.fields[name]
        for name in NEEDED.get(kind, ()):
            self.fields[name].required = True

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; parameters that were left empty are left out."""
        data = super().sent()
        parameters = {name: data.pop(name, None) for name in (*IN_PARAMETERS, *LISTS)}
        parameters = {name: value for name, value in parameters.items() if value not in (None, [])}
        for name in parameters.keys() & {"points", "path"}:
            parameters[name] = [[left, right] for left, right in parameters[name]]
        if "points" in parameters:
            parameters["points"] = [[fields.read_number(left), right] for left, right in parameters["points"]]
        if "labels" in parameters:
            parameters["labels"] = dict(parameters["labels"])
        if "weights" in parameters:
            parameters["weights"] = [weight for _period, weight in parameters["weights"]]
        seen = int(data["seen"]) if str(data["seen"]).isdigit() else None
        unused = dict.fromkeys(("target", "red_flag", "baseline"))
        return {**unused, "is_phased_score": False, **data, "parameters": parameters, "seen": seen}

    def clean_points(self) -> Any:
        """Return the points; their left sides must be numbers too."""
        for left, _score in self.cleaned_data["points"]:
            fields.read_number(left)
        return self.cleaned_data["points"]


def chosen(shown: Shown, scored_by: str, path: str) -> tuple[str, str]:
    """Return the way of scoring and the path that were asked for, else those in force, else the usual ones."""
    held = shown.in_force
    kinds, ways = dict(TYPES), dict(PATHS)
    usual = (held.scoring_type, held.phasing) if held else ("goal_red_flag", "flat")
    return scored_by if scored_by in kinds else usual[0], path if path in ways else usual[1]


def _initial(shown: Shown, scored_by: str, path: str) -> dict[str, Any]:
    kind, way = chosen(shown, scored_by, path)
    initial: dict[str, Any] = {"unit": shown.unit.public_id, "seen": 0, "from_": shown.today}
    initial |= {"scoring_type": kind, "phasing": way}
    held = shown.in_force
    if held is None:
        return initial
    copied = ("cap", "phasing_start_on", "phasing_end_on", "is_phased_score", "agreed_by")
    initial |= {name: getattr(held, name) for name in copied} | {"seen": held.id}
    numbers = {name: getattr(held, name) for name in NUMBERS}
    initial |= {name: f"{value.normalize():f}" for name, value in numbers.items() if value is not None}
    initial |= {name: value for name, value in held.parameters.items() if name in IN_PARAMETERS}
    initial |= {name: _lines(held.parameters.get(name)) for name in LISTS}
    return initial


def _lines(given: Any) -> str:
    """Return a list parameter as the lines in which it is typed."""
    if isinstance(given, dict):
        given = list(given.items())
    pairs = [
        item if isinstance(item, list | tuple) else (place, item) for place, item in enumerate(given or [], start=1)
    ]
    return "\n".join(f"{left} = {right}" for left, right in pairs)
