"""How acts on units, people, positions and lines read in history, and what takes them back."""

from collections.abc import Collection

from lineofsight.accounts import roles
from lineofsight.base import inverses
from lineofsight.base.access import Viewer
from lineofsight.base.canonical import plain
from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Undo, inverse
from lineofsight.base.wording import by_key, namer, register_words
from lineofsight.organization.models import (
    JobFamily,
    PersonDetails,
    PositionVersion,
    UnitVersion,
)

register_words(
    {
        "organization.create_unit": "founded the unit {name} from {from_}",
        "organization.revise_unit": "changed the unit from {from_}",
        "organization.close_unit": "closed the unit from {on}",
        "organization.create_legal_entity": "founded the legal entity {name}",
        "organization.create_position": "set up the position {title} from {from_}",
        "organization.revise_position": "changed the position from {from_}",
        "organization.hold_position": "gave the position {position:position} from {from_}",
        "organization.leave_position": "ended the position {position:position} from {on}",
        "organization.create_job": "added the job {name}",
        "organization.create_job_family": "added the job family {name}",
        "organization.set_reporting_lines": "set the reporting lines from {from_}",
        "organization.create_person": "added the person",
        "organization.correct_person": "corrected name or contact",
        "organization.link_account": "said who signs in as this person",
        "organization.place_units": "brought units from a list",
        "organization.place_people": "brought people and positions from a list",
        "organization.place_lines": "brought reporting lines from a list",
        "organization.assign_role": "gave the role {role:role}[ over {unit:unit}] from {from_}",
        "organization.end_role": "took the role {role:role}[ over {unit:unit}] from {on}",
        "organization.set_accountability": "made {person:person}{job_family:job_family} {code:code} from {from_}",
        "organization.end_accountability": "ended from {on} that {person:person}{job_family:job_family} is {code:code}",
        "organization.delegate": "let somebody act on their behalf from {from_}, under the role {role:role}",
        "organization.end_delegation": "ended a delegation from {on}",
        "organization.ask_to_look": "asked to look at Lineofsight as another person or role",
        "organization.agree_to_look": "agreed that somebody looks as them",
        "organization.refuse_look": "refused that somebody looks as them",
        "organization.end_look": "stopped looking as another person or role",
        "organization.create_calendar": "set up the calendar {name}",
        "organization.close_period": "closed the period {key}",
        "organization.reopen_period": "reopened the period {key}",
        "organization.plan_reorganization": "began the plan {name}",
        "organization.edit_reorganization": "changed the plan",
        "organization.add_move": "added a move to the plan[, of the unit {unit:unit}][, of {person:person}]",
        "organization.remove_move": "took move {place} out of the plan",
        "organization.submit_reorganization": "submitted the plan for approval",
        "organization.return_reorganization": "returned the plan to draft",
        "organization.approve_reorganization": "approved the plan",
        "organization.apply_reorganization": "let the reorganization take effect",
        "organization.take_back_reorganization": "took the reorganization back",
        "organization.drop_reorganization": "gave the plan up",
    }
)
inverses.looks_at("organization.revise_unit", "unit_version", "parent")
inverses.looks_at("organization.revise_position", "position_version", "unit", "job")
inverses.looks_at("organization.hold_position", "holding", "position")
inverses.looks_at("organization.leave_position", "holding", "position")
inverses.looks_at("organization.set_reporting_lines", "reporting_line", "manager")
inverses.looks_at("organization.close_period", "period_close")

#: What somebody who answers for a thing is called, by the code.
ANSWERS = {
    "owner": "its owner",
    "steward": "its data steward",
    "updater": "its updater",
    "R": "responsible for it",
    "A": "accountable for it",
    "S": "supporting it",
    "C": "consulted on it",
    "I": "informed of it",
}


@namer("code", "one who answers for it")
def codes(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what ways of answering for a thing are called."""
    return ANSWERS


@namer("role", "a role")
def role_names(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what roles are called."""
    return {key: roles.name_of(key) for key in keys}


@namer("unit", "a unit")
def unit_names(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what units are called: the chart of the organization is open to everyone who signed in."""
    rows = UnitVersion.objects.current().filter(by_key(keys, "unit_id", "unit__public_id")).order_by("valid_from")
    said = rows.values_list("unit_id", "unit__public_id", "name")
    return {str(key): name for pk, public_id, name in said for key in (pk, public_id)}


@namer("person", "somebody")
def person_names(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what people are called: names are open to everyone who signed in."""
    rows = PersonDetails.objects.filter(by_key(keys, "person_id", "person__public_id"))
    said = rows.values_list("person_id", "person__public_id", "name")
    return {str(key): name for pk, public_id, name in said for key in (pk, public_id)}


@namer("position", "that is not open to you")
def position_titles(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what positions are called."""
    rows = PositionVersion.objects.visible_to(viewer).current()
    rows = rows.filter(by_key(keys, "position_id", "position__public_id")).order_by("valid_from")
    said = rows.values_list("position_id", "position__public_id", "title")
    return {str(key): title for pk, public_id, title in said for key in (pk, public_id)}


@namer("job_family", "a job family")
def job_families(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what job families are called."""
    rows = JobFamily.objects.visible_to(viewer).filter(by_key(keys)).values_list("pk", "public_id", "name")
    return {str(key): name for pk, public_id, name in rows for key in (pk, public_id)}


@inverse("organization.revise_unit")
def unit_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that gives a unit back what was said of it before that day's change."""
    came, closed = inverses.came(rows, "unit_version"), inverses.closed(rows, "unit_version")
    if len(came) == 0 or any(row.known_to for row in came) or len(closed) != 1:
        return None
    earlier = closed[0]
    parent = str(earlier.parent.public_id) if earlier.parent else None
    said = {"name": earlier.name, "kind": earlier.kind, "parent": parent, "from_": change.input["from_"]}
    return Undo("organization.revise_unit", change.target, plain(said))


@inverse("organization.revise_position")
def position_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that gives a position back the title, unit and job it had before that day's change."""
    came, closed = inverses.came(rows, "position_version"), inverses.closed(rows, "position_version")
    if len(came) == 0 or any(row.known_to for row in came) or len(closed) != 1:
        return None
    earlier = closed[0]
    job = str(earlier.job.public_id) if earlier.job else None
    said = {"title": earlier.title, "unit": earlier.unit.public_id, "job": job, "from_": change.input["from_"]}
    return Undo("organization.revise_position", change.target, plain(said))


@inverse("organization.hold_position")
def left_again(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that ends a position that was given, from its first day on."""
    came = inverses.came(rows, "holding")
    if len(came) != 1 or came[0].known_to or inverses.closed(rows, "holding"):
        return None
    said = {"position": change.input["position"], "on": came[0].valid_from}
    return Undo("organization.leave_position", change.target, plain(said), about=change.input["position"])


@inverse("organization.close_period")
def open_again(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that reopens a period, while it is closed."""
    if not any(row.reopened_at is None for row in inverses.came(rows, "period_close")):
        return None
    return Undo("organization.reopen_period", change.target, {"key": change.input["key"]}, about=change.input["key"])


@inverse("organization.leave_position")
def held_again(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that lets the person hold the position again, as long as before."""
    closed = inverses.closed(rows, "holding")
    if len(closed) != 1 or any(row.known_to for row in inverses.came(rows, "holding")):
        return None
    said = {"position": change.input["position"], "from_": change.input["on"], "to": closed[0].valid_to}
    return Undo("organization.hold_position", change.target, plain({**said, "fte": closed[0].fte}))


@inverse("organization.set_reporting_lines")
def lines_back(change: Change, rows: list[RowChange]) -> Undo | None:
    """Return the act that sets the lines as they were on that day."""
    day = str(change.input.get("from_", ""))
    came = inverses.came(rows, "reporting_line")
    if not came or any(row.known_to for row in came):
        return None
    held = [row for row in inverses.closed(rows, "reporting_line") if str(row.valid_from) <= day]
    if not held:
        return None
    lines = [{"manager": str(row.manager.public_id), "kind": row.kind, "weight": row.weight} for row in held]
    return Undo("organization.set_reporting_lines", change.target, plain({"from_": day, "lines": lines}))
