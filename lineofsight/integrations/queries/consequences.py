"""What follows from an import as a whole, and what was checked."""

from lineofsight.base.commands import Context
from lineofsight.integrations.models import Import, StagedKey, StagedObservation
from lineofsight.integrations.rights import NAMES
from lineofsight.organization.models import Period
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.scorecard.structure_arrays import with_ancestors

MOST_NAMED = 3


def reach_of(ctx: Context, run: Import) -> list[tuple[str, str]]:
    """Return which scorecards in sight move with the values of an import, and over which periods."""
    touched = [one for one in run.report.get("measures", []) if one > 0]
    if not touched:
        return []
    leaves = ScoreNode.objects.visible_to(ctx.viewer).filter(measure_id__in=touched).values_list("pk", flat=True)
    above = with_ancestors(list(leaves)).id.tolist() if leaves else []
    cards = Scorecard.objects.visible_to(ctx.viewer).filter(nodes__in=above, nodes__kind="scorecard").distinct()
    names = list(cards.order_by("name").values_list("name", flat=True))
    shown = ", ".join(names[:MOST_NAMED]) + (f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else "")
    return [("Scorecards that move", shown or "none"), *_periods(run)]


def _periods(run: Import) -> list[tuple[str, str]]:
    """Return the first and last period with other values."""
    ids = list(StagedObservation.objects.filter(run=run).values_list("period_id", flat=True).distinct()[:5_000])
    known = list(Period.objects.filter(pk__in=[pk for pk in ids if pk > 0]).values_list("start_on", "key"))
    new = StagedKey.objects.filter(run=run, kind="period").values_list("key", flat=True)
    days = sorted([(day.isoformat(), key) for day, key in known] + [(key.split("|")[2], "") for key in new])
    if not days:
        return []
    first, last = (key or day[:7] for day, key in (days[0], days[-1]))
    return [("Periods", first if len(days) == 1 else f"{first} – {last}")]


def consequences_of(run: Import, tables: list[tuple[str, dict[str, int]]]) -> list[tuple[str, int]]:
    """Return how many things of each kind are written."""
    lines = []
    for table, counts in tables:
        name = NAMES.get(table, table.replace("_", " "))
        name = name[0].upper() + name[1:]
        if counts.get("new"):
            lines.append((f"{name} added", counts["new"]))
        if counts.get("changed"):
            lines.append((f"{name} changed", counts["changed"]))
    if run.counts.get("restated"):
        lines.append(("Values of closed periods restated", run.counts["restated"]))
    measures = len(run.report.get("measures", []))
    if measures:
        lines.append(("KPIs with other values", measures))
    return lines


def checks_of(run: Import) -> list[str]:
    """Return what was checked and found right."""
    codes = set(run.report.get("codes", {}))
    tables = set(run.report.get("tables", {}))
    checks = ["Every row is accounted for"] if run.report.get("accounts") else []
    if not codes & {"measure_unknown", "unit_unknown", "person_unknown", "reference_unknown"}:
        checks.append("All keys are known")
    if tables & {"units", "lines", "objectives"} and not codes & {"parent_cycle", "line_circle"}:
        checks.append("Nothing lies below itself")
    if "lines" in tables and "weights_do_not_add_up" not in codes:
        checks.append("All reporting lines add up to 100 %")
    if "observations" in tables and not codes & {"different_values", "named_twice"}:
        checks.append("No period has two values")
    facts = run.report.get("files", {}).values()
    return [*checks, *("Read as " + ", ".join(map(str, one.values())) for one in facts)]
