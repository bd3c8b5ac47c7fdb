"""How acts on units, people, positions and lines read in history, and what takes them back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format

from lineofsight.base.canonical import plain
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Facts, Undo, inverse, known, loader, register
from lineofsight.organization.models import Holding, ReportingLine, UnitVersion

#: What follows the actor's name, with the fields of the command's input in braces.
WORDS = {
    "organization.create_unit": "founded the unit {name} from {from_}",
    "organization.revise_unit": "changed the unit from {from_}",
    "organization.close_unit": "closed the unit from {on}",
    "organization.create_position": "set up the position {title} from {from_}",
    "organization.revise_position": "changed the position from {from_}",
    "organization.hold_position": "gave a position from {from_}",
    "organization.leave_position": "ended a position from {on}",
    "organization.set_reporting_lines": "set the reporting lines from {from_}",
    "organization.create_person": "added the person",
    "organization.correct_person": "corrected name or contact",
    "organization.link_account": "said who signs in as this person",
    "organization.place_units": "brought units from a list",
    "organization.place_people": "brought people and positions from a list",
    "organization.place_lines": "brought reporting lines from a list",
    "organization.plan_reorganization": "began the plan {name}",
    "organization.edit_reorganization": "changed the plan",
    "organization.add_move": "added a move to the plan",
    "organization.remove_move": "took a move out of the plan",
    "organization.submit_reorganization": "submitted the plan for approval",
    "organization.return_reorganization": "returned the plan to draft",
    "organization.approve_reorganization": "approved the plan",
    "organization.apply_reorganization": "let the reorganization take effect",
    "organization.take_back_reorganization": "took the reorganization back",
    "organization.drop_reorganization": "gave the plan up",
}
MODELS: dict[str, Any] = {"unit_version": UnitVersion, "holding": Holding, "reporting_line": ReportingLine}
UNDONE = ("organization.revise_unit", "organization.leave_position", "organization.set_reporting_lines")


def _wording(words: str) -> Callable[[Change, list[RowChange]], str]:
    def say(change: Change, rows: list[RowChange]) -> str:
        return words.format_map(_Said({name: _day(value) for name, value in change.input.items()}))

    return say


class _Said(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


def _day(value: Any) -> Any:
    """Return a day as people read it, anything else as it is."""
    try:
        return date_format(date.fromisoformat(value), "j M Y")
    except (TypeError, ValueError):
        return value


for _command, _words in WORDS.items():
    register(_command)(_wording(_words))


@loader
def _rows_of_acts(changes: Sequence[Change], rows: Sequence[RowChange]) -> Facts:
    """Load the dated rows that acts brought or closed, where such an act can be taken back."""
    ours = {change.pk for change in changes if change.command in UNDONE}
    facts: Facts = {}
    for kind, model in MODELS.items():
        ids = {row.row_id for row in rows if row.kind == kind and row.change_id in ours}
        if ids:
            names = {"reporting_line": ("manager",), "unit_version": ("parent",)}.get(kind, ())
            facts |= {("row", kind, row.pk): row for row in model.objects.filter(pk__in=ids).select_related(*names)}
    return facts


@inverse("organization.revise_unit")
def unit_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that gives a unit back what was said of it before that day's change."""
    came, closed = _came(rows, "unit_version"), _closed(rows, "unit_version")
    if len(came) == 0 or any(row.known_to for row in came) or len(closed) != 1:
        return None
    earlier = closed[0]
    parent = str(earlier.parent.public_id) if earlier.parent else None
    said = {"name": earlier.name, "kind": earlier.kind, "parent": parent, "from_": change.input["from_"]}
    return Undo("organization.revise_unit", change.target, plain(said))


@inverse("organization.leave_position")
def held_again(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that lets the person hold the position again, as long as before."""
    closed = _closed(rows, "holding")
    if len(closed) != 1 or any(row.known_to for row in _came(rows, "holding")):
        return None
    said = {"position": change.input["position"], "from_": change.input["on"], "to": closed[0].valid_to}
    return Undo("organization.hold_position", change.target, plain({**said, "fte": closed[0].fte}))


@inverse("organization.set_reporting_lines")
def lines_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that sets the lines as they were on that day."""
    day = str(change.input.get("from_", ""))
    came = _came(rows, "reporting_line")
    if not came or any(row.known_to for row in came):
        return None
    held = [row for row in _closed(rows, "reporting_line") if str(row.valid_from) <= day]
    if not held:
        return None
    lines = [{"manager": str(row.manager.public_id), "kind": row.kind, "weight": row.weight} for row in held]
    return Undo("organization.set_reporting_lines", change.target, plain({"from_": day, "lines": lines}))


def _came(rows: list[RowChange], kind: str) -> list[Any]:
    return _known(kind, [row.row_id for row in rows if row.kind == kind and row.operation == "insert"])


def _closed(rows: list[RowChange], kind: str) -> list[Any]:
    return _known(kind, [row.row_id for row in rows if row.kind == kind and row.operation == "update"])


def _known(kind: str, ids: list[int | None]) -> list[Any]:
    return [row for pk in ids if (row := known(("row", kind, pk))) is not None]
