"""How acts on strategies read in history."""

from lineofsight.base.models import Change, RowChange
from lineofsight.base.sentences import Wording, register

#: What follows the actor's name, with the fields of the command's input in braces.
WORDS = {
    "strategy.create_strategy": "created this strategy",
    "strategy.draft_version": "drafted a new version",
    "strategy.edit_version": "changed the texts of the draft",
    "strategy.submit_version": "submitted the draft for review",
    "strategy.return_version": "returned the version to draft",
    "strategy.approve_version": "approved the version",
    "strategy.adopt_version": "put the version in force from {on}",
    "strategy.add_perspectives": "added a set of perspectives",
    "strategy.add_perspective": "added the perspective {name}",
    "strategy.add_theme": "added the theme {name}",
    "strategy.add_objective": "added the objective {code}",
    "strategy.place_objective": "moved an objective on the map",
    "strategy.link_objectives": "linked two objectives",
    "strategy.set_cascade": "let the objective serve a higher one from {from_}",
}


def _wording(words: str) -> Wording:
    def say(change: Change, rows: list[RowChange]) -> str:
        return words.format_map(change.input)

    return say


for _command, _words in WORDS.items():
    register(_command)(_wording(_words))
