"""Targets as they hold over time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from lineofsight.core import scoring
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.measures.models import Target
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER

PHASINGS = ("flat", "linear", "step", "custom", "seasonal")
TARGET_NUMBERS = (
    "baseline",
    "target",
    "red_flag",
    "stretch",
    "green_at",
    "amber_at",
    "hysteresis",
    "phasing_start_value",
)


@dataclass(slots=True)
class Targets:
    """Target rows as columns; `parameters` of those rows that have any."""

    id: Index
    measure: Index
    unit: Index
    valid_from: Index
    valid_to: Index
    scoring_type: Index
    cap: Index
    phasing: Index
    is_phased: Mask
    start_on: Index
    end_on: Index
    numbers: dict[str, Array]
    parameters: dict[int, dict[str, Any]] = field(default_factory=dict)


def load_targets(measures: Sequence[int] | Index | None, known_at: datetime | None) -> Targets:
    """Return the target rows of some measures (None: all)."""
    test, bindings = sql.known("t", known_at)
    member, ids = sql.among("t.measure_id", measures)
    rows = sql.read(
        [
            *(sql.number(f"t.{name}") for name in ("id", "measure_id", "unit_id")),
            *(sql.day(f"t.{name}") for name in ("valid_from", "valid_to", "phasing_start_on")),
            sql.day("COALESCE(t.phasing_end_on, t.due_on)"),
            sql.code("t.scoring_type", scoring.SCORING_TYPES),
            sql.code("t.cap", scoring.CAPS),
            sql.code("t.phasing", PHASINGS),
            sql.flag("t.is_phased_score"),
            *(sql.number(f"t.{name}") for name in TARGET_NUMBERS),
        ],
        f"FROM measures_target t WHERE {test} AND {member} ORDER BY t.measure_id, t.unit_id, t.valid_from, t.id",
        [*bindings, *ids],
    )
    columns = rows.T
    whole = [sql.whole(column) for column in columns[:11]]
    targets = Targets(
        id=whole[0],
        measure=whole[1],
        unit=whole[2],
        valid_from=whole[3],
        valid_to=sql.whole(columns[4], missing=FOREVER),
        start_on=whole[5],
        end_on=whole[6],
        scoring_type=whole[7],
        cap=whole[8],
        phasing=whole[9],
        is_phased=(columns[10] == 1) & (whole[9] > 0),
        numbers={name: columns[11 + position] for position, name in enumerate(TARGET_NUMBERS)},
    )
    plain = [scoring.SCORING_TYPES.index(name) for name in ("goal_red_flag", "baseline_target", "attainment", "binary")]
    is_rich = (~np.isin(targets.scoring_type, plain) & (targets.scoring_type >= 0)) | targets.is_phased
    if is_rich.any():
        rich = sql.only(Target.objects.all(), "measures_target.id", targets.id[is_rich])
        found = dict(rich.values_list("pk", "parameters"))
        targets.parameters = {row: found[int(targets.id[row])] for row in np.flatnonzero(is_rich).tolist()}
    return targets
