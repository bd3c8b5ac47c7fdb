"""How acts on strategies read in history."""

from collections.abc import Collection

from lineofsight.base import inverses
from lineofsight.base.access import Viewer
from lineofsight.base.wording import by_key, namer, register_words
from lineofsight.strategy.models import ObjectiveVersion, StrategicObjective, Strategy

register_words(
    {
        "strategy.create_strategy": "created this strategy",
        "strategy.draft_version": "drafted a new version",
        "strategy.edit_version": "changed the texts of the draft",
        "strategy.submit_version": "submitted the draft for review",
        "strategy.return_version": "returned the version to draft",
        "strategy.approve_version": "approved the version",
        "strategy.adopt_version": "put the version in force from {on}",
        "strategy.add_perspectives": "added a set of perspectives",
        "strategy.add_perspective": "added the perspective {name}",
        "strategy.edit_perspective": "renamed or moved the perspective {name}",
        "strategy.add_theme": "added the theme {name}",
        "strategy.add_objective": "added the objective {code}",
        "strategy.edit_objective": "changed what the draft says of the objective[ {name}]",
        "strategy.place_objective": "moved {objective:objective} on the map",
        "strategy.drop_objective": "left the objective and its links out of the draft",
        "strategy.link_objectives": "said in the draft that {driver:objective} drives {outcome:objective}",
        "strategy.unlink_objectives": "took out of the draft that {driver:objective} drives {outcome:objective}",
        "strategy.set_cascade": "let the objective serve {parent:objective} from {from_}",
        "strategy.end_cascade": "let the objective serve {parent:objective} no longer from {on}",
    }
)

inverses.link(
    make="strategy.set_cascade",
    end="strategy.end_cascade",
    kind="cascade_link",
    ends={"parent": "parent"},
    values=("mode", "contributes", "share"),
)


@namer("objective", "an objective that is not open to you")
def objectives(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what strategic objectives are called: their code, and the name in the latest version that is open."""
    rows = StrategicObjective.objects.visible_to(viewer).filter(by_key(keys))
    versions = ObjectiveVersion.objects.visible_to(viewer).filter(objective__in=rows).order_by("strategy_version_id")
    said = versions.values_list("objective_id", "objective__public_id", "objective__code", "name")
    return {str(key): f"{code} {name}" for pk, public_id, code, name in said for key in (pk, public_id)}


@namer("strategy", "a strategy that is not open to you")
def strategies(viewer: Viewer, keys: Collection[str]) -> dict[str, str]:
    """Return what strategies are called."""
    rows = Strategy.objects.visible_to(viewer).filter(by_key(keys)).values_list("pk", "public_id", "name")
    return {str(key): name for pk, public_id, name in rows for key in (pk, public_id)}
