"""A small company with KPIs, and files for it, for the tests of imports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from lineofsight.base import files
from lineofsight.integrations import cli, commands, staging
from lineofsight.integrations.models import Import
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure, Observation
from lineofsight.organization.models import Period
from lineofsight.organization.operator import operator_context
from lineofsight.organization.tests.cast import Cast, make_cast, system
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard import pending
from lineofsight.strategy import commands as strategies

SINCE = date(2026, 1, 1)
HEAD = "measure,unit,period,value"


@dataclass
class Company:
    """The cast with two KPIs: `nps` (owned by the top, stewarded) and `late` (a ratio of the north)."""

    cast: Cast
    nps: Measure
    late: Measure


def make_company() -> Company:
    """Return the company."""
    cast = make_cast()
    card = {"from_": SINCE, "calendar": cast.calendar.public_id if cast.calendar else None, "polarity": "maximize"}
    top, north = cast.units["top"].public_id, cast.units["north"].public_id
    nps = measures.create_measure(system(), None, {**card, "name": "NPS", "key": "nps", "owning_unit": top})
    ratio = {"time_aggregation": "ratio", "org_aggregation": "ratio", "factor": Decimal(100)}
    late = measures.create_measure(
        system(), None, {**card, **ratio, "name": "Late", "key": "late", "owning_unit": north}
    )
    return Company(cast, nps, late)


def bring(content: bytes | str | Path, name: str = "values.csv", **options: Any) -> Import:
    """Bring a file as the command line does, and stage it."""
    data = content.read_bytes() if isinstance(content, Path) else content
    stored = files.store(BytesIO(data.encode() if isinstance(data, str) else data), name)
    ctx = options.pop("ctx", None) or operator_context()
    run = commands.bring_files(ctx, None, {"files": [stored.pk], **options})
    return staging.stage(run.pk)


def apply(run: Import, reason: str = "", ctx: Any = None) -> Import:
    """Apply what was staged."""
    with pending.gathered("a test"):
        return commands.apply_import(ctx or operator_context(reason=reason), run, {})


def values_of(measure: Measure) -> dict[tuple[str, str], Decimal | None]:
    """Return the current values by unit and period."""
    rows = Observation.objects.current().filter(measure=measure)
    return {(unit, period): value for unit, period, value in rows.values_list("unit__slug", "period__key", "value")}


def table(*rows: str, head: str = HEAD) -> str:
    """Return CSV text."""
    return "\n".join([head, *rows, ""])


def command_line(capsys: Any, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run `lineofsight import … --json`; return the exit code and the report."""
    code = cli.main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def periods(keys: Sequence[str]) -> list[int]:
    """Return the ids of periods."""
    return list(Period.objects.filter(key__in=keys).values_list("pk", flat=True))


def score_nps(company: Company) -> None:
    """Let NPS count: a strategy of the top with one objective, in force, and its scorecard."""
    top = company.cast.units["top"].public_id
    strategy = strategies.create_strategy(system(), None, {"unit": top, "name": "Plan"})
    version = strategy.versions.get()
    objective = strategies.add_objective(system(), version, {"code": "C1", "name": "Loyal customers"})
    strategies.adopt_version(system(), version, {"on": SINCE})
    calendar = company.cast.calendar.public_id if company.cast.calendar else None
    card = {"unit": top, "strategy": strategy.public_id, "calendar": calendar, "name": "Top"}
    scorecards.create_scorecard(system(), None, card)
    target = {"unit": top, "from_": SINCE, "scoring_type": "baseline_target", "baseline": 20, "target": 60}
    measures.set_target(system(), company.nps, target)
    attached = {"objective": objective.public_id, "measure": company.nps.public_id, "unit": top}
    scorecards.attach_measure(system(), None, attached)
