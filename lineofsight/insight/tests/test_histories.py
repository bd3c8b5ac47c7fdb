"""The history of any thing of the demo company, read in a browser: sentences, in scope, in few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal
from lineofsight.measures.models import Measure
from lineofsight.okr import commands as okr
from lineofsight.okr.models import Objective
from lineofsight.organization.models import Person
from lineofsight.organization.viewers import viewer_of
from lineofsight.strategy.models import StrategicObjective

MOST_STATEMENTS = 15


def address_of(kind):
    """Return where the history of a thing of a kind is read."""
    row = {
        "okr": lambda: Objective.objects.get(key="rotterdam-warm"),
        "goal": lambda: Goal.objects.filter(person__slug="amara-okafor").order_by("pk").first(),
        "measure": lambda: Measure.objects.get(slug="temperature-excursions"),
        "objective": lambda: StrategicObjective.objects.get(code="P1", unit__slug="norrvik"),
        "person": lambda: Person.objects.get(slug="amara-okafor"),
    }[kind]()
    return f"/history/{kind}/{row.public_id}/"


def act(name, reason="For the test."):
    user = User.objects.get(email=f"{name}@norrvik.example")
    return Context(viewer=viewer_of(user), now=clock.now(), reason=reason)


def do_everything():
    """Let one objective and one goal be changed in every way that history tells."""
    ines, row = act("ines.carvalho"), Objective.objects.get(key="rotterdam-warm")
    ends = {"strategic_objective": StrategicObjective.objects.get(code="P2", unit__slug="norrvik").public_id}
    okr.edit_objective(ines, row, {"why": "Warm pallets are thrown away."})
    okr.link_objective(ines, row, {**ends, "contributes": False, "from_": clock.today()})
    okr.add_key_result(ines, row, {"title": "Gates checked", "start": 0, "target": 4})
    okr.record_value(ines, row.key_results.get(title="Gates checked"), {"value": 1})
    goal = Goal.objects.filter(person__slug="amara-okafor").order_by("pk").first()
    goals.link_goal(ines, goal, {**ends, "contributes": False, "from_": clock.today()})
    goals.note_progress(ines, goal, {"value": 0.8})


@pytest.mark.parametrize("kind", ["okr", "goal", "measure", "objective", "person"])
def test_history_reads_as_sentences_in_few_statements(reader, kind):
    do_everything()
    ines, address = reader("ines.carvalho"), address_of(kind)
    ines.get(address)

    with CaptureQueriesContext(connection) as asked:
        answer = ines.get(address)

    assert answer.status_code == 200
    lines = [line.sentence for line in answer.context["lines"]]
    assert lines
    assert not [line for line in lines if "_" in line or "{" in line or "None" in line]
    assert len(asked) <= MOST_STATEMENTS, [query["sql"][:200] for query in asked]


def test_an_objectives_page_ends_with_its_history_and_a_goal_leads_to_its_own(reader):
    ines, amara = reader("ines.carvalho"), reader("amara.okafor")
    slug = Objective.objects.get(key="rotterdam-warm").slug

    assert f'hx-get="{address_of("okr")}"' in ines.get(f"/okrs/objectives/{slug}/").content.decode()
    assert address_of("goal") in amara.get("/people/amara-okafor/goals/").content.decode()
    assert reader("tomasz.nowak").get(address_of("goal")).status_code == 404
