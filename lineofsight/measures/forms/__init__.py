"""Forms about KPIs; they only parse, the commands decide."""

from lineofsight.measures.forms.cards import CardForm
from lineofsight.measures.forms.disputes import CloseDisputeForm, OpenDisputeForm
from lineofsight.measures.forms.targets import TargetForm
from lineofsight.measures.forms.values import ValueForm

__all__ = ["CardForm", "CloseDisputeForm", "OpenDisputeForm", "TargetForm", "ValueForm"]
