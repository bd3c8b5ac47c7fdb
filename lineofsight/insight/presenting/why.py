"""The Why? panel: a WhyTree as rungs of a ladder, in the order every explanation has."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting.periods import instant
from lineofsight.insight.presenting.why_inputs import inputs
from lineofsight.insight.presenting.why_sources import operands, sources, targets_in_words
from lineofsight.scorecard.why_tree import WhyTree

__all__ = ["WhyPanel", "instant", "panel"]


@dataclass(frozen=True, slots=True)
class WhyPanel:
    """What the panel shows, ready for its template."""

    title: str
    sentence: str
    steps: tuple[LadderStep, ...]
    above: tuple[str, ...]
    known: str
    frozen: str
    plain_text: str
    page_url: str
    page_path: str = ""
    dispute_url: str = ""


def panel(tree: WhyTree, query: str = "", *, is_past: bool = False) -> WhyPanel:
    """Return the panel of a tree; links to inputs keep the page's other parameters."""
    shown = values.cell_score(tree.score, 1, is_coarse=tree.is_coarse)
    steps = tuple(
        step
        for step in (
            _score(tree),
            _value(tree),
            *inputs(tree, query),
            *operands(tree, query),
            *sources(tree),
            _people(tree),
        )
        if step
    )
    return WhyPanel(
        title=gettext("Why %(number)s?") % {"number": shown} if tree.score is not None else gettext("Why no score?"),
        sentence=tree.sentence,
        steps=steps,
        above=tuple(_above(tree)),
        known=instant(tree.known_at),
        frozen=_frozen(tree),
        plain_text=_plain_text(tree, steps),
        page_url=reverse("insight:why", args=[tree.node_id, tree.period.key]) + query,
        page_path=reverse("insight:why", args=[tree.node_id, tree.period.key]),
        dispute_url="" if is_past else _dispute_url(tree),
    )


def _dispute_url(tree: WhyTree) -> str:
    """Return where the value can be disputed, or the values that it is made of; only what is there can be."""
    if not tree.measure_slug or not any(row.is_open for row in tree.sources):
        return ""
    asked = {"for": tree.period.key}
    if any(row.unit_name == tree.unit_name for row in tree.sources):
        asked["at"] = tree.unit_slug
    return f"{reverse('measures:dispute_new', args=[tree.measure_slug])}?{urlencode(asked)}"


def _score(tree: WhyTree) -> LadderStep:
    since = ""
    if tree.rule.valid_since:
        since = gettext(", since %(day)s") % {"day": date_format(tree.rule.valid_since, "j M Y")}
    note = gettext("Rule “%(name)s”, version %(version)s%(since)s") % {
        "name": tree.rule.name,
        "version": tree.rule.version,
        "since": since,
    }
    if tree.coverage is not None and tree.kind != "measure":
        note = f"{note} · " + gettext("%(share)s of weight has data") % {"share": values.share(tree.coverage)}
    if tree.is_coarse:
        note = f"{note} · " + gettext("rounded, because a part of it is not open to you")
    title = gettext("Score %(number)s") % {"number": values.cell_score(tree.score, 1, is_coarse=tree.is_coarse)}
    if tree.score is None:
        title = gettext("No score")
    caveat = next((word for word in ("disputed", "estimate", "stale") if word in tree.flags), "")
    return LadderStep("number", title, tree.arithmetic, note=note, status=tree.status, caveat=caveat)


def _value(tree: WhyTree) -> LadderStep | None:
    if tree.kind != "measure" or tree.measured is None:
        return None
    said = tree.value_arithmetic.rpartition("= ")[2] or numbers.format_number(round(tree.measured, 4))
    title = gettext("Value %(number)s") % {"number": said}
    return LadderStep("rule", title, tree.value_arithmetic, body=targets_in_words(tree.targets))


def _people(tree: WhyTree) -> LadderStep | None:
    if not tree.owners:
        return None
    words = {
        "owner": gettext("Result"),
        "steward": gettext("Data"),
        "updater": gettext("Recording"),
        "A": gettext("Accountable"),
        "R": gettext("Responsible"),
    }
    said = ". ".join(f"{words.get(code, code)}: {name}" for code, name in tree.owners)
    return LadderStep("steward", gettext("Who answers for it"), body=f"{said}.")


def _above(tree: WhyTree) -> list[str]:
    said = []
    for step in tree.above:
        name = f"{step.code} {step.name}".strip()
        if step.points is None or tree.score is None:
            said.append(gettext("%(share)s of %(name)s.") % {"share": values.share(step.share, 1), "name": name})
            continue
        said.append(
            gettext("%(name)s: %(score)s × %(share)s = %(points)s of %(total)s points.")
            % {
                "name": name,
                "score": values.cell_score(tree.score, 1, is_coarse=tree.is_coarse),
                "share": values.share(step.share, 1),
                "points": values.score(step.points, 2),
                "total": values.cell_score(step.score, 1, is_coarse=step.is_coarse),
            }
        )
    return said


def _frozen(tree: WhyTree) -> str:
    if not tree.is_frozen:
        return ""
    text = gettext("%(period)s is closed: this is the number as it was frozen.") % {"period": periods.name(tree.period)}
    if tree.now_score is not None:
        text += " " + gettext("As known now it would be %(score)s.") % {"score": values.score(tree.now_score, 1)}
    return text


def _plain_text(tree: WhyTree, steps: tuple[LadderStep, ...]) -> str:
    lines = [f"{tree.name}, {tree.unit_name}, {periods.name(tree.period)}", tree.sentence]
    lines += [f"{step.title}: {step.equation}" if step.equation else str(step.title) for step in steps]
    return "\n".join(lines)
