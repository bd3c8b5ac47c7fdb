"""A line of sight in sentences that anyone can say aloud, and the goals and results beside it.

Each sentence names an objective or a KPI, a share and a period; the numbers come from rows, the words are short.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting.sight import drawing, is_rest
from lineofsight.insight.presenting.sight_why import PROGRESS
from lineofsight.scorecard.results import PeriodLabel
from lineofsight.scorecard.results.sight import GoalLine, Moved, MovedPoint, Sight, SightStep


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One of the goals beside the picture: how far it is, and where steady work would stand today."""

    goal: GoalLine
    anchor: str
    why: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class MovedRow:
    """What a team moved, in words, with its points for the small chart and its table."""

    moved: Moved
    sentence: SafeString
    points: tuple[tuple[str, str], ...]
    values: tuple[float, ...]


def period_name(sight: Sight, day: date) -> str:
    """Return the period a line of sight is about: its cycle, else the quarter of the day."""
    return sight.cycle or gettext("Q%(quarter)s %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}


def sentences(sight: Sight, day: date) -> tuple[SafeString, ...]:
    """Return what the picture says, in one or two sentences."""
    drawn = drawing(sight)
    steps = {step.key: step for step in drawn.steps}
    way = [steps[key] for key in drawn.focus if key in steps]
    period = period_name(sight, day)
    first = next((step for step in way if step.kind in ("goal", "measure", "job") and not is_rest(step.key)), None)
    end = next((step for step in reversed(way) if step.kind == "objective" and not is_rest(step.key)), None)
    if first is None:
        return (SafeString(gettext("Nothing here serves an objective yet.")),)
    said = [_serves(sight, end, period)] if end is not None else [_stops(sight, first, period)]
    if end is None or first.key != end.key:
        said.insert(0, _goes_into(sight, first, period))
    return tuple(said)


def opening(sight: Sight) -> str:
    """Return what is said before the sentences where no goals are shown, and why."""
    if sight.basis == "goals":
        return ""
    if sight.has_closed_goals:
        return gettext("There are goals, but they are not open to you. This is what the job serves.")
    if sight.basis == "job":
        return (
            gettext("No goals are set yet. Your job counts all the same.")
            if sight.is_own
            else gettext("No goals are set yet. This is what the job serves.")
        )
    if sight.basis == "unit":
        return (
            gettext("No goals are set yet. This is what your unit works on.")
            if sight.is_own
            else gettext("No goals are set yet. This is what the unit works on.")
        )
    return ""


def _goes_into(sight: Sight, step: SightStep, period: str) -> SafeString:
    """Return how much of the plan goes into the step that takes most of it."""
    words = {"part": _part(step.share), "name": _bold(step), "period": period}
    if step.kind == "measure":
        said = (
            gettext("In %(period)s, %(part)s of your work counts in the KPI %(name)s.")
            if sight.is_own
            else gettext("In %(period)s, %(part)s of the work counts in the KPI %(name)s.")
        )
    else:
        said = (
            gettext("In %(period)s, %(part)s of your plan is the goal %(name)s.")
            if sight.is_own
            else gettext("In %(period)s, %(part)s of the plan is the goal %(name)s.")
        )
    return _filled(said, words)


def _serves(sight: Sight, end: SightStep, period: str) -> SafeString:
    """Return which strategic objective gets most, and how much."""
    words = {"share": values.share(end.share), "name": _bold(end), "code": end.code, "period": period}
    if not end.is_open:
        return _filled(gettext("In %(period)s, %(share)s of it serves an objective that is not open to you."), words)
    if sight.basis == "goals":
        said = (
            gettext("In %(period)s, %(share)s of your plan helps to reach %(code)s, %(name)s.")
            if sight.is_own
            else gettext("In %(period)s, %(share)s of the plan helps to reach %(code)s, %(name)s.")
        )
    else:
        said = (
            gettext("In %(period)s, %(share)s of your work helps to reach %(code)s, %(name)s.")
            if sight.is_own
            else gettext("In %(period)s, %(share)s of the work helps to reach %(code)s, %(name)s.")
        )
    return _filled(said, words)


def _stops(sight: Sight, step: SightStep, period: str) -> SafeString:
    words = {"share": values.share(sight.stops), "period": period}
    return _filled(gettext("In %(period)s, %(share)s of it stops before any objective of the strategy."), words)


def moved_rows(moved: Sequence[Moved]) -> tuple[MovedRow, ...]:
    """Return what the team moved, each with its sentence and its table."""
    rows = []
    for one in moved:
        words = _change_words(one)
        sentence = _filled(gettext("%(last)s in %(now)s. It was %(first)s in %(then)s."), words)
        points = tuple((_when(point), _value(one, point.value)) for point in one.points)
        rows.append(MovedRow(one, sentence, points, tuple(point.value for point in one.points)))
    return tuple(rows)


def _change_words(one: Moved) -> dict[str, object]:
    return {
        "last": _number(one, one.last),
        "first": _number(one, one.first),
        "now": _when(one.last),
        "then": _when(one.first),
    }


def goal_rows(sight: Sight, link: Callable[[str], str]) -> tuple[GoalRow, ...]:
    """Return the goals of a plan, the heaviest first; `link` makes the address under which a number explains itself."""
    keys = {step.address: step.key for step in sight.steps if step.kind == "goal"}
    rows = []
    for goal in sight.goals:
        key = keys.get(f"goal:{goal.public_id}", "")
        text = goal_text(goal)
        label = gettext("%(name)s: %(text)s, expected today %(expected)s") % {
            "name": goal.title,
            "text": text,
            "expected": values.share(goal.expected),
        }
        anchor = key.replace(":", "-")
        rows.append(GoalRow(goal, anchor, link(f"{PROGRESS}{anchor}"), text, label))
    return tuple(rows)


def goal_text(goal: GoalLine) -> str:
    """Return how far a goal is: "82% of 90%", or its progress where it has no value."""
    if not goal.is_supplied_openly:
        return gettext("Not open to you")
    if goal.current is None or goal.target is None:
        return values.share(goal.progress) if goal.progress is not None else gettext("no value yet")
    words = {
        "current": values.shown_target(goal.current, goal.symbol, goal.decimals, goal.unit_kind),
        "target": values.shown_target(goal.target, goal.symbol, goal.decimals, goal.unit_kind),
    }
    return gettext("%(current)s of %(target)s") % words


def _number(one: Moved, point: MovedPoint) -> str:
    """Return a value as a link to its KPI in that period; one that was noted at a key result has no page of its own."""
    text = _value(one, point.value)
    return _why(text, f"{reverse('insight:kpi', args=[one.slug])}?period={point.period}") if one.slug else text


def _value(one: Moved, number: float) -> str:
    return values.shown(number, one.symbol, one.decimals, one.unit_kind)


def _when(point: MovedPoint) -> str:
    return periods.name(PeriodLabel(0, point.period, point.frequency, point.start_on, point.until_on))


def _part(share: float | None) -> SafeString:
    """Return a share as people say it, with its number: "half (50%)"."""
    number = values.share(share)
    for value, word in ((1.0, gettext("all")), (0.5, gettext("half")), (0.25, gettext("a quarter"))):
        if share is not None and abs(share - value) < 1e-9:
            return format_html("{} ({})", word, number)
    return format_html("{}", number)


def _bold(step: SightStep) -> SafeString:
    return format_html("<b>{}</b>", step.name)


def _why(text: str, url: str) -> SafeString:
    """Return a number as a link to the KPI's page, which says where it comes from."""
    name = gettext("Why %(number)s?") % {"number": text}
    return format_html('<a class="ls-why ls-why-quiet" href="{}" aria-label="{}"><span>{}</span></a>', url, name, text)


def _filled(said: str, words: Mapping[str, object]) -> SafeString:
    """Return a translated sentence with its words put in, escaped."""
    return format_html(
        said.replace("{", "{{").replace("}", "}}").replace("%(", "{").replace(")s", "}").replace("%%", "%"), **words
    )
