"""The inputs of one KPI, read as rows where an explanation names them, in the columns that the calculation takes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Subquery

from lineofsight.core import scoring
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.core.time_aggregation import MISSING_POLICIES as TIME_MISSING
from lineofsight.measures.models import MeasureVersion, Target
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models import UnitVersion
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.axis import FOREVER
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.loading import PHASINGS, POLARITY_WORDS, TARGET_NUMBERS, Cards, Targets
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.why_ground import Ground
from lineofsight.scorecard.why_names import called

_LATEST = date.max


def card_rows(ground: Ground) -> list[Any]:
    """Return the cards of a KPI, earliest first, each with what the node's unit is called."""
    node, known_at = ground.node, ground.instant.inputs.known_at
    units = UnitVersion.objects.known(known_at).filter(unit_id=node.unit_id)
    then = units.filter(valid_from__lte=ground.day).order_by("-valid_from").values("name")
    rows = MeasureVersion.objects.known(known_at).filter(measure_id=node.measure_id).select_related("unit_of_measure")
    return list(rows.annotate(said_unit=Subquery(then[:1])).order_by("valid_from", "pk"))


def cards_of(rows: Sequence[Any]) -> Cards:
    """Return cards as columns."""

    def whole(*values: Any) -> Index:
        return np.array(values, dtype=np.int64)

    def position(words: Sequence[str], word: str) -> int:
        return words.index(word) if word in words else NONE

    polarity = [position(POLARITY_WORDS, row.polarity) for row in rows]
    return Cards(
        measure=whole(*(row.measure_id for row in rows)),
        valid_from=whole(*(row.valid_from.toordinal() for row in rows)),
        valid_to=whole(*(sql.ordinal(row.valid_to, missing=FOREVER) for row in rows)),
        calendar=whole(*(row.calendar_id for row in rows)),
        frequency=whole(*(position(FREQUENCIES, row.frequency) for row in rows)),
        time_aggregation=whole(*(position(TIME_AGGREGATIONS, row.time_aggregation) for row in rows)),
        window=whole(*(NONE if row.rolling_window is None else row.rolling_window for row in rows)),
        time_missing=whole(*(position(TIME_MISSING, row.time_missing) for row in rows)),
        org_aggregation=whole(*(position(ORG_AGGREGATIONS, row.org_aggregation) for row in rows)),
        min_coverage=_floats(row.min_coverage for row in rows),
        factor=_floats(row.factor for row in rows),
        is_complement=_flags(row.is_complement for row in rows),
        polarity=whole(*(0 if code == NONE else code - 1 for code in polarity)),
        is_estimate=_flags(row.is_estimate for row in rows),
        carries=_flags(row.carries_forward for row in rows),
        grace=whole(*(row.grace_days for row in rows)),
        stale_after=whole(*(row.stale_after_days for row in rows)),
        has_expression=_flags(bool(row.expression) for row in rows),
        is_local_money=_flags(is_local_money(row) for row in rows),
        is_stock=_flags(row.flow_or_stock == "stock" for row in rows),
    )


def is_local_money(card: Any) -> bool:
    """Test whether each unit reports this KPI in its own currency."""
    kind = card.unit_of_measure
    return kind is not None and kind.kind == "currency" and kind.currency_id is None


def target_rows_of(node: ScoreNode, known_at: Any) -> list[Any]:
    """Return the target rows of a KPI, each with what its unit is called now."""
    names = called(UnitVersion, "unit", "unit_id", _LATEST, None)
    rows = Target.objects.known(known_at).filter(measure_id=node.measure_id).annotate(unit_name=names)
    return list(rows.order_by("measure_id", "unit_id", "valid_from", "pk"))


def targets_of(rows: Sequence[Any]) -> Targets:
    """Return target rows as columns."""

    def whole(values: Any) -> Index:
        return np.array(list(values), dtype=np.int64)

    phasing = whole(PHASINGS.index(row.phasing) for row in rows)
    return Targets(
        id=whole(row.pk for row in rows),
        measure=whole(row.measure_id for row in rows),
        unit=whole(row.unit_id for row in rows),
        valid_from=whole(row.valid_from.toordinal() for row in rows),
        valid_to=whole(sql.ordinal(row.valid_to, missing=FOREVER) for row in rows),
        start_on=whole(sql.ordinal(row.phasing_start_on, missing=NONE) for row in rows),
        end_on=whole(sql.ordinal(row.phasing_end_on or row.due_on, missing=NONE) for row in rows),
        scoring_type=whole(scoring.SCORING_TYPES.index(row.scoring_type) for row in rows),
        cap=whole(scoring.CAPS.index(row.cap) for row in rows),
        phasing=phasing,
        is_phased=_flags(row.is_phased_score for row in rows) & (phasing > 0),
        numbers={name: _floats(getattr(row, name) for row in rows) for name in TARGET_NUMBERS},
        parameters={place: row.parameters for place, row in enumerate(rows)},
    )


def _floats(values: Any) -> Array:
    return np.array([np.nan if value is None else float(value) for value in values])


def _flags(values: Any) -> Mask:
    return np.array([bool(value) for value in values], dtype=np.bool_)
