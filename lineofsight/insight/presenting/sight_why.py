"""Why? of a share in a line of sight, and of how far a goal is: the ways multiplied out, the numbers put in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep
from lineofsight.insight.presenting import values
from lineofsight.scorecard.results.sight import GoalLine, Sight, SightStep, SightStrand

MOST_WAYS = 12
PROGRESS = "progress-"


@dataclass(frozen=True, slots=True)
class SightWhy:
    """The answer to Why? of a share or a progress."""

    title: str
    sentence: str
    steps: tuple[LadderStep, ...]
    known: str


def answer(sight: Sight, asked: str, day: date) -> SightWhy | None:
    """Return why a step of the picture has its share, or a goal its progress; None where there is no such number."""
    if asked.startswith(PROGRESS):
        return _progress(sight, asked.removeprefix(PROGRESS), day)
    steps = {step.key: step for step in sight.steps}
    step = steps.get(asked)
    if step is None or step.share is None or step.kind == "person":
        return None
    ways = _ways(sight.strands, asked)
    shown = values.share(step.share)
    name = step.name if step.is_open else gettext("a step that is not open to you")
    return SightWhy(
        title=gettext("Share %(share)s") % {"share": shown},
        sentence=gettext("%(share)s of the plan reaches %(name)s, over %(count)s ways.")
        % {"share": shown, "name": name, "count": len(ways)}
        if len(ways) != 1
        else gettext("%(share)s of the plan reaches %(name)s.") % {"share": shown, "name": name},
        steps=(*_arithmetic(sight, step, ways, steps), *_ground(sight)),
        known=date_format(day, "j M Y"),
    )


def _ways(strands: Sequence[SightStrand], target: str) -> list[list[SightStrand]]:
    """Return the ways from the person to a step along strands that contribute, at most some."""
    coming: dict[str, list[SightStrand]] = {}
    for strand in strands:
        if strand.kind == "contributes" and strand.share:
            coming.setdefault(strand.target, []).append(strand)
    found: list[list[SightStrand]] = []
    waiting = [[strand] for strand in coming.get(target, [])]
    while waiting and len(found) < MOST_WAYS:
        way = waiting.pop()
        if way[0].source == "person":
            found.append(way)
        else:
            waiting += [[strand, *way] for strand in coming.get(way[0].source, [])]
    return found


def _arithmetic(
    sight: Sight, step: SightStep, ways: list[list[SightStrand]], steps: Mapping[str, SightStep]
) -> tuple[LadderStep, ...]:
    """Return the result, and each way with its parts multiplied."""
    products = []
    rungs = []
    for way in ways:
        parts = [_fraction(strand, steps) for strand in way]
        product = 1.0
        for part in parts:
            product *= part
        products.append(product)
        through = [steps[strand.target] for strand in way]
        rungs.append(
            LadderStep(
                "rule",
                " → ".join(one.name if one.is_open else gettext("Not open to you") for one in through),
                f"{' × '.join(_percent(part) for part in parts)} = {_percent(product)}",
            )
        )
    added = " + ".join(_percent(product) for product in products)
    equation = f"{added} = {_percent(step.share)}" if len(products) > 1 else _percent(step.share)
    note = gettext("Rule “Line of sight”: the parts along each way are multiplied, and the ways added up.")
    first = LadderStep("number", gettext("Share %(share)s") % {"share": values.share(step.share)}, equation, note=note)
    return (first, *rungs)


def _ground(sight: Sight) -> tuple[LadderStep, ...]:
    """Return what the shares rest on, and who says so."""
    if sight.basis == "goals":
        whole = numbers.format_number(sum(goal.weight for goal in sight.goals))
        weights = " + ".join(numbers.format_number(goal.weight) for goal in sight.goals)
        lines = format_html_join(
            "",
            "<div>{}: {} / {}</div>",
            ((goal.title, numbers.format_number(goal.weight), whole) for goal in sight.goals),
        )
        source = LadderStep("source", gettext("Weights of the goals"), f"{weights} = {whole}", lines)
        who = gettext("%(name)s and the manager above agree on goals, their weights and what they serve.")
        return (source, LadderStep("steward", gettext("Who answers for it"), body=who % {"name": sight.person}))
    if sight.basis == "job":
        body = gettext("The job %(title)s says what it serves and with which share.") % {"title": sight.title}
        who = gettext("HR and the strategy office keep what jobs are there for.")
    else:
        body = gettext("The KPIs of the nearest unit that has any, in equal parts.")
        who = gettext("The strategy office says which KPIs count in which objective.")
    return (
        LadderStep("source", gettext("What it rests on"), body=body),
        LadderStep("steward", gettext("Who answers for it"), body=who),
    )


def _fraction(strand: SightStrand, steps: Mapping[str, SightStep]) -> float:
    """Return the part of a step that a strand takes on."""
    whole = steps[strand.source].share if strand.source in steps else None
    return (strand.share or 0.0) / whole if whole else 0.0


def _percent(share: float | None) -> str:
    if share is None:
        return numbers.MISSING
    percent = round(share * 100, 1)
    return f"{numbers.format_number(percent, 0 if percent == int(percent) else 1)}%"


def _progress(sight: Sight, key: str, day: date) -> SightWhy | None:
    """Return why a goal is as far as it is."""
    addresses = {step.key.replace(":", "-"): step.address for step in sight.steps if step.kind == "goal"}
    goal = next((one for one in sight.goals if f"goal:{one.public_id}" == addresses.get(key)), None)
    if goal is None or goal.progress is None:
        return None
    shown = values.share(goal.progress)
    words = {"name": goal.title, "share": shown, "expected": values.share(goal.expected)}
    return SightWhy(
        title=gettext("Progress %(share)s") % words,
        sentence=gettext("%(name)s is %(share)s of the way. Steady work would stand at %(expected)s today.") % words,
        steps=(
            LadderStep("number", gettext("Progress %(share)s") % words, _progress_equation(goal), status=goal.pace),
            LadderStep(
                "rule",
                gettext("Expected today %(expected)s") % words,
                f"{_day_of(goal, day)} / {(goal.due_on - goal.start_on).days + 1} = {values.share(goal.expected)}",
                note=gettext("Days gone, today included, of all days from %(start)s to %(due)s.")
                % {"start": date_format(goal.start_on, "j M Y"), "due": date_format(goal.due_on, "j M Y")},
            ),
            LadderStep("source", gettext("Measured by"), body=goal.measured_by or gettext("What the goal says.")),
            LadderStep("steward", gettext("Who answers for it"), body=sight.person),
        ),
        known=date_format(goal.current_on or day, "j M Y"),
    )


def _progress_equation(goal: GoalLine) -> str:
    if goal.start is None or goal.target is None or goal.current is None:
        return values.share(goal.progress)
    start, target, current = (_number(goal, number) for number in (goal.start, goal.target, goal.current))
    return f"({current} − {start}) / ({target} − {start}) = {values.share(goal.progress)}"


def _number(goal: GoalLine, number: float) -> str:
    return values.shown(number, "%" if goal.symbol == "%" else "", goal.decimals, goal.unit_kind)


def _day_of(goal: GoalLine, day: date) -> int:
    return min(max((day - goal.start_on).days + 1, 0), (goal.due_on - goal.start_on).days + 1)
