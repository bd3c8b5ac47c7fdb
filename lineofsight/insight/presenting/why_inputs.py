"""The parts of a score in the Why? panel: a table of what each counts, closed where the reader may not see it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui.components import LadderStep
from lineofsight.insight.presenting import values
from lineofsight.scorecard.why_tree import ChildLine, WhyTree

EMPTY_CELL = SafeString("<td></td>")


def inputs(tree: WhyTree, query: str) -> list[LadderStep]:
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
            EMPTY_CELL if weighted else "",
        )
    href = f"{reverse('insight:why', args=[child.node_id, tree.period.key])}{query}"
    label = f"{child.code} {child.name}".strip()
    points = child.score * child.share if child.score is not None and child.share is not None else None
    return format_html(
        '<tr><th scope="row"><a href="{}" data-ls-why>{}</a></th>'
        '<td class="ls-end">{}</td><td class="ls-end">{}</td>{}</tr>',
        href,
        label,
        values.cell_score(child.score, 1, is_coarse=child.is_coarse),
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
        values.cell_score(tree.score, 2, is_coarse=tree.is_coarse),
    )
