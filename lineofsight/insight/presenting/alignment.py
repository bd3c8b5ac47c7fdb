"""Who serves what in a unit: boxes and strands, what stops, what nobody works on, effort against strategy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep, Picture, PictureHead, PictureStep, Strand, Text, ThreadStep
from lineofsight.insight.presenting import values
from lineofsight.insight.queries.okrs import Contributor, KeyResultLine, OkrCard, OkrPage
from lineofsight.scorecard.results.alignment import (
    AlignmentLine,
    AlignmentNode,
    AlignmentView,
    EffortView,
    PerspectiveEffort,
)

MOST_DRAWN = 30
"""Boxes that one picture shows; above that a search finds a box and what it hangs together with."""
SHAPES = {"goal": "goal", "okr": "okr", "objective": "objective"}
FULL = 0.9995


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a unit's alignment is drawn: the boxes that hang together with what was searched or opened."""

    nodes: tuple[AlignmentNode, ...]
    lines: tuple[AlignmentLine, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class EffortRow:
    """A perspective: what the goals give it and what the strategy gives it, as text and as a bar."""

    facts: PerspectiveEffort
    effort: str
    strategy: str
    label: str
    scale: float
    mark: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A link between two boxes in the table twin."""

    source: str
    target: str
    share: str
    status: str


def shown(view: AlignmentView, wanted: str) -> Shown:
    """Return the boxes to draw: those found with all above and below them, else what fits.

    Strategic objectives that nobody here works on stand in a list of their own.

    Where there are too many, goals of people go first, and then what serves an objective without being opened.
    """
    lonely = {node.key for node in view.unserved}
    nodes = {node.key: node for node in view.nodes if node.key not in lonely}
    keep = set(nodes)
    if wanted:
        words = wanted.casefold().split()
        found = {
            key
            for key, node in nodes.items()
            if node.is_open and all(word in f"{node.code} {node.name} {node.note}".casefold() for word in words)
        }
        keep = _together(found, view.lines)
    elif len(nodes) > MOST_DRAWN:
        linked = {end for line in view.lines for end in (line.source, line.target)}
        keep = _fitting([node for node in nodes.values() if node.key in linked or node.stops])
    kept = [node for node in view.nodes if node.key in keep]
    lines = tuple(line for line in view.lines if line.source in keep and line.target in keep)
    return Shown(tuple(kept), lines, len(nodes) - len(kept))


def _together(found: set[str], lines: Sequence[AlignmentLine]) -> set[str]:
    """Return the boxes found with everything they serve and everything that serves them."""
    keep = set(found)
    for one, other in (("source", "target"), ("target", "source")):
        fresh = set(found)
        while fresh:
            fresh = {getattr(line, other) for line in lines if getattr(line, one) in fresh} - keep
            keep |= fresh
    return keep


def _fitting(nodes: Sequence[AlignmentNode]) -> set[str]:
    """Return the keys that fit: strategic objectives, the unit's own, those below, then goals with most people."""
    ranked = sorted(nodes, key=lambda node: (-node.column, not node.stops, -node.people, -node.children))
    return {node.key for node in ranked[:MOST_DRAWN]}


def picture(view: AlignmentView, drawn: Shown, link: Callable[[AlignmentNode], str]) -> Picture:
    """Return the picture; `link` opens a box where more hangs below it than is drawn."""
    used = sorted({node.column for node in drawn.nodes} | {node.column + 1 for node in drawn.nodes if node.stops})
    place = {column: index for index, column in enumerate(used)}
    columns = {node.key: node.column for node in drawn.nodes}
    focus = _focus(drawn)
    steps = [
        PictureStep(node.key, place[node.column], _step(node, link(node)), focus=node.key in focus)
        for node in drawn.nodes
    ]
    leaving: dict[str, int] = {}
    for line in drawn.lines:
        leaving[line.source] = leaving.get(line.source, 0) + 1
    strands = []
    for line in drawn.lines:
        if columns[line.source] >= columns[line.target]:
            continue  # within one column: the table says it, the picture has no room for it
        on = line.source in focus and line.target in focus and line.contributes
        label = values.share(line.share) if line.share is not None and line.share < FULL else ""
        kind = "contributes" if line.contributes else "supports"
        strands.append(Strand(line.source, line.target, line.share, kind, focus=on, label=label))  # type: ignore[arg-type]
    for node in drawn.nodes:
        if node.stops and node.column + 1 in place:
            steps.append(
                PictureStep(f"stop of {node.key}", place[node.column + 1], ThreadStep("stops", gettext("Stops here")))
            )
            strands.append(Strand(node.key, f"stop of {node.key}", kind="stops"))
    return Picture(_heads(used, view), steps, strands, gettext("Alignment of %s") % view.unit, cards=True)


def _focus(drawn: Shown) -> set[str]:
    """Return one way from the left to the right, the thickest where it can be chosen."""
    on = [line for line in drawn.lines if line.contributes]
    targets = {line.target for line in on}
    start = next((line.source for line in on if line.source not in targets), "")
    way = [start] if start else []
    while way:
        onward = [line for line in on if line.source == way[-1] and line.target not in way]
        if not onward:
            break
        way.append(max(onward, key=lambda line: line.share or 0.0).target)
    return set(way)


def _step(node: AlignmentNode, url: str) -> ThreadStep:
    """Return a box in words."""
    name = f"{node.code} {node.name}".strip()
    if node.kind == "objective":
        note = (
            gettext("%(share)s of strategy") % {"share": values.share(node.weight)} if node.weight is not None else ""
        )
    elif node.kind == "okr":
        note = " · ".join(part for part in (node.note, _progress(node)) if part)
    else:
        note = node.note
    return ThreadStep(SHAPES[node.kind], name, url, note, closed=not node.is_open, status=node.status)  # type: ignore[arg-type]


def _progress(node: AlignmentNode) -> str:
    return values.progress(node.progress, is_coarse=node.is_coarse) if node.progress is not None else ""


def _heads(used: Sequence[int], view: AlignmentView) -> tuple[PictureHead, ...]:
    labels = [
        gettext("Goals of people"),
        gettext("Team objectives"),
        gettext("Objectives of the unit"),
        gettext("Strategic objectives"),
        gettext("Beyond"),
    ]
    room, rest = divmod(24, max(len(used), 1))
    return tuple(PictureHead(labels[column], room + (index < rest)) for index, column in enumerate(used))


def subtitle(view: AlignmentView) -> str:
    """Return the line under the title: how many goals and objectives, and how many of them stop."""
    counts = [
        ngettext("%(count)s goal", "%(count)s goals", view.goals) % {"count": view.goals},
        ngettext("%(count)s objective", "%(count)s objectives", view.objectives) % {"count": view.objectives},
    ]
    said = gettext("Who serves what")
    if view.cycle:
        said += f", {view.cycle}"
    stop = ngettext("%(count)s stops before the strategy.", "%(count)s stop before the strategy.", view.stop_count) % {
        "count": view.stop_count
    }
    return f"{said}. {', '.join(counts)}. {stop if view.stop_count else gettext('None stops before the strategy.')}"


def thread(view: AlignmentView) -> tuple[ThreadStep, ...]:
    """Return the unit's line of sight: how many objectives it serves, and what part of the strategy they are."""
    people = ngettext("%(count)s person with goals", "%(count)s people with goals", view.people) % {
        "count": view.people
    }
    served = gettext("%(part)s of %(whole)s strategic objectives") % {"part": view.served, "whole": view.strategic}
    weight = gettext("%(share)s of strategy weight") % {"share": values.share(view.served_weight)}
    return (
        ThreadStep("okr", view.unit, note=people, here=True),
        ThreadStep("objective", served, reverse("insight:strategy_map"), weight),
        ThreadStep("vision", gettext("Vision"), reverse("strategy:home")),
    )


def effort_rows(view: EffortView) -> tuple[EffortRow, ...]:
    """Return effort against strategy by perspective; the bar is the effort, the line is what the strategy gives."""
    top = max([*(row.strategy for row in view.perspectives), *(row.effort or 0.0 for row in view.perspectives), 0.01])
    rows = []
    for one in view.perspectives:
        effort, strategy = values.share(one.effort), values.share(one.strategy)
        words = {"name": one.name, "effort": effort, "strategy": strategy}
        label = gettext("%(name)s: %(effort)s of the effort, %(strategy)s of the strategy") % words
        rows.append(EffortRow(one, effort, strategy, label, (one.effort or 0.0) / top, min(one.strategy / top, 1.0)))
    return tuple(rows)


def effort_sentence(view: EffortView) -> str:
    """Return what would have to move, in words."""
    if view.is_suppressed:
        said = gettext(
            "This would tell the goals of fewer than %(least)s people, alone or beside what is shown of others. "
            "Shown when there are more, so that nobody can be recognized."
        )
        return said % {"least": view.least}
    if view.to_move is None:
        return gettext("No goal here reaches the strategy yet, so there is nothing to compare.")
    return gettext("%(share)s of effort would have to move to match the strategy.") % {
        "share": values.share(view.to_move)
    }


def effort_notes(view: EffortView) -> tuple[str, ...]:
    """Return what stands out: no goal, under half of its share, one-sided, too little learning."""
    notes = []
    for one in view.perspectives:
        words = {"name": one.name, "share": values.share(one.effort)}
        if one.strategy > 0 and not one.effort and one.effort is not None:
            notes.append(gettext("%(name)s has no goal here.") % words)
        elif one.is_under_half:
            notes.append(gettext("%(name)s has under half its share.") % words)
        if one.is_one_sided:
            notes.append(gettext("%(share)s of the effort goes to %(name)s alone.") % words)
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class OkrWhy:
    """The answer to Why? of the progress of an objective or a key result; `key` is what the address asks for."""

    key: str
    title: str
    sentence: str
    steps: tuple[LadderStep, ...]
    known: str


def okr_whys(page: OkrPage) -> tuple[OkrWhy, ...]:
    """Return why each objective and key result of a page is as far as it is."""
    found = []
    for number, card in enumerate(page.cards):
        for place, result in enumerate(card.key_results):
            if result.is_open:
                found.append(_why_of_result(f"kr-{number}-{place}", card, result))
        found.append(_why_of_objective(f"okr-{number}", card))
    return tuple(found)


def _why_of_objective(key: str, card: OkrCard) -> OkrWhy:
    words = {
        "name": card.line.name,
        "share": values.progress(card.line.progress, is_coarse=card.line.is_coarse),
        "expected": values.share(card.line.expected),
    }
    note = gettext("Rule “Roll-up”: the weighted mean of what counts; what only supports never does.")
    if card.line.is_coarse:
        note = f"{note} · " + gettext("rounded, because a part of it is not open to you")
    answers = gettext("Nobody is named yet.") if not card.line.owner else card.line.owner
    below = [
        LadderStep(
            "rule",
            one.name if one.is_open else gettext("Not open to you"),
            values.progress(one.progress, is_coarse=one.is_coarse) if one.is_open else "",
            note=gettext("An objective that contributes to it."),
        )
        for one in card.contributors
        if card.mode != "key_results"
    ]
    results = card.key_results if card.mode != "children" else ()
    return OkrWhy(
        key,
        gettext("Progress %(share)s") % words,
        gettext("%(name)s is %(share)s of the way. Steady work would stand at %(expected)s today.") % words,
        (
            LadderStep(
                "number",
                gettext("Progress %(share)s") % words,
                _mean_equation(card),
                note=note,
                status=card.line.status,
            ),
            *(
                LadderStep("rule", one.title, _result_equation(one) if one.is_open else gettext("Not open to you"))
                for one in results
            ),
            *below,
            LadderStep("steward", gettext("Who answers for it"), body=answers),
        ),
        "",
    )


def _mean_equation(card: OkrCard) -> str:
    """Return the mean with its numbers; nothing where a part is not open or rounded: the sum would not hold."""
    counted: list[KeyResultLine | Contributor] = [
        *(card.key_results if card.mode != "children" else ()),
        *(card.contributors if card.mode != "key_results" else ()),
    ]
    is_coarse = card.line.is_coarse or any(one.is_coarse for one in card.contributors)
    if is_coarse or any(not one.is_open for one in counted):
        return ""
    known = [(one.weight, min(max(one.progress, 0.0), 1.0)) for one in counted if one.progress is not None]
    if not known:
        return ""
    is_equal = len({weight for weight, _ in known}) == 1
    terms = [
        values.share(part) if is_equal else f"{numbers.format_number(weight)} × {values.share(part)}"
        for weight, part in known
    ]
    whole = len(known) if is_equal else sum(weight for weight, _ in known)
    total = values.share(card.line.progress)
    return f"({' + '.join(terms)}) / {numbers.format_number(whole)} = {total}" if len(known) > 1 else total


def _why_of_result(key: str, card: OkrCard, result: KeyResultLine) -> OkrWhy:
    words = {"name": result.title, "share": values.share(result.progress)}
    source: Text = gettext("Recorded by hand.")
    if result.measure_slug:
        source = format_html(
            '<a href="{}">{}</a>',
            reverse("insight:kpi", args=[result.measure_slug]),
            gettext("The KPI supplies the value"),
        )
    on = date_format(result.current_on, "j M Y") if result.current_on else ""
    return OkrWhy(
        key,
        gettext("Progress %(share)s") % words,
        gettext("%(name)s is %(share)s of the way.") % words,
        (
            LadderStep(
                "number",
                gettext("Progress %(share)s") % words,
                _result_equation(result),
                note=gettext("Rule “Progress of a key result”: from start to target, both ways."),
            ),
            LadderStep("source", gettext("Where the value comes from"), body=source, note=on),
            LadderStep(
                "steward", gettext("Who answers for it"), body=card.line.owner or gettext("Nobody is named yet.")
            ),
        ),
        on,
    )


def _result_equation(result: KeyResultLine) -> str:
    """Return the arithmetic of a key result with its numbers."""
    if result.start is None or result.target is None or result.current is None or result.progress is None:
        return values.share(result.progress)
    start, target, current = (
        values.shown(number, "", result.decimals, result.unit_kind)
        for number in (result.start, result.target, result.current)
    )
    return f"({current} − {start}) / ({target} − {start}) = {values.share(result.progress)}"


def dots(card: OkrCard) -> tuple[ThreadStep, ...]:
    """Return an objective's thread as small shapes: itself, what it serves most, up to the vision, or its stop."""
    here = ThreadStep("okr", card.line.name)
    contributing = [one for one in card.serves if one.share is not None]
    if not contributing:
        return (here, ThreadStep("stops", gettext("Stops here")))
    first = contributing[0]
    end = ThreadStep("objective" if first.kind == "objective" else "okr", first.name, closed=not first.is_open)
    return (here, end, ThreadStep("perspective", gettext("Perspective")), ThreadStep("vision", gettext("Vision")))


def serves_words(card: OkrCard) -> str:
    """Return what an objective serves in short: "P1 80% · P3 20%"."""
    parts = [
        f"{(one.code or one.name) if one.is_open else gettext('Not open to you')} {values.share(one.share)}"
        for one in card.serves
        if one.share is not None
    ]
    return " · ".join(parts) or gettext("Stops here")


def table_rows(drawn: Shown) -> tuple[TableRow, ...]:
    """Return every link of the picture as a line of a table, and what stops."""
    nodes = {node.key: node for node in drawn.nodes}

    def name(key: str) -> str:
        node = nodes[key]
        return f"{node.code} {node.name}".strip() if node.is_open else gettext("Not open to you")

    rows = [
        TableRow(
            name(line.source),
            name(line.target),
            values.share(line.share) if line.contributes else gettext("supports"),
            nodes[line.source].status,
        )
        for line in drawn.lines
    ]
    stops = [TableRow(name(node.key), gettext("Stops here"), "", node.status) for node in drawn.nodes if node.stops]
    return (*rows, *stops)
