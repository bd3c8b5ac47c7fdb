"""The values a KPI's number rests on in the Why? panel: each unit's part, and the lines of the file it came from."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base import files
from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep
from lineofsight.insight.presenting import periods, values
from lineofsight.measures import expressions
from lineofsight.scorecard.why_tree import Operand, SourceRow, TargetRow, WhyTree

MOST_ROWS = 60


def targets_in_words(targets: tuple[TargetRow, ...]) -> SafeString:
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


def operands(tree: WhyTree, query: str) -> list[LadderStep]:
    """Return the KPIs that a derived one reads, each leading to its own explanation."""
    if not tree.operands:
        return []
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="ls-end">{}</td></tr>',
        ((_operand_name(tree, one, query), _operand_value(one)) for one in tree.operands),
    )
    head = format_html(
        '<th scope="col">{}</th><th scope="col" class="ls-end">{}</th>', gettext("KPI"), gettext("Value")
    )
    table = format_html(
        '<table class="ls-table ls-table-dense"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, rows
    )
    count = len(tree.operands)
    title = ngettext("Computed from %(count)s KPI", "Computed from %(count)s KPIs", count) % {"count": count}
    names = {one.key: one.name for one in tree.operands if one.is_open}
    is_whole = all(one.is_open for one in tree.operands)
    note = expressions.in_words(str(tree.exact.parameters.get("expression", "")), names) if is_whole else ""
    return [LadderStep("rule", title, body=table, note=note)]


def _operand_name(tree: WhyTree, operand: Operand, query: str) -> SafeString | str:
    if not operand.is_open:
        return format_html('<span class="ls-closed">{}</span>', gettext("Not open to you"))
    if operand.node_id is None:
        return operand.name
    href = f"{reverse('insight:why', args=[operand.node_id, tree.period.key])}{query}"
    return format_html('<a href="{}" data-ls-why>{}</a>', href, operand.name)


def _operand_value(operand: Operand) -> str:
    if not operand.is_open:
        return ""
    return values.shown(operand.value, operand.symbol, operand.decimals, operand.unit_kind)


def sources(tree: WhyTree) -> list[LadderStep]:
    """Return the values that were joined, and the lines of the files they came from."""
    if not tree.sources:
        return []
    steps = []
    if len(tree.sources) > 1 or tree.sources[0].numerator is not None:
        count = len(tree.sources)
        title = ngettext("%(count)s value", "%(count)s values, added up", count) % {
            "count": numbers.format_number(count)
        }
        steps.append(LadderStep("rule", title, body=_value_table(tree), note=_rates(tree)))
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
                _row_name(tree, row),
                format_html(
                    '<td class="ls-end">{}</td><td class="ls-end">{}</td>',
                    numbers.format_number(row.numerator),
                    numbers.format_number(row.denominator),
                )
                if has_parts
                else "",
                row.label or _value_of(tree, row.value, row.currency),
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


def _row_name(tree: WhyTree, row: SourceRow) -> SafeString | str:
    """Return what a row stands for; that of a closed unit says so, for a row without a name cannot be read out."""
    if not row.is_open:
        return format_html('<span class="ls-closed">{}</span>', gettext("Not open to you"))
    return row.unit_name if tree.kind == "measure" else row.period_key


def _value_head(tree: WhyTree) -> str:
    """Return the head of the column of values: a ratio says per how many."""
    factor = tree.exact.parameters.get("factor", 1.0)
    return values.head(float(factor) if isinstance(factor, int | float) else 1.0, tree.unit_kind)


def _value_of(tree: WhyTree, value: float | None, symbol: str = "") -> str:
    return values.shown(value, "%" if tree.unit_kind == "share" else symbol, tree.decimals, tree.unit_kind)


def _rates(tree: WhyTree) -> str:
    """Return the rates that the values were converted at, each with who set it and when."""
    base, told = tree.exact.parameters.get("currency", ""), {}
    for row in tree.sources:
        if row.rate is not None:
            words = {"code": row.currency, "rate": numbers.format_number(row.rate), "base": base}
            told[row.currency] = gettext("1 %(code)s = %(rate)s %(base)s") % words
            if row.rate_set_at is not None:
                who = {"who": row.rate_set_by, "day": date_format(row.rate_set_at, "j M Y")}
                told[row.currency] += gettext(" (set by %(who)s, %(day)s)") % who
    return " · ".join(told.values())


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
    if not row.is_open:
        return format_html("{}", gettext("A value of a unit that is not open to you."))
    if not row.file_name:
        return format_html(
            gettext("{}: recorded by {}, {}."),
            where,
            row.recorded_by or gettext("the system"),
            periods.instant(row.known_from),
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
    read = gettext("Read on %(when)s") % {"when": periods.instant(row.known_from)}
    if row.hours_after_end is None or row.hours_after_end < 0:
        return read
    hours = round(row.hours_after_end)
    if hours > 96:
        return read + gettext(", %(days)s days after the period ended.") % {
            "days": numbers.format_number(round(hours / 24))
        }
    return read + gettext(", %(hours)s hours after the period ended.") % {"hours": numbers.format_number(hours)}
