"""How acts on KPIs read in history."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from lineofsight.base import inverses
from lineofsight.base.access import Viewer
from lineofsight.base.canonical import plain
from lineofsight.base.commands import Context
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Facts, Undo, acts_on, inverse, known, loader, named_by, register
from lineofsight.base.wording import by_key, namer, names_in, register_words
from lineofsight.measures.models import Dispute, MeasureVersion, Observation, Target

TIMES = ("id", "valid_from", "valid_to", "known_from", "known_to")


#: What a target says besides its place and times; these columns are set again when a change is taken back.
SAID_BY_TARGET = tuple(
    field.attname for field in Target._meta.concrete_fields if field.attname not in (*TIMES, "measure_id", "unit_id")
)


@loader
def _known_to_all(ctx: Context, changes: Sequence[Change], rows: Sequence[RowChange]) -> Facts:
    """Load the targets and cards that were closed, and what still counts: three statements for a whole page."""
    if not any(change.command.startswith("measures.") for change in changes):
        return {}
    facts: Facts = {}
    for kind, model in (("target", Target), ("measure_version", MeasureVersion)):
        closed = {row.row_id for row in rows if row.kind == kind and row.operation == "update"}
        made = set(_inserted(list(rows), "target")) if kind == "target" else set()
        for row in model.objects.filter(pk__in=closed | made).values() if closed | made else ():
            if row["id"] in closed:
                facts[kind, row["id"]] = row
            if row["id"] in made and row["known_to"] is None:
                facts["counts", kind, row["id"]] = True
    if recorded_now := _inserted(list(rows), "observation"):
        counting = Observation.objects.current().filter(pk__in=recorded_now).values_list("pk", flat=True)
        facts |= {("counts", "observation", pk): True for pk in counting}
    return facts


for _command in ("record_observation", "withdraw_observation", "set_target", "end_target", "open_dispute"):
    names_in(f"measures.{_command}", unit="unit")


def _closed(rows: list[RowChange], kind: str) -> list[dict[str, Any]]:
    """Return the rows of a kind that an act closed, as they were, earliest first."""
    found = [known((kind, row.row_id)) for row in rows if row.kind == kind and row.operation == "update"]
    return sorted((row for row in found if row), key=lambda row: str(row["valid_from"]))


def _name(measure: Any) -> str:
    """Return what a KPI is called today."""
    cards = MeasureVersion.objects.current().filter(measure=measure).order_by("-valid_from")
    return cards.values_list("name", flat=True).first() or ""


named_by("measure", _name)


@acts_on("measure")
def about_its_values(measure: Any) -> QuerySet[Any]:
    """Return the acts that brought its values."""
    return Observation.objects.filter(measure=measure, change_id__isnull=False).values("change_id").distinct()


@acts_on("measure")
def about_its_disputes(measure: Any) -> QuerySet[Any]:
    """Return the acts on its disputes."""
    disputes = Dispute.objects.filter(measure=measure).values("pk")
    return RowChange.objects.filter(kind="dispute", row_id__in=disputes).values("change_id")


@register("measures.record_observations")
def recorded_many(change: Change, rows: list[RowChange]) -> str:
    """Return "recorded values from a file": how many of them were for this KPI is told by its own table."""
    return "recorded values from a file" if change.via == "import" else "recorded several values at once"


@register("measures.record_observation")
def recorded(change: Change, rows: list[RowChange]) -> str:
    """Return "recorded 45 for Rotterdam, 2026-10", or corrected, where an earlier value was superseded."""
    given = change.input
    is_correction = any(row.kind == "observation" and row.operation == "update" for row in rows)
    written = next((row.values for row in rows if row.kind == "observation" and row.operation == "insert"), None) or {}
    said = _after(written, "value") or _after(written, "label")
    verb = "corrected to" if is_correction else "recorded"
    return f"{verb} {_number(said)} for {_unit(given)}, {given.get('period', '')}"


@register("measures.withdraw_observation")
def withdrawn(change: Change, rows: list[RowChange]) -> str:
    """Return "took back the value of Rotterdam, 2026-10"."""
    return f"took back the value of {_unit(change.input)}, {change.input.get('period', '')}"


@register("measures.set_target")
def target_set(change: Change, rows: list[RowChange]) -> str:
    """Return "set the target of Rotterdam to 3 from 14 Apr 2026", or changed it from what it was before."""
    written = [row.values or {} for row in rows if row.kind == "target" and row.operation == "insert"]
    starts = str(change.input.get("from_", ""))
    here = next(
        (values for values in written if _after(values, "valid_from") == starts), written[-1] if written else {}
    )
    after, place = _number(_after(here, "target")), _unit(change.input)
    earlier = _held_on(rows, starts)
    if earlier is None:
        return f"set the target of {place} to {after} from {_day(starts)}"
    before = _number(earlier["target"])
    if before == after:
        changed = [name for name in SAID_BY_TARGET if plain({name: earlier[name]})[name] != _after(here, name)]
        names = ", ".join(name.replace("_", " ") for name in changed if _after(here, name) is not None)
        return f"changed how the target of {place} counts from {_day(starts)}: {names}"
    return f"changed the target of {place} from {before} to {after} from {_day(starts)}"


def _held_on(rows: list[RowChange], day: str) -> dict[str, Any] | None:
    """Return the closed target that held on a day."""
    held = [row for row in _closed(rows, "target") if str(row["valid_from"]) <= day]
    return held[-1] if held else None


@inverse("measures.set_target")
def set_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that sets a changed target back to what it was from that day on; it asks for a reason itself."""
    earlier = _held_on(rows, str(change.input.get("from_", "")))
    if earlier is None or not _counts(rows, "target"):
        return None
    said = plain({name: earlier[name] for name in SAID_BY_TARGET})
    return Undo(
        "measures.set_target",
        change.target,
        {"unit": change.input["unit"], "from_": change.input["from_"], "to": change.input.get("to"), **said},
    )


@inverse("measures.record_observation")
def take_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that withdraws a recorded value, while it is the one that counts."""
    if not _counts(rows, "observation"):
        return None
    return Undo(
        "measures.withdraw_observation",
        change.target,
        {"unit": change.input["unit"], "period": change.input["period"]},
    )


@inverse("measures.end_target")
def aimed_again(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that lets a target hold on that was ended, unless another one holds there by now."""
    found = inverses.ended_once(rows, "target")
    if found is None:
        return None
    earlier, day = found
    said = {name: getattr(earlier, name) for name in SAID_BY_TARGET}
    return Undo("measures.set_target", change.target, plain({"unit": change.input["unit"], "from_": day, **said}))


inverses.looks_at("measures.end_target", "target")


def _counts(rows: list[RowChange], kind: str) -> bool:
    """Test whether anything that an act inserted still counts."""
    return any(known(("counts", kind, pk)) for pk in _inserted(rows, kind))


def _inserted(rows: list[RowChange], kind: str) -> list[int]:
    return [row.row_id for row in rows if row.kind == kind and row.operation == "insert" and row.row_id is not None]


@register("measures.end_target")
def target_ended(change: Change, rows: list[RowChange]) -> str:
    """Return "ended the target of Rotterdam on 14 Apr 2026"."""
    return f"ended the target of {_unit(change.input)} on {_day(str(change.input.get('on', '')))}"


@register("measures.create_measure")
def created(change: Change, rows: list[RowChange]) -> str:
    """Return "created this KPI"."""
    return "created this KPI"


@register("measures.revise_measure")
def revised(change: Change, rows: list[RowChange]) -> str:
    """Return "changed the card from 1 Jan 2026: polarity, factor"."""
    starts = str(change.input.get("from_", ""))
    said = f"changed the card from {_day(starts)}"
    written = [row.values or {} for row in rows if row.kind == "measure_version" and row.operation == "insert"]
    here = next((values for values in written if _after(values, "valid_from") == starts), None)
    earlier = next(iter(_closed(rows, "measure_version")), None)
    if here is None or earlier is None:
        return said
    fields = [name for name, before in plain(earlier).items() if _after(here, name) != before and name not in TIMES]
    return f"{said}: {', '.join(name.removesuffix('_id').replace('_', ' ') for name in fields)}"


@register("measures.open_dispute")
def dispute_opened(change: Change, rows: list[RowChange]) -> str:
    """Return "disputed the value of Rotterdam, 2026-10"."""
    return f"disputed the value of {_unit(change.input)}, {change.input.get('period', '')}"


@register("measures.close_dispute")
def dispute_closed(change: Change, rows: list[RowChange]) -> str:
    """Return "closed the dispute: the value stands", or that it was corrected."""
    outcome = {"upheld": "the value stands", "corrected": "the value was corrected"}
    return f"closed the dispute: {outcome.get(str(change.input.get('outcome')), '')}"


def _after(values: dict[str, Any], name: str) -> Any:
    return values.get(name, (None, None))[1]


def _unit(given: dict[str, Any]) -> str:
    """Return the present name of the unit that an input names."""
    name: str = known(("name", "unit", str(given.get("unit"))), "a unit")
    return name


def _number(value: Any) -> str:
    if value is None:
        return "nothing"
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"


register_words(
    {
        "measures.add_currency": "added the currency {code}",
        "measures.add_unit_of_measure": "added the unit of measure {name}",
        "measures.publish_figure": "kept what the source published for {unit:unit}, {period}",
        "measures.set_rate": "set the rate of {currency} in {period}",
    }
)


@namer("measure", "a KPI that is not open to you")
def measures(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what KPIs are called today."""
    cards = MeasureVersion.objects.visible_to(viewer).current().filter(by_key(keys, "measure_id", "measure__public_id"))
    said = cards.order_by("valid_from").values_list("measure_id", "measure__public_id", "name")
    return {str(key): name for pk, public_id, name in said for key in (pk, public_id)}
