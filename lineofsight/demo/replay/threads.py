"""Cycle, objectives, key results, goals, links and job profiles; and where they stood when somebody looked."""

from datetime import date
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import okrs, plans
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.okrs import Okr, Result, Serves
from lineofsight.demo.norrvik.plans import Goal
from lineofsight.demo.replay.stage import SOURCE, Stage
from lineofsight.goals import commands as goals
from lineofsight.okr import commands
from lineofsight.okr.models import KeyResult, Objective
from lineofsight.organization.models import Job
from lineofsight.scorecard.threads import following

_OBJECTIVES = frozenset(okr.key for okr in okrs.okrs())


def set_up_okrs(stage: Stage, act: Act) -> None:
    """Open the cycle, add its objectives with key results and links, and say what jobs are there for."""
    context = stage.context(act.actor, "The quarter begins.")
    opened = {"calendar": stage.calendar.public_id, "period": okrs.CYCLE, "name": "Q4 2026"}
    commands.open_cycle(context, None, {**opened, "source": SOURCE, "key": okrs.CYCLE_KEY})
    found = okrs.okrs()
    rows = {
        "objectives": [_objective(place, okr) for place, okr in enumerate(found)],
        "key_results": [
            _key_result(okr, place, one) for okr in found for place, one in enumerate(okr.results) if not one.milestones
        ],
        "links": [_link("child", okr.key, to) for okr in found for to in okr.serves],
    }
    commands.place_okrs(context, None, {"source": SOURCE, **rows})
    for okr in found:
        for one in okr.results:
            if one.milestones:
                _add_milestones(context, okr, one)
    jobs = {job.key: job for job in Job.objects.filter(source=SOURCE)}
    for profile in plans.PROFILES:
        _set_profile(context, stage, jobs[profile.job], profile)


def agree_goals(stage: Stage, act: Act) -> None:
    """Bring everyone's goals with what they serve."""
    found = plans.goals()
    rows = [_goal(goal) for goal in found]
    links = [_link("goal", goal.key, to) for goal in found for to in goal.serves]
    context = stage.context(act.actor)
    goals.place_goals(context, None, {"source": SOURCE, "goals": rows, "links": links})
    following.refresh_everything()


def look(stage: Stage, act: Act) -> None:
    """Note where objectives stand, at the last look also where goals do, and compute what follows."""
    context = stage.context(act.actor)
    day = context.now.date()
    values = [
        {"key_result": f"{okr.key}-{place}", "on": on, "value": value}
        for okr in okrs.okrs()
        for place, one in enumerate(okr.results)
        for on, value in one.noted
        if on <= day
    ]
    commands.place_okrs(context, None, {"source": SOURCE, "values": values})
    if day >= okrs.LAST_LOOK:
        noted = [{**_goal(goal), "value": goal.now, "value_on": day} for goal in plans.goals()]
        goals.place_goals(stage.context("operator"), None, {"source": SOURCE, "goals": noted})
    following.refresh_everything()


def _objective(place: int, okr: Okr) -> dict[str, Any]:
    said = {"unit": okr.unit, "title": okr.title, "owner": okr.owner, "ambition": okr.ambition}
    return {"key": okr.key, "cycle": okrs.CYCLE_KEY, "sort_order": place, **said}


def _key_result(okr: Okr, place: int, one: Result) -> dict[str, Any]:
    said = {"title": one.title, "start": one.start, "target": one.target, "unit_of_measure": one.unit_of_measure}
    supplied = {"measure": one.measure, "measure_unit": one.at}
    return {"key": f"{okr.key}-{place}", "objective": okr.key, "sort_order": place, **said, **supplied}


def _link(side: str, key: str, to: Serves) -> dict[str, Any]:
    """Return a link to an objective of the cycle, else to a strategic objective by its code."""
    end = {"objective": to.to} if to.to in _OBJECTIVES else {"strategic_objective": to.to}
    return {side: key, **end, "share": to.share, "contributes": to.share is not None, "from_": okrs.FROM}


def _add_milestones(context: Context, okr: Okr, one: Result) -> None:
    objective = Objective.objects.get(source=SOURCE, key=okr.key)
    steps = [{"title": title} for title, _ in one.milestones]
    row: KeyResult = commands.add_key_result(
        context, objective, {"title": one.title, "kind": "milestone", "milestones": steps}
    )
    by_title = {step.title: step for step in row.milestones.all()}
    for title, is_done in one.milestones:
        if is_done:
            said = {"milestone": by_title[title].public_id, "value": 1, "on": date(2026, 10, 1)}
            commands.record_value(context, row, said)


def _goal(goal: Goal) -> dict[str, Any]:
    said = {"title": goal.title, "measured_by": goal.measured_by, "unit_of_measure": goal.unit_of_measure}
    span = {"start_on": okrs.FROM, "due_on": goal.due_on, "start": goal.start, "target": goal.target}
    return {"key": goal.key, "person": goal.person, "weight": goal.weight, "cycle": okrs.CYCLE_KEY, **said, **span}


def _set_profile(context: Context, stage: Stage, job: Job, profile: plans.Profile) -> None:
    said = {"purpose": profile.purpose, "from_": okrs.FROM}
    goals.set_job_profile(context, job, said)
    serves = [{"measure": stage.measures[key].public_id, "share": share} for key, share in profile.serves]
    goals.set_job_serves(context, job, {"serves": serves, "from_": okrs.FROM})
