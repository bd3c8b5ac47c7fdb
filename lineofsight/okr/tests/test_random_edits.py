"""What follows a change step by step is what computing everything anew would give, over random edits."""

import random
from datetime import timedelta
from typing import Any

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Effort, Goal, Standing
from lineofsight.okr import commands as okr
from lineofsight.okr.models import KeyResult, Objective, ObjectiveShare, Progress
from lineofsight.okr.tests.company import OPENED, Company
from lineofsight.scorecard.threads import following
from tests.cast import system

PEOPLE = ("employee", "peer", "manager", "colleague", "updater")
UNITS = ("group", "east", "plant", "lab", "west", "shop")


class Editor:
    """Does random things to objectives, key results, goals and links, all of them by command."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company, self.dice = company, random.Random(seed)
        for number in range(6):
            company.objective(f"o{number}", self.dice.choice(UNITS))
            company.key_result(f"o{number}", value=str(self.dice.randint(0, 100)))
        for who in PEOPLE:
            days = {"start_on": OPENED, "due_on": OPENED + timedelta(days=91)}
            said = {"title": f"goal of {who}", "weight": 40, "start": "0", "target": "9", "key": who}
            goals.add_goal(system(), company.cast.people[who], {**said, **days})
        company.serves("o0", "C1", share="0.5")
        company.serves("o1", "o0", share="0.5")
        served = {"objective": company.objectives["o1"].public_id, "share": "0.5", "from_": OPENED}
        goals.link_goal(system(), Goal.objects.get(key="employee"), served)

    def edit(self) -> None:
        """Do one thing; what a rule refuses changes nothing."""
        act = self.dice.choice(
            (self._value, self._weight, self._state, self._link, self._unlink, self._goal, self._note)
        )
        try:
            act()
        except Invalid:
            return

    def _objective(self) -> Objective:
        found: Objective = Objective.objects.get(title=f"o{self.dice.randrange(6)}")
        return found

    def _key_result(self) -> KeyResult:
        found: KeyResult = self._objective().key_results.first()  # type: ignore[assignment]
        return found

    def _value(self) -> None:
        okr.record_value(system(), self._key_result(), {"value": self.dice.randint(0, 120)})

    def _weight(self) -> None:
        okr.set_key_result(system(), self._key_result(), {"weight": self.dice.randint(0, 3)})

    def _state(self) -> None:
        objective = self._objective()
        (okr.start_objective if objective.state == "dropped" else okr.drop_objective)(system(), objective)

    def _ends(self) -> dict[str, Any]:
        if self.dice.random() < 0.4:
            return {"strategic_objective": self.dice.choice(list(self.company.strategic.values())).public_id}
        return {"objective": self._objective().public_id}

    def _link(self) -> None:
        contributes = self.dice.random() < 0.8
        share = str(self.dice.choice((0.2, 0.5, 1))) if contributes else None
        said = {"contributes": contributes, "share": share, "from_": OPENED, "weight": self.dice.randint(0, 3)}
        okr.link_objective(system(), self._objective(), {**self._ends(), **said})

    def _unlink(self) -> None:
        okr.unlink_objective(system(), self._objective(), {**self._ends(), "on": OPENED})

    def _goal(self) -> None:
        share = str(self.dice.choice((0.3, 0.5, 1)))
        goal = Goal.objects.get(key=self.dice.choice(PEOPLE))
        goals.link_goal(system(), goal, {**self._ends(), "share": share, "from_": OPENED})

    def _note(self) -> None:
        goal = Goal.objects.get(key=self.dice.choice(PEOPLE))
        goals.note_progress(system(), goal, {"value": self.dice.randint(0, 12)})


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _contents() -> dict[str, dict[Any, Any]]:
    """Return everything computed, by what it is of."""
    return {
        "progress": {
            (row.objective_id, row.key_result_id): (row.raw, _float(row.progress)) for row in Progress.objects.current()
        },
        "shares": {
            (row.objective_id, row.strategic_objective_id): row.share for row in ObjectiveShare.objects.current()
        },
        "standings": {row.goal_id: (row.aligned, _float(row.progress)) for row in Standing.objects.current()},
        "efforts": {
            (row.unit_id, row.strategic_objective_id): (row.weight, row.goals, row.people)
            for row in Effort.objects.current()
        },
    }


@pytest.mark.parametrize(("seed", "edits"), [(1, 25), pytest.param(2, 400, marks=pytest.mark.slow)])
def test_following_changes_gives_what_computing_anew_gives(company: Company, seed: int, edits: int) -> None:
    editor = Editor(company, seed)
    for _ in range(edits):
        editor.edit()
    followed = _contents()

    following.refresh_everything()

    anew = _contents()
    assert followed.keys() == anew.keys()
    for name, rows in anew.items():
        assert rows.keys() == followed[name].keys(), name
        for key, values in rows.items():
            assert followed[name][key] == pytest.approx(values, abs=1e-9), (name, key)
    assert anew["shares"]
    assert anew["efforts"]
