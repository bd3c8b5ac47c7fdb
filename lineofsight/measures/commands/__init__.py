"""What can be done to KPIs, one file per noun."""

from lineofsight.measures.commands.cards import create_measure, revise_measure
from lineofsight.measures.commands.disputes import close_dispute, open_dispute
from lineofsight.measures.commands.imports import ObservationRow, RecordObservations, record_observations
from lineofsight.measures.commands.observations import publish_figure, record_observation, withdraw_observation
from lineofsight.measures.commands.reference import add_currency, add_unit_of_measure, set_rate
from lineofsight.measures.commands.targets import end_target, set_target

__all__ = [
    "ObservationRow",
    "RecordObservations",
    "add_currency",
    "add_unit_of_measure",
    "close_dispute",
    "create_measure",
    "end_target",
    "open_dispute",
    "publish_figure",
    "record_observation",
    "record_observations",
    "revise_measure",
    "set_rate",
    "set_target",
    "withdraw_observation",
]
