"""The Why? panel: a WhyTree as rungs of a ladder, in the order every explanation has."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base import files
from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep
from lineofsight.insight.presenting import periods, values
from lineofsight.scorecard.why_tree import ChildLine, SourceRow, TargetRow, WhyTree

MOST_ROWS = 60


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
    shown = values.score(tree.score, 1)
    steps = tuple(
        step for step in (_score(tree), _value(tree), *_inputs(tree, query), *_sources(tree), _people(tree)) if step
    )
    return WhyPanel(
        title=gettext("Why %(number)s?") % {"number": shown} if tree.score is not None else gettext("Why no score?"),
        sentence=tree.sentence,
        steps=steps,
        above=tuple(_above(tree)),
        known=_instant(tree.known_at),
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
    title = gettext("Score %(number)s") % {"number": values.score(tree.score, 1)}
    if tree.score is None:
        title = gettext("No score")
    caveat = next((word for word in ("disputed", "estimate", "stale") if word in tree.flags), "")
    return LadderStep("number", title, tree.arithmetic, note=note, status=tree.status, caveat=caveat)


def _value(tree: WhyTree) -> LadderStep | None:
    if tree.kind != "measure" or tree.measured is None:
        return None
    said = tree.value_arithmetic.rpartition("= ")[2] or numbers.format_number(round(tree.measured, 4))
    title = gettext("Value %(number)s") % {"number": said}
    return LadderStep("rule", title, tree.value_arithmetic, body=_targets(tree.targets))


def _targets(targets: tuple[TargetRow, ...]) -> SafeString:
    lines = []
    for row in targets:
        words = [
            (gettext("target"), row.goal),
            (gettext("red flag"), row.red_flag),
            (gettext("baseline"), row.baseline),
        ]
        said = ", ".join(f"{word} {numbers.format_number(number)}" for word, number in words if number is not None)
        where = gettext(" (from %(unit)s)") % {"unit": row.unit_name} if row.is_inherited else ""
        since = date_format(row.valid_from, "j M Y")
        lines.append(
            (
                gettext("Scored with %(said)s, in force since %(since)s%(where)s.")
                % {"said": said or row.scoring_type, "since": since, "where": where},
            )
        )
    return format_html_join("", "<p>{}</p>", lines)


def _inputs(tree: WhyTree, query: str) -> list[LadderStep]:
    if not tree.children:
        return []
    weighted = any(child.share is not None for child in tree.children)
    rows = format_html_join("", "{}", ((_input_row(child, tree, query, weighted),) for child in tree.children))
    head = format_html(
        '<th scope="col">{}</th><th scope="col" class="ls-end">{}</th><th scope="col" class="ls-end">{}</th>{}',
        gettext("Part"),
        gettext("Score"),
        gettext("Share"),
        format_html('<th scope="col" class="ls-end">{}</th>', gettext("Points")) if weighted else "",
    )
    foot = _input_total(tree) if weighted else SafeString("")
    table = format_html(
        '<table class="ls-table ls-table-dense"><thead><tr>{}</tr></thead><tbody>{}{}</tbody></table>', head, rows, foot
    )
    count = len(tree.children)
    title = ngettext("%(count)s part, added up", "%(count)s parts, added up", count) % {"count": count}
    equal = (
        "" if all(child.is_weight_stated for child in tree.children) else gettext("No weights are set: equal parts.")
    )
    return [LadderStep("rule", title, body=table, note=equal)]


def _input_row(child: ChildLine, tree: WhyTree, query: str, weighted: bool) -> SafeString:
    if not child.is_open:
        return format_html(
            '<tr><th scope="row" class="ls-closed">{}</th><td></td><td class="ls-end">{}</td>{}</tr>',
            gettext("Not open to you"),
            values.share(child.share),
            format_html("<td></td>") if weighted else "",
        )
    href = f"{reverse('insight:why', args=[child.node_id, tree.period.key])}{query}"
    label = f"{child.code} {child.name}".strip()
    points = child.score * child.share if child.score is not None and child.share is not None else None
    return format_html(
        '<tr><th scope="row"><a href="{}" data-ls-why>{}</a></th>'
        '<td class="ls-end">{}</td><td class="ls-end">{}</td>{}</tr>',
        href,
        label,
        gettext("about %(score)s") % {"score": values.score(child.score)}
        if child.is_coarse
        else values.score(child.score, 1),
        values.share(child.share, 1),
        format_html('<td class="ls-end">{}</td>', values.score(points, 2)) if weighted else "",
    )


def _input_total(tree: WhyTree) -> SafeString:
    whole = sum(child.share for child in tree.children if child.share is not None)
    return format_html(
        '<tr class="ls-total"><th scope="row">{}</th><td></td>'
        '<td class="ls-end">{}</td><td class="ls-end">{}</td></tr>',
        gettext("Together"),
        values.share(whole, 1),
        values.score(tree.score, 2),
    )


def _sources(tree: WhyTree) -> list[LadderStep]:
    if not tree.sources:
        return []
    steps = []
    if len(tree.sources) > 1 or tree.sources[0].numerator is not None:
        count = len(tree.sources)
        title = ngettext("%(count)s value", "%(count)s values, added up", count) % {
            "count": numbers.format_number(count)
        }
        steps.append(LadderStep("rule", title, body=_value_table(tree)))
    rows = format_html_join("", "<p>{}</p>", ((_source_line(row),) for row in tree.sources[:MOST_ROWS]))
    steps.append(LadderStep("source", gettext("Source rows"), body=rows, note=_timing(tree.sources[0], tree)))
    return steps


def _value_table(tree: WhyTree) -> SafeString:
    has_parts = any(row.numerator is not None for row in tree.sources)
    parts = format_html(
        '<th scope="col" class="ls-end">{}</th><th scope="col" class="ls-end">{}</th>',
        gettext("Numerator"),
        gettext("Denominator"),
    )
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}<td class="ls-end">{}</td></tr>',
        (
            (
                row.unit_name if tree.kind == "measure" else row.period_key,
                format_html(
                    '<td class="ls-end">{}</td><td class="ls-end">{}</td>',
                    numbers.format_number(row.numerator),
                    numbers.format_number(row.denominator),
                )
                if has_parts
                else "",
                row.label or _value_of(tree, row.value),
            )
            for row in tree.sources[:MOST_ROWS]
        ),
    )
    return format_html(
        '<table class="ls-table ls-table-dense"><thead><tr><th scope="col">{}</th>{}'
        '<th scope="col" class="ls-end">{}</th></tr></thead><tbody>{}{}</tbody></table>',
        gettext("Unit") if tree.kind == "measure" else gettext("Period"),
        parts if has_parts else "",
        _value_head(tree),
        rows,
        _value_total(tree) if has_parts and tree.measured is not None else "",
    )


def _value_head(tree: WhyTree) -> str:
    """Return the head of the column of values: a ratio says per how many."""
    factor = tree.exact.parameters.get("factor", 1.0)
    return values.head(float(factor) if isinstance(factor, int | float) else 1.0, tree.unit_kind)


def _value_of(tree: WhyTree, value: float | None) -> str:
    return values.shown(value, "%" if tree.unit_kind == "share" else "", tree.decimals, tree.unit_kind)


def _value_total(tree: WhyTree) -> SafeString:
    counted = [row for row in tree.sources if row.is_counted]
    if any(row.numerator is None or row.denominator is None for row in counted):
        return SafeString("")
    return format_html(
        '<tr class="ls-total"><th scope="row">{}</th><td class="ls-end">{}</td><td class="ls-end">{}</td>'
        '<td class="ls-end">{}</td></tr>',
        gettext("Together"),
        numbers.format_number(sum(row.numerator or 0.0 for row in counted)),
        numbers.format_number(sum(row.denominator or 0.0 for row in counted)),
        _value_of(tree, tree.measured),
    )


def _source_line(row: SourceRow) -> SafeString:
    where = f"{row.unit_name} {row.period_key}"
    if not row.file_name:
        return format_html(
            gettext("{}: recorded by {}, {}."),
            where,
            row.recorded_by or gettext("the system"),
            _instant(row.known_from),
        )
    count = len(files.expand(row.lines)) if row.lines else 0
    href = reverse("insight:source", args=[row.observation_id])
    if count == 1:
        place = gettext("line %(line)s") % {"line": numbers.format_number(files.expand(row.lines)[0])}
    elif count:
        numbers_ = files.expand(row.lines)
        place = gettext("%(count)s lines, %(first)s to %(last)s") % {
            "count": numbers.format_number(count),
            "first": numbers.format_number(numbers_[0]),
            "last": numbers.format_number(numbers_[-1]),
        }
    else:
        place = row.pointer or gettext("the file")
    return format_html(gettext('{}: <a href="{}">{}</a> of {}.'), where, href, place, row.file_name)


def _timing(row: SourceRow, tree: WhyTree) -> str:
    read = gettext("Read on %(when)s") % {"when": _instant(row.known_from)}
    if row.hours_after_end is None or row.hours_after_end < 0:
        return read
    hours = round(row.hours_after_end)
    if hours > 96:
        return read + gettext(", %(days)s days after the period ended.") % {
            "days": numbers.format_number(round(hours / 24))
        }
    return read + gettext(", %(hours)s hours after the period ended.") % {"hours": numbers.format_number(hours)}


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
                "score": values.score(tree.score, 1),
                "share": values.share(step.share, 1),
                "points": values.score(step.points, 2),
                "total": values.score(step.score, 1),
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


def _instant(instant: datetime) -> str:
    local = instant.astimezone(timezone(timedelta(0)))
    return f"{date_format(local, 'j M Y, H:i')} UTC"
