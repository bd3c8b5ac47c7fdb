"""What happened to a KPI at a unit: targets, corrections and disputes, as sentences."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.scorecard.queries.around import Facts
from lineofsight.scorecard.results import (
    ChangeLine,
    DisputeLine,
    TargetLine,
)
from lineofsight.scorecard.results.cells import as_float

MOST_CHANGES = 9


def changes(targets: Sequence[TargetLine], facts: Facts, disputed: Sequence[DisputeLine]) -> tuple[ChangeLine, ...]:
    """Return what happened to the KPI: targets changed, values corrected, disputes, oldest first."""
    words = gettext("Disputed: %(claim)s")
    found = [*_target_changes(targets), *_corrections(facts.own)]
    found += [ChangeLine(line.opened_at, "dispute", words % {"claim": line.claim}) for line in disputed]
    return tuple(sorted(found, key=lambda line: line.at)[-MOST_CHANGES:])


def _target_changes(targets: Sequence[TargetLine]) -> list[ChangeLine]:
    """Return one line per instant at which the last target of the KPI became another one."""
    instants = sorted({line.known_from for line in targets})
    finals = [(instant, _final(targets, instant)) for instant in instants]
    changed = [
        (after, before)
        for (_, before), (_, after) in pairwise(finals)
        if before is not None and after is not None and before.target != after.target
    ]
    return [_target_change(before, after) for after, before in changed]


def _final(targets: Sequence[TargetLine], instant: datetime) -> TargetLine | None:
    """Return the target that holds last, as known at an instant."""
    known = [
        line for line in targets if line.known_from <= instant and (line.known_to is None or line.known_to > instant)
    ]
    return max(known, key=lambda line: line.valid_from, default=None)


def _target_change(before: TargetLine, after: TargetLine) -> ChangeLine:
    texts = {"before": numbers.format_number(before.target), "after": numbers.format_number(after.target)}
    return ChangeLine(
        after.known_from,
        "target",
        gettext("Target %(before)s → %(after)s") % texts,
        after.set_by,
        after.reason,
        after.change_id,
    )


def _corrections(rows: Sequence[Any]) -> list[ChangeLine]:
    earlier = {row.pk: row for row in rows}
    words = gettext("%(period)s corrected: %(before)s → %(after)s")
    return [
        ChangeLine(
            row.known_from,
            "correction",
            words
            % {
                "period": row.period.key,
                "before": numbers.format_number(as_float(earlier[row.supersedes_id].value)),
                "after": numbers.format_number(as_float(row.value)),
            },
            reason=row.comment,
            period_key=row.period.key,
        )
        for row in rows
        if row.supersedes_id in earlier
    ]
