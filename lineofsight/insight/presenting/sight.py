"""A line of sight as a picture: which steps stand in which column, what is drawn between them, what is in focus."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui.components import NodeShape, Picture, PictureHead, PictureStep, Strand, ThreadStep
from lineofsight.insight.presenting import values
from lineofsight.scorecard.results.sight import Sight, SightStep, SightStrand

Why = Callable[[SightStep], str]
TRACKS = 24
FIRST, OKRS, OBJECTIVES, PERSPECTIVES, VISION = 1, 2, 3, 4, 5
COLUMNS = {
    "person": 0,
    "goal": FIRST,
    "job": FIRST,
    "measure": FIRST,
    "okr": OKRS,
    "objective": OBJECTIVES,
    "perspective": PERSPECTIVES,
    "vision": VISION,
}
#: Steps of a kind that are drawn; what is above becomes one step that counts the rest.
MOST = {"person": 1, "goal": 8, "job": 8, "measure": 5, "okr": 8, "objective": 8, "perspective": 5, "vision": 2}
SHAPES: Mapping[str, NodeShape] = {
    "person": "person",
    "goal": "goal",
    "job": "goal",
    "measure": "number",
    "okr": "okr",
    "objective": "objective",
    "perspective": "perspective",
    "vision": "vision",
}
#: Where a step is opened, by the name of its address and by which of its fields; the first that exists is taken.
PLACES: Mapping[str, Sequence[tuple[str, str]]] = {
    "person": (("organization:person", "slug"),),
    "measure": (("insight:kpi", "slug"),),
    "okr": (("insight:okr", "slug"),),
    "objective": (("insight:objective", "slug"), ("insight:strategy_map", "")),
    "perspective": (("insight:strategy_map", ""), ("insight:scorecards", "")),
    "vision": (("strategy:home", ""), ("insight:strategy_map", ""), ("insight:scorecards", "")),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line of sight brought to at most four levels between the person and the vision, in drawing order."""

    steps: tuple[SightStep, ...]
    strands: tuple[SightStrand, ...]
    focus: tuple[str, ...]


def drawing(sight: Sight) -> Drawing:
    """Return the steps that are shown, and strands that lead over those that are not.

    An objective of a unit that only other objectives of units serve is passed over, and so is a strategic objective
    that only serves another one; a strand over a step is what comes in, times the part of it that goes on.
    Two objectives of units that goals serve stand beside each other, so nothing is drawn from one to the other.
    """
    first = {strand.target for strand in sight.strands if COLUMNS.get(_kind(strand.source)) == FIRST}
    serving = {strand.source for strand in sight.strands if _kind(strand.target) == "objective"}
    passed = [step.key for step in sight.steps if step.kind == "okr" and step.key not in first]
    passed += [step.key for step in sight.steps if step.kind == "objective" and step.key in serving]
    strands = list(sight.strands)
    for key in passed:
        strands = _over(strands, key)
    strands = _forward(strands)
    steps = [step for step in sight.steps if step.key not in passed]
    steps, strands = _fewer(steps, strands)
    there = {step.key for step in steps}
    merged = _merged(
        strand for strand in strands if strand.source in there and (strand.target in there or strand.kind == "stops")
    )
    return Drawing(tuple(steps), merged, _thickest(merged))


def _fewer(steps: Sequence[SightStep], strands: Sequence[SightStrand]) -> tuple[list[SightStep], list[SightStrand]]:
    """Return the same with at most some steps a column: the thinnest ones, closed ones first, become "12 more"."""
    renamed: dict[str, str] = {}
    kept: list[SightStep] = []
    for kind in dict.fromkeys(step.kind for step in steps):
        column = [step for step in steps if step.kind == kind]
        most = MOST[kind]
        if len(column) > most:
            ranked = sorted(column, key=lambda step: (step.is_open, step.share or 0.0), reverse=True)
            rest = ranked[most - 1 :]
            renamed |= {step.key: f"{kind}:more" for step in rest}
            column = [step for step in column if step.key not in renamed]
            name = ngettext("%(count)s more", "%(count)s more", len(rest)) % {"count": len(rest)}
            shares = [step.share for step in rest if step.share is not None]
            column.append(SightStep(f"{kind}:more", kind, name, share=sum(shares) if shares else None))
        kept += column
    moved = [
        replace(one, source=renamed.get(one.source, one.source), target=renamed.get(one.target, one.target))
        for one in strands
    ]
    return kept, moved


def picture(sight: Sight, why: Why) -> Picture:
    """Return the picture: strands as thick as their part of the plan, the thickest way in focus.

    `why` makes the link under which the share of a step explains itself.
    """
    drawn = drawing(sight)
    used = sorted({COLUMNS[step.kind] for step in drawn.steps} | _stop_columns(drawn))
    place = {column: index for index, column in enumerate(used)}
    pairs = set(zip(drawn.focus, drawn.focus[1:], strict=False))
    steps = [
        PictureStep(step.key, place[COLUMNS[step.kind]], thread_step(step, sight, why), focus=step.key in drawn.focus)
        for step in drawn.steps
    ]
    strands = []
    for strand in drawn.strands:
        target = strand.target
        if strand.kind == "stops":
            target = f"stops of {strand.source}"
            column = place[COLUMNS[_kind(strand.source)] + 1]
            note = _part(strand.share, sight, values.share(strand.share)) if strand.share is not None else ""
            steps.append(PictureStep(target, column, ThreadStep("stops", gettext("Stops here"), note=note)))
        on = (strand.source, strand.target) in pairs and strand.kind == "contributes"
        strands.append(Strand(strand.source, target, strand.share, strand.kind, focus=on))
    sources = sum(COLUMNS[step.kind] == FIRST for step in drawn.steps)
    return Picture(
        heads=_heads(used, sight),
        steps=steps,
        strands=strands,
        label=gettext("My line of sight") if sight.is_own else gettext("Line of sight of %s") % sight.person,
        others=_others(sources - 1, sight),
    )


def thread_step(step: SightStep, sight: Sight, why: Why) -> ThreadStep:
    """Return a step in words: its name, its part of the plan, its code, how it stands."""
    parts: list[str] = []
    if step.kind in ("goal", "measure", "job", "perspective"):
        parts.append(_part(step.share, sight, why(step)))
    elif step.kind == "objective":
        parts += [why(step) if step.share is not None else gettext("supports"), step.code]
    elif step.note:
        parts.append(step.note)
    if step.due_on and step.kind == "goal":
        parts.append(gettext("due %(day)s") % {"day": date_format(step.due_on, "j M")})
    return ThreadStep(
        shape=SHAPES[step.kind],
        name=step.name,
        url=address(step, sight),
        note=format_html_join(" · ", "{}", ((part,) for part in parts if part)),
        here=step.kind == "person",
        closed=not step.is_open,
        share=step.share,
        status=step.status if step.kind != "person" else "",
    )


def address(step: SightStep, sight: Sight) -> str:
    """Return where a step is opened; nothing where it has no page."""
    if not step.is_open or is_rest(step.key):
        return ""
    if step.kind in ("goal", "job"):
        return f"#{step.key.replace(':', '-')}"
    for name, field in PLACES.get(step.kind, ()):
        try:
            return reverse(name, args=[getattr(step, field)] if field else [])
        except NoReverseMatch:
            continue
    return ""


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _over(strands: Iterable[SightStrand], key: str) -> list[SightStrand]:
    """Return the strands without a step: what comes into it goes on in the parts that leave it."""
    coming = [strand for strand in strands if strand.target == key]
    leaving = [strand for strand in strands if strand.source == key]
    kept = [strand for strand in strands if key not in (strand.source, strand.target)]
    whole = sum(strand.share or 0.0 for strand in leaving)
    for one in coming:
        for other in leaving:
            if one.share is None or other.share is None:
                kept.append(
                    replace(other, source=one.source, kind="stops" if other.kind == "stops" else "supports", share=None)
                )
            elif whole:
                kept.append(replace(other, source=one.source, share=one.share * other.share / whole))
    return kept


def _forward(strands: Iterable[SightStrand]) -> list[SightStrand]:
    """Return the strands without those from one team result to another beside it: they lead to where that one leads."""
    found = list(strands)
    while beside := next((one for one in found if _kind(one.source) == _kind(one.target) == "okr"), None):
        found.remove(beside)
        leaving = [one for one in found if one.source == beside.target]
        whole = sum(one.share or 0.0 for one in leaving)
        for other in leaving:
            if beside.share is None or other.share is None:
                if other.kind != "stops":
                    found.append(replace(other, source=beside.source, kind="supports", share=None))
            elif whole:
                part = beside.share * other.share / whole
                found[found.index(other)] = replace(other, share=other.share - part)
                found.append(replace(other, source=beside.source, share=part))
    return found


def _merged(strands: Iterable[SightStrand]) -> tuple[SightStrand, ...]:
    """Return one strand for each pair and kind; a support beside a contribution is not drawn twice."""
    found: dict[tuple[str, str, str], SightStrand] = {}
    for strand in strands:
        key = (strand.source, strand.target, strand.kind)
        if key in found and strand.share is not None:
            found[key] = replace(strand, share=(found[key].share or 0.0) + strand.share)
        else:
            found.setdefault(key, strand)
    given = {(source, target) for source, target, kind in found if kind == "contributes"}
    return tuple(
        strand
        for (source, target, kind), strand in found.items()
        if kind != "supports" or (source, target) not in given
    )


def _thickest(strands: Sequence[SightStrand]) -> tuple[str, ...]:
    """Return the keys along the way from the person on which most of the plan goes, over steps that have a name."""
    way = ["person"]
    while True:
        on = [one for one in strands if one.source == way[-1] and one.kind == "contributes" and one.target not in way]
        if not on:
            return tuple(way)
        way.append(max(on, key=lambda strand: (not is_rest(strand.target), strand.share or 0.0)).target)


def is_rest(key: str) -> bool:
    """Test whether a step stands for several that are not drawn."""
    return key.endswith(":more")


def _stop_columns(drawn: Drawing) -> set[int]:
    return {COLUMNS[_kind(strand.source)] + 1 for strand in drawn.strands if strand.kind == "stops"}


def _part(share: float | None, sight: Sight, number: str) -> str:
    """Return a share in words, "50% of your plan"; without one it only supports."""
    if share is None:
        return gettext("supports")
    if sight.basis == "goals":
        said = gettext("%(share)s of your plan") if sight.is_own else gettext("%(share)s of the plan")
    else:
        said = gettext("%(share)s of your work") if sight.is_own else gettext("%(share)s of the work")
    return format_html(said.replace("%(share)s", "{}"), number)


def _heads(used: Sequence[int], sight: Sight) -> tuple[PictureHead, ...]:
    """Return the heads of the columns that are there; the middle ones share the room of those that are not."""
    mine = sight.is_own
    first = {
        "goals": gettext("Your goals") if mine else gettext("Goals"),
        "job": gettext("What your job serves") if mine else gettext("What the job serves"),
    }.get(sight.basis, gettext("KPIs of the unit"))
    labels = {
        0: gettext("You") if mine else gettext("Person"),
        FIRST: first,
        OKRS: gettext("Team result"),
        OBJECTIVES: gettext("Company objective"),
        PERSPECTIVES: gettext("Perspective"),
        VISION: gettext("Vision"),
    }
    narrow = [column for column in used if column in (0, PERSPECTIVES, VISION)]
    wide = [column for column in used if column not in narrow]
    room, rest = divmod(TRACKS - 3 * len(narrow), max(len(wide), 1))
    tracks = dict.fromkeys(narrow, 3) | {column: room + (index < rest) for index, column in enumerate(wide)}
    if not wide:
        tracks[used[-1]] += TRACKS - sum(tracks.values())
    return tuple(PictureHead(labels[column], tracks[column]) for column in used)


def _others(count: int, sight: Sight) -> str:
    if count < 1:
        return ""
    if sight.basis == "goals" and sight.is_own:
        said = ngettext("Show my %(count)s other goal", "Show my %(count)s other goals", count)
    else:
        said = ngettext("Show %(count)s other way", "Show %(count)s other ways", count)
    return said % {"count": count}
