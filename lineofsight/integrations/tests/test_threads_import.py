"""Objectives, key results, goals and links from files: what comes in, what stays, and what a second file changes."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.base import files
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.base.web.tables import Sheet, to_xlsx
from lineofsight.goals.commands import place_goals
from lineofsight.goals.models import Goal, GoalValue, Standing
from lineofsight.integrations import cli, commands, staging
from lineofsight.integrations.models import Import, ImportProgress, StagedRow
from lineofsight.integrations.queries import import_page, origins_of_goal, origins_of_objective
from lineofsight.integrations.tests.company import Company, apply, bring, command_line, score_nps, table
from lineofsight.integrations.tests.threads import DAYS, GOALS, HEADS, PLAN, bring_tables, counted, refusals, served
from lineofsight.okr.models import Cycle, KeyResult, KeyResultValue, Objective
from lineofsight.organization.operator import operator_context
from lineofsight.strategy.models import StrategicObjective


@pytest.fixture
def planned(company: Company) -> Company:
    """The company with a strategy in force, and the plan brought in by files."""
    score_nps(company)
    run = apply(bring_tables(**PLAN))
    assert run.counts["refused"] == 0, list(StagedRow.objects.values_list("sentence", flat=True))
    return company


def test_a_whole_plan_comes_in_and_the_same_files_change_nothing(planned: Company) -> None:
    strategic = StrategicObjective.objects.get(code="C1").key

    assert served() == {
        ("o-dock", "o-top", 0.7, True), ("o-dock", "k-calm", None, False), ("o-top", strategic, 1.0, True),
        ("g-gate", "k-wait", 0.8, True), ("g-gate", "nps", 0.2, True), ("g-read", "o-top", None, False),
    }  # fmt: skip
    assert Cycle.objects.get().slug == "2026-q1"
    assert Objective.objects.get(key="o-dock").owner == planned.cast.people["lead"]
    assert KeyResultValue.objects.get().value == 25
    assert float(Standing.objects.current().get(goal__key="g-gate").aligned) == pytest.approx(0.8 * 0.7 + 0.2)

    again = bring_tables(**PLAN)

    assert counted(again) == {"okrs": (0, 0, 2), "key_results": (0, 0, 2), "goals": (0, 0, 2),
                              "okr_links": (0, 0, 2), "goal_links": (0, 0, 2)}  # fmt: skip
    assert StagedRow.objects.filter(run=again).count() == 0


@pytest.mark.one_database
def test_a_second_file_changes_what_it_says_and_leaves_the_rest(planned: Company) -> None:
    rows = ["g-gate,worker,Open both gates,50,2026-01-01,2026-03-31,4,2026-02-10"]
    run = bring(table(*rows, head="key,person,title,weight,start_on,due_on,value,value_on"), "goals.csv")

    fields = {row.field: (row.before, row.after) for row in import_page(operator_context(), run.pk).changed}
    apply(run)

    assert fields == {"Title": ("Open gate 3", "Open both gates"), "Weight": ("60", "50"), "Value": ("—", "4"),
                      "Value on": ("—", "2026-02-10")}  # fmt: skip
    goal = Goal.objects.get(key="g-gate")
    assert (goal.title, goal.weight, goal.start, goal.target) == ("Open both gates", 50, 0, 10)
    assert GoalValue.objects.get().value == 4
    assert (
        bring(table(*rows, head="key,person,title,weight,start_on,due_on,value,value_on"), "g.csv").counts["changed"]
        == 0
    )


@pytest.mark.one_database
def test_links_without_a_day_change_from_today_on_and_keep_what_was(planned: Company) -> None:
    run = apply(bring_tables(okr_links=["o-dock,o-top,contributes,40,"]))

    assert counted(run) == {"okr_links": (0, 1, 0)}
    rows = Objective.objects.get(key="o-dock").edges_up.current().filter(parent__key="o-top", key_result=None)
    assert [(row.share, row.valid_to is None) for row in rows.order_by("valid_from")] == [
        (Decimal("0.700000"), False), (Decimal("0.400000"), True),
    ]  # fmt: skip
    assert rows.order_by("valid_from").first().valid_from == date(2026, 1, 1)
    assert not [row for row in served() if row[:2] == ("o-dock", "k-calm")]
    assert counted(bring_tables(okr_links=["o-dock,o-top,contributes,40,"])) == {"okr_links": (0, 0, 1)}


#: table → {row: code}; each row is refused in its own line, beside rows that come in.
BAD: dict[str, dict[str, str]] = {
    "okrs": {
        "x1,Moon,moon,2026-Q1,": "unit_unknown",
        "x2,Who,top,2026-Q1,nobody": "person_unknown",
        "x3,When,top,2026-Q7,": "cycle_unknown",
        "x4,When,top,3026-Q1,": "cycle_unknown",
        f"x5,{'long ' * 61},top,2026-Q1,": "text_too_long",
        ",No key,top,2026-Q1,": "required_empty",
        "x6,One,top,2026-Q1,": "rows_differ",
        "x6,Another,top,2026-Q1,": "rows_differ",
    },
    "key_results": {
        "y1,o-gone,Whose,metric,0,1,,": "objective_unknown",
        "y2,x1,Of a refused one,metric,0,1,,": "objective_unknown",
        "y3,o-dock,No target,metric,0,,,": "target_missing",
        "y4,o-dock,Nowhere,metric,5,5,,": "target_impossible",
        "y5,o-dock,Wrong way,increase,9,5,,": "target_impossible",
        "y6,o-dock,What kind,faster,9,5,,": "word_unknown",
        "y7,o-dock,Steps,milestone,,,,": "milestones_by_file",
        "y8,o-dock,When,metric,0,1,1,": "value_day_missing",
        "y9,o-dock,Not yet,metric,0,1,1,3026-01-01": "day_in_future",
        "y10,o-dock,Letters,metric,zero,1,,": "not_a_number",
    },
    "goals": {
        f"z1,nobody,Whose,10,{DAYS}": "person_unknown",
        f"z2,worker,Too heavy,101,{DAYS}": "weight_outside",
        "z3,worker,Backwards,10,2026-03-31,2026-01-01,0,10": "due_on_impossible",
        "z4,worker,Equal,10,2026-01-01,2026-03-31,3,3": "target_impossible",
        f"z5,lead,Half,50,{DAYS}": "weights_beyond_whole",
        f"z6,lead,And more,51,{DAYS}": "weights_beyond_whole",
    },
    "okr_links": {
        "o-gone,o-top,,,": "objective_unknown",
        "o-a,o-gone,,,": "end_unknown",
        "o-b,o-b,,,": "serves_itself",
        "o-c,o-top,supports,50,": "support_with_share",
        "o-d,o-top,contributes,70,": "with_another",
        "o-d,C1,contributes,50,": "shares_beyond_whole",
        "o-e,o-f,,,": "link_circle",
        "o-f,o-e,,,": "link_circle",
        "o-g,o-top,,,": "share_missing",
        "o-g,C1,,,": "share_missing",
        "o-h,o-top,,120,": "share_outside",
    },
    "goal_links": {
        "g-gone,o-top,,,": "goal_unknown",
        "g-gate,o-gone,objective,,": "objective_unknown",
        "g-read,both,,,": "end_ambiguous",
    },
}


def test_bad_rows_are_refused_with_line_and_column_and_the_others_come_in(company: Company) -> None:
    score_nps(company)
    good = {name: list(rows) for name, rows in PLAN.items()}
    good["okrs"] += [f"o-{letter},Objective {letter},top,2026-Q1," for letter in "abcdefgh"]
    good["okrs"].append("both,An objective,top,2026-Q1,")
    good["key_results"].append("both,o-top,And a key result,metric,0,1,,")
    good["goal_links"] = []
    expected = {
        (name, place): code
        for name, rows in BAD.items()
        for place, code in enumerate(rows.values(), start=len(good[name]) + 2)
    }

    run = bring_tables(**{name: [*good[name], *BAD[name]] for name in good})

    assert refusals(run) == expected
    for row in StagedRow.objects.filter(run=run, verdict="refused"):
        assert f"ine {row.line}" in row.sentence or row.code == "rows_differ", row.sentence
        assert row.sentence.endswith("."), row.sentence
    apply(run)
    assert Objective.objects.count() == 11
    assert KeyResult.objects.count() == 3
    assert {goal.key for goal in Goal.objects.all()} == {"g-gate", "g-read"}
    assert {row[0] for row in served()} == {"o-dock", "o-top"}


@pytest.mark.one_database
def test_a_plan_counts_goals_that_are_not_in_the_file(planned: Company) -> None:
    run = bring(table(f"g-more,worker,More,1,{DAYS}", head=GOALS), "goals.csv")

    (row,) = StagedRow.objects.filter(run=run, verdict="refused")
    assert row.sentence == (
        "Line 2, column 4 (weight): the goals of worker would add up to 101 % on 2026-01-01"
        " (1 + 60 + 40; lines 2, and 2 known already)."
    )


@pytest.mark.one_database
def test_a_circle_over_links_that_are_known_is_told_by_its_way(planned: Company) -> None:
    run = bring_tables(okr_links=["o-top,o-dock,contributes,100,"])

    (row,) = StagedRow.objects.filter(run=run, verdict="refused")
    assert (row.code, row.line) == ("link_circle", 2)
    assert "o-top → o-dock → o-top" in row.sentence


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "tables", "says"),
    [
        ("hr", {"goals", "goal_links"}, ""),
        ("strategist", {"okrs", "key_results", "okr_links"}, ""),
        ("administrator", {"okrs", "key_results", "okr_links"}, ""),
        ("strategist", {"goals"}, "This file brings goals; your role imports"),
        ("administrator", {"goal_links"}, "This file brings links of goals; your role imports"),
        ("hr", {"okrs"}, "This file brings OKRs; your role imports"),
        ("steward", {"okrs"}, "This file brings OKRs; your role imports"),
    ],
)
def test_who_may_bring_what(company: Company, who: str, tables: set[str], says: str) -> None:
    ctx = company.cast.context(who)

    run = bring_tables(ctx, **{name: rows for name, rows in PLAN.items() if name in tables})

    assert (run.state, run.problem[: len(says)]) == ("failed" if says else "ready", says)


@pytest.mark.one_database
def test_an_import_with_goals_is_seen_by_whoever_brought_it_alone(planned: Company) -> None:
    cast = planned.cast
    run = bring_tables(cast.context("hr"), goals=[f"g-new,colleague,Secret plan,10,{DAYS}"])
    open_one = bring_tables(cast.context("strategist"), okrs=["o-new,Open,top,2026-Q1,"])

    def seen(who: str) -> tuple[bool, bool]:
        rows = Import.objects.visible_to(cast.viewer(who))
        return rows.filter(pk=run.pk).exists(), rows.filter(pk=open_one.pk).exists()

    assert {who: seen(who) for who in ("hr", "strategist", "administrator", "auditor", "worker")} == {
        "hr": (True, False), "strategist": (False, True), "administrator": (False, True), "auditor": (False, True),
        "worker": (False, False),
    }  # fmt: skip
    applied = commands.apply_import(cast.context("hr"), run, {})
    assert applied.state == "applied"


@pytest.mark.one_database
def test_more_than_a_whole_plan_is_refused_by_the_command_too(planned: Company) -> None:
    row = {"key": "g-api", "person": "worker", "title": "More", "weight": 1, "start": 0, "target": 1}
    days = {"start_on": date(2026, 2, 1), "due_on": date(2026, 2, 28)}

    with pytest.raises(Invalid, match="The goals of worker would add up to 101% on 2026-02-01"):
        place_goals(operator_context(), None, {"goals": [{**row, **days}]})

    assert Goal.objects.count() == 2


@pytest.mark.one_database
def test_the_page_shows_what_comes_and_applies_it(company: Company, client: Any) -> None:
    score_nps(company)
    company.cast.users["hr"].refresh_from_db()
    client.force_login(company.cast.users["hr"], backend="allauth.account.auth_backends.AuthenticationBackend")
    head, rows = GOALS.split(","), [row.split(",") for row in (*PLAN["goals"], f"g-x,nobody,No,1,{DAYS}")]
    book = SimpleUploadedFile("goals.xlsx", to_xlsx(Sheet(head, rows)))

    text = client.post("/imports/new/", {"file": book}, follow=True).content.decode()
    number = Import.objects.get().pk

    assert ("Preview: goals" in text, "Apply 2 rows, leave 1" in text) == (True, True)
    assert "there is no person “nobody”" in text
    errors = client.get(f"/imports/{number}/?format=csv").content.decode("utf-8-sig").splitlines()
    assert errors[1].startswith("goals.xlsx,4,2,g-x,nobody,")
    assert "Applied: goals" in client.post(f"/imports/{number}/apply/", follow=True).content.decode()
    assert Goal.objects.count() == 2


@pytest.mark.one_database
def test_templates_are_offered_and_downloaded(company: Company, client: Any) -> None:
    company.cast.users["hr"].refresh_from_db()
    client.force_login(company.cast.users["hr"], backend="allauth.account.auth_backends.AuthenticationBackend")

    assert 'href="/imports/templates/goals/?format=xlsx"' in client.get("/imports/new/").content.decode()
    lines = client.get("/imports/templates/goals/", follow=True).content.decode("utf-8-sig").splitlines()
    assert (lines[0].startswith("key,person,title,weight,start_on,due_on"), len(lines)) == (True, 2)
    assert client.get("/imports/templates/goals/?format=xlsx").content[:2] == b"PK"
    assert client.get("/imports/templates/moon/?format=csv").status_code == 404


@pytest.mark.one_database
def test_the_command_line_tries_first_and_names_the_table(planned: Company, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "goals.csv"
    path.write_text(table(f"g-cli,chief,Look,10,{DAYS}", f"g-no,nobody,Look,10,{DAYS}", head=GOALS))

    code, report = command_line(capsys, str(path), "--table", "goals", "--dry-run")

    assert (code, report["tables"]["goals"]) == (1, {"new": 1, "changed": 0, "same": 0, "refused": 1})
    assert [
        (one["line"], one["column"], one["code"]) for one in report["findings"] if one["severity"] == "refused"
    ] == [(3, 2, "person_unknown")]
    assert not Goal.objects.filter(key="g-cli").exists()
    assert command_line(capsys, str(path))[0] == 1
    assert Goal.objects.filter(key="g-cli").exists()


@pytest.mark.one_database
def test_asking_to_stop_ends_the_reading_of_rows(planned: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BEAT_SECONDS", 0)
    kept = files.store(BytesIO("\n".join([GOALS, *PLAN["goals"], ""]).encode()), "goals.csv")
    run = commands.bring_files(operator_context(), None, {"files": [kept.pk]})
    ImportProgress.objects.filter(run=run).update(is_cancel_asked=True)

    assert staging.stage(run.pk).state == "canceled"
    assert not StagedRow.objects.filter(run=run).exists()


@pytest.mark.one_database
def test_a_thing_says_from_which_line_it_came_and_which_changed_it(planned: Company, tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text(table("o-dock,No trailer waits an hour,dock,2026-Q1,lead", head=HEADS["okrs"]))
    assert cli.main([str(path)]) == 0

    found = origins_of_objective(planned.cast.context("worker"), Objective.objects.get(key="o-dock").slug)

    assert [(one.file, one.line, one.verdict, one.number) for one in found.origins] == [
        ("renamed.csv", 2, "changed", None), ("okrs.csv", 3, "new", None), ("key_results.csv", 2, "new", None),
        ("okr_links.csv", 2, "new", None),
    ]  # fmt: skip
    assert not StagedRow.objects.filter(run=Import.objects.latest("pk"), payload__isnull=False).exists()
    goal = Goal.objects.get(key="g-gate")
    assert [one.line for one in origins_of_goal(planned.cast.context("worker"), goal.public_id).origins] == [2, 2]
    with pytest.raises(NotFound):
        origins_of_goal(planned.cast.context("colleague"), goal.public_id)
