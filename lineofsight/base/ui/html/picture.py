"""The line of sight as a picture, and as ladders where there is no room for one.

The strands are decoration; the steps are an ordered list of links, each of which says in words what it serves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Picture, PictureStep, Strand, ThreadStep
from lineofsight.base.ui.html import thread
from lineofsight.base.ui.html.status import kind_of
from lineofsight.base.ui.icons import node
from lineofsight.base.ui.svg import strands

NOTHING = SafeString("")
LETTERS_PER_TRACK = 5.6
"""Letters of a name that one track holds on a line where the picture is narrow (about 40 px)."""
MOST_LINES = 4
LINES_OF_TWO = 3


def picture(given: Picture) -> SafeString:
    """Return the picture with its twin for narrow places: one ladder for each strand that begins somewhere."""
    return format_html(
        '<div class="ls-sightline">{}{}</div>',
        _wide(given),
        format_html('<div class="ls-sightline-narrow">{}</div>', _narrow(given)),
    )


def _wide(given: Picture) -> SafeString:
    spans = [head.tracks for head in given.heads]
    starts = [sum(spans[:column]) for column in range(len(spans))]
    spots = [strands.Spot(one.key, one.column, _height(one, spans[one.column], given)) for one in given.steps]
    links = [strands.Link(one.source, one.target, one.share) for one in given.strands]
    layout = strands.lay_out(spots, links, starts, middles=given.cards)
    heights = {spot.key: spot.height for spot in spots}
    places = [
        _place(starts[one.column], spans[one.column], layout.rows[one.key], heights[one.key])
        + (" ls-last" if one.column == len(spans) - 1 else "")
        for one in given.steps
    ]
    shown = sorted(zip(given.steps, places, strict=True), key=lambda pair: (pair[0].column, layout.rows[pair[0].key]))
    return format_html(
        '<div class="ls-picture{}">{}'
        '<div class="ls-picture-field">{}<ol class="ls-picture-grid ls-rows-{}"{}>{}</ol>{}</div></div>',
        " ls-picture-cards" if given.cards else "",
        _heads(given, starts),
        _lines(given.strands, layout),
        layout.height,
        format_html(' aria-label="{}"', given.label) if given.label else NOTHING,
        format_html_join("", "{}", ((_step(one, place, given),) for one, place in shown)),
        _labels(given.strands, layout, starts),
    )


def _place(start: int, tracks: int, row: int, height: int) -> str:
    """Return the classes that put something onto the grid."""
    return f"ls-at-{start + 1} ls-wide-{tracks} ls-down-{row + 1} ls-tall-{height}"


def _height(one: PictureStep, tracks: int, given: Picture) -> int:
    """Return the half rows a step's text needs: two hold three lines, three hold five."""
    if one.step.shape == "stops":
        return 1
    is_last = one.column == len(given.heads) - 1
    room = max((tracks - (0 if is_last else 1)) * LETTERS_PER_TRACK - (4 if given.cards else 0), 1)
    chip = str(kind_of(one.step.status).word) + one.step.caveat if one.step.status else ""
    lines = min(-(-len(str(one.step.name)) // room), MOST_LINES) + -(
        -(len(strip_tags(str(one.step.note)) + chip) * 0.95) // room
    )
    return 2 if lines <= LINES_OF_TWO else 3


def _heads(given: Picture, starts: Sequence[int]) -> SafeString:
    return format_html(
        '<div class="ls-picture-grid ls-picture-heads" aria-hidden="true">{}</div>',
        format_html_join(
            "",
            '<span class="ls-at-{} ls-wide-{}">{}</span>',
            ((start + 1, head.tracks, head.label) for start, head in zip(starts, given.heads, strict=True)),
        ),
    )


def _lines(given: Sequence[Strand], layout: strands.Layout) -> SafeString:
    """Return the strands; those in focus are drawn last, over the others."""
    pairs = sorted(zip(given, layout.curves, strict=True), key=lambda pair: pair[0].focus)
    return format_html(
        '<svg class="ls-strands" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        strands.TRACKS * strands.TRACK_WIDTH,
        layout.height * strands.ROW_HEIGHT,
        format_html_join(
            "",
            '<path class="ls-strand-{}{}" d="{}" stroke-width="{}"/>',
            ((one.kind, " ls-strand-on" if one.focus else "", curve.path, curve.width) for one, curve in pairs),
        ),
    )


def _step(one: PictureStep, place: str, given: Picture) -> SafeString:
    step = one.step
    return format_html(
        '<li class="{}{}{}">{}<div><span class="ls-vh">{}: </span>{}{}{}</div></li>',
        place,
        " ls-on" if one.focus else "",
        " ls-stops" if step.shape == "stops" else "",
        node(step.shape, "ls-node ls-node-l"),
        given.heads[one.column].label,
        thread.name_of(step),
        thread.note_of(step),
        _served(one.key, given),
    )


def _served(key: str, given: Picture) -> SafeString:
    """Return in words, for screen readers, where a step's strands lead."""
    named = {one.key: thread.plain_name(one.step) for one in given.steps}
    parts = []
    for strand in given.strands:
        if strand.source != key:
            continue
        if strand.kind == "stops":
            continue  # the step it leads to says so itself
        words = {
            "name": named[strand.target],
            "share": f"{numbers.format_number(round((strand.share or 0) * 100))}%",
        }
        if strand.kind == "supports":
            parts.append(gettext("supports %(name)s") % words)
        elif strand.share is None:
            parts.append(gettext("contributes to %(name)s") % words)
        else:
            parts.append(gettext("contributes to %(name)s, %(share)s") % words)
    return format_html('<span class="ls-vh"> {}.</span>', "; ".join(parts)) if parts else NOTHING


def _labels(given: Sequence[Strand], layout: strands.Layout, starts: Sequence[int]) -> SafeString:
    """Return the shares that are written on strands, in the middle of the first bend of each."""
    said = [(strand.label, curve) for strand, curve in zip(given, layout.curves, strict=True) if strand.label]
    if not said:
        return NOTHING
    return format_html(
        '<div class="ls-picture-grid ls-picture-labels" aria-hidden="true">{}</div>',
        format_html_join(
            "",
            '<span class="ls-at-{} ls-down-{} ls-third-{}">{}</span>',
            ((starts[curve.column] + 1, curve.row + 1, curve.third, label) for label, curve in said),
        ),
    )


def _narrow(given: Picture) -> SafeString:
    """Return the first ladder in full and the others to unfold."""
    found = ladders_of(given)
    if not found:
        return thread.strand([one.step for one in given.steps])
    first, rest = found[0], found[1:]
    if not rest:
        return thread.strand(first)
    more = given.others or ngettext("Show %(count)s other way", "Show %(count)s other ways", len(rest)) % {
        "count": numbers.format_number(len(rest))
    }
    return format_html(
        '{}<details class="ls-more"><summary>{}</summary>{}</details>',
        thread.strand(first),
        more,
        format_html_join("", "{}", ((thread.strand(steps),) for steps in rest)),
    )


def ladders_of(given: Picture) -> list[list[ThreadStep]]:
    """Return each way from a beginning to its end along the thickest strands; the thickest way comes first."""
    steps = {one.key: one.step for one in given.steps}
    leaving: dict[str, list[Strand]] = {}
    for strand in sorted(given.strands, key=_thinness):
        leaving.setdefault(strand.source, []).append(strand)
    reached = {strand.target for strand in given.strands}
    roots = [one.key for one in given.steps if one.key not in reached and one.key in leaving]
    firsts = leaving[roots[0]] if len(roots) == 1 else [leaving[key][0] for key in roots]
    return [_way(steps, leaving, first) for first in sorted(firsts, key=_thinness)]


def _way(steps: Mapping[str, ThreadStep], leaving: Mapping[str, list[Strand]], first: Strand) -> list[ThreadStep]:
    """Return the steps from a strand on, each with the width of the strand that leaves it."""
    strand, way = first, []
    while True:
        way.append(replace(steps[strand.source], share=strand.share))
        if strand.target not in leaving:
            return [*way, steps[strand.target]]
        strand = leaving[strand.target][0]


def _thinness(strand: Strand) -> float:
    return -(strand.share or 0.0)
