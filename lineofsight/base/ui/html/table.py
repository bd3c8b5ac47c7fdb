"""Table heads with sort links, and pages. Both keep everything else of the address."""

from collections.abc import Sequence

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Column
from lineofsight.base.ui.icons import icon

NOTHING = SafeString("")
SORT_PARAMETER = "sort"
PAGE_PARAMETER = "page"
ROWS_ON_A_PAGE = 200


def query(current: QueryDict | None, **changes: object) -> str:
    """Return the query string with some parameters set or (None or empty) removed; a change goes back to page one."""
    parameters = current.copy() if current is not None else QueryDict(mutable=True)
    if PAGE_PARAMETER not in changes and "why" not in changes:
        parameters.pop(PAGE_PARAMETER, None)
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode(safe='/:@,')}"


def sort_of(current: QueryDict, allowed: Sequence[Column], default: str = "") -> tuple[str, bool]:
    """Return (key, descending) asked for by `?sort=key` or `?sort=-key`; an unknown key gives the default."""
    asked = current.get(SORT_PARAMETER, default)
    if asked.removeprefix("-") not in {column.key for column in allowed if column.key}:
        asked = default
    return asked.removeprefix("-"), asked.startswith("-")


def table_head(columns: Sequence[Column], sort: str, current: QueryDict | None) -> SafeString:
    """Return the `<thead>`; `sort` is the key in force, with a minus sign in front when it is descending."""
    return format_html(
        "<thead><tr>{}</tr></thead>",
        format_html_join("", "{}", ((_head(column, sort, current),) for column in columns)),
    )


def pages(page: Page, current: QueryDict | None) -> SafeString:
    """Return "1–200 of 10,000" and links to the other pages; nothing when all rows fit on one."""
    paginator = page.paginator
    if paginator.num_pages <= 1:
        return NOTHING
    counted = gettext("%(first)s–%(last)s of %(count)s") % {
        "first": numbers.format_number(page.start_index()),
        "last": numbers.format_number(page.end_index()),
        "count": numbers.format_number(paginator.count),
    }
    items = [
        _page_item(number, page, current) for number in paginator.get_elided_page_range(page.number, on_each_side=1)
    ]
    return format_html(
        '<nav class="ls-pages" aria-label="{}"><span class="ls-n">{}</span><ol>{}{}{}</ol></nav>',
        gettext("Pages"),
        counted,
        _step(page.previous_page_number(), "back", gettext("Previous page"), current)
        if page.has_previous()
        else NOTHING,
        format_html_join("", "<li>{}</li>", ((item,) for item in items)),
        _step(page.next_page_number(), "forward", gettext("Next page"), current) if page.has_next() else NOTHING,
    )


def row_count(count: int) -> str:
    """Return "1 row" or "1,184 rows"."""
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": numbers.format_number(count)}


def _head(column: Column, sort: str, current: QueryDict | None) -> SafeString:
    css = ' class="ls-end"' if column.numeric else ""
    if column.hidden_label:
        return format_html('<th scope="col"><span class="ls-vh">{}</span></th>', column.label)
    hint = format_html(' title="{}"', column.hint) if column.hint else NOTHING
    if not column.key:
        return format_html('<th scope="col"{}{}>{}</th>', SafeString(css), hint, column.label)
    is_sorted, is_down = sort.removeprefix("-") == column.key, sort.startswith("-")
    target = column.key if (is_sorted and is_down) or (not is_sorted and not column.numeric) else f"-{column.key}"
    state = SafeString(f' aria-sort="{"descending" if is_down else "ascending"}"') if is_sorted else NOTHING
    return format_html(
        '<th scope="col"{}{}{}><a class="ls-sort" href="{}">{}{}</a></th>',
        SafeString(css),
        hint,
        state,
        query(current, sort=target),
        column.label,
        icon("down" if is_down or (not is_sorted and column.numeric) else "up"),
    )


def _page_item(number: int | str, page: Page, current: QueryDict | None) -> SafeString:
    if not isinstance(number, int):
        return format_html("<span>{}</span>", number)
    text = numbers.format_number(number)
    label = gettext("Page %(number)s") % {"number": text}
    if number == page.number:
        return format_html(
            '<span aria-current="page"><span class="ls-vh">{}</span><span aria-hidden="true">{}</span></span>',
            label,
            text,
        )
    return format_html('<a href="{}" aria-label="{}">{}</a>', query(current, page=number), label, text)


def _step(number: int, name: str, label: str, current: QueryDict | None) -> SafeString:
    return format_html('<li><a href="{}" aria-label="{}">{}</a></li>', query(current, page=number), label, icon(name))
