"""How acts on objectives and key results of units read in history."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from lineofsight.base import inverses
from lineofsight.base.access import Viewer
from lineofsight.base.models import RowChange
from lineofsight.base.sentences import acts_on, named_by
from lineofsight.base.wording import by_key, namer, register_words
from lineofsight.okr.models import AlignmentEdge, Cycle, KeyResult, KeyResultValue, Objective

SERVED = "{objective:okr}{key_result:key_result}{strategic_objective:objective}"

register_words(
    {
        "okr.open_cycle": "opened the cycle {name}",
        "okr.add_objective": "added the objective {title}",
        "okr.edit_objective": "changed the objective[, now “{title}”][, answered for by {owner:person}]",
        "okr.start_objective": "let the objective count",
        "okr.drop_objective": "dropped the objective",
        "okr.add_key_result": "added the key result {title}",
        "okr.edit_key_result": "changed what a key result is called or where it stands[, now “{title}”]",
        "okr.set_key_result": "changed a key result[, start {start}][, target {target}][, weight {weight}]",
        "okr.cancel_key_result": "took a key result out",
        "okr.record_value": "noted {value} for a key result[, on {on}]",
        "okr.link_objective": f"let the objective serve {SERVED} from {{from_}}",
        "okr.unlink_objective": f"let the objective serve {SERVED} no longer from {{on}}",
        "okr.place_okrs": "brought objectives and key results from a list",
    }
)

inverses.link(
    make="okr.link_objective",
    end="okr.unlink_objective",
    kind="alignment_edge",
    ends={"objective": "parent", "key_result": "key_result", "strategic_objective": "strategic_objective"},
    values=("contributes", "share", "weight"),
)
inverses.edit("okr.edit_objective", "okr", "title", "why", "ambition", "mode", "sort_order")
inverses.edit("okr.edit_key_result", "key_result", "title", "sort_order")
inverses.edit("okr.set_key_result", "key_result", "start", "target", "weight")
inverses.state("okr.drop_objective", "okr.start_objective", "okr", "active")
inverses.state("okr.start_objective", "okr.drop_objective", "okr", "dropped")

named_by("okr", lambda row: row.title)
named_by("key_result", lambda row: row.title)
named_by("cycle", lambda row: row.name)


@acts_on("okr")
def about_its_parts(objective: Any) -> QuerySet[Any]:
    """Return the acts on its key results, their values, and its links."""
    results = KeyResult.objects.filter(objective=objective).values("pk")
    touched = RowChange.objects.filter(kind="key_result", row_id__in=results)
    for kind, rows in (
        ("key_result_value", KeyResultValue.objects.filter(key_result__in=results)),
        ("alignment_edge", AlignmentEdge.objects.filter(child=objective)),
    ):
        touched = touched | RowChange.objects.filter(kind=kind, row_id__in=rows.values("pk"))
    return touched.values("change_id")


@namer("okr", "an objective that is not open to you")
def objectives(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what objectives of units are called."""
    rows = Objective.objects.visible_to(viewer).filter(by_key(keys)).values_list("pk", "public_id", "title")
    return {str(key): title for pk, public_id, title in rows for key in (pk, public_id)}


@namer("key_result", "a key result that is not open to you")
def key_results(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what key results are called."""
    rows = KeyResult.objects.visible_to(viewer).filter(by_key(keys)).values_list("pk", "public_id", "title")
    return {str(key): title for pk, public_id, title in rows for key in (pk, public_id)}


@namer("cycle", "a cycle")
def cycles(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what cycles are called."""
    rows = Cycle.objects.visible_to(viewer).filter(by_key(keys)).values_list("pk", "public_id", "name")
    return {str(key): name for pk, public_id, name in rows for key in (pk, public_id)}
