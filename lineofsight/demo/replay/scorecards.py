"""Scorecards."""

from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.replay.stage import Stage
from lineofsight.scorecard import recompute


def set_up_scorecards(stage: Stage, act: Act) -> None:
    """Set up."""


def follow_version(stage: Stage, act: Act) -> None:
    """Follow."""


def calculate(stage: Stage, act: Act) -> None:
    """Compute the scores of a month, once every source has reported."""
    recompute.full(f"all sources have reported {act.target.rpartition(':')[2]}")
