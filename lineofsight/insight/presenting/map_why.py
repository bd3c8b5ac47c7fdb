"""Why an arrow of the map says what it says: the pairs, the lag, the correlation, and what that does not prove."""

from datetime import datetime

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import LadderStep
from lineofsight.base.ui.html import table
from lineofsight.core.causality import MIN_PAIRS
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting.maps import VERDICTS, after, expected, within
from lineofsight.insight.presenting.why import WhyPanel, instant
from lineofsight.insight.queries.maps import CLOSED, ONE_SIDED, LinkFacts


def panel(link: LinkFacts, reasoning: str, query: QueryDict, known_at: datetime) -> WhyPanel:
    """Return why an arrow says what it says: the pairs, the lag, the correlation, and what that does not prove."""
    word, _ = VERDICTS[link.verdict]
    steps = [_verdict_step(link, str(word)), _hypothesis(link, reasoning)]
    if link.lags:
        steps.append(_lags(link))
    if link.pairs:
        steps.append(_pairs(link))
    return WhyPanel(
        title=gettext("Why “%(word)s”?") % {"word": word},
        sentence=because(link),
        steps=tuple(steps),
        above=(
            gettext(
                "Agreement is not proof: both may follow something else, and series that drift agree by themselves."
            ),
        ),
        known=instant(known_at),
        frozen="",
        plain_text=f"{link.driver.code} → {link.outcome.code}: {word}. {because(link)}",
        page_url="/strategy/map/" + table.query(query, why=link.key),
        page_path="/strategy/map/",
    )


def because(link: LinkFacts) -> str:
    """Return in one sentence what the verdict rests on."""
    words = {
        "driver": link.driver.code,
        "outcome": link.outcome.code,
        "one": link.driver.primary.name if link.driver.primary and link.driver.primary.is_open else "",
        "other": link.outcome.primary.name if link.outcome.primary and link.outcome.primary.is_open else "",
        "n": link.n,
        "least": MIN_PAIRS,
        "r": numbers.format_number(link.r, 2),
        "expected": expected(link),
        "lag": after(link.lag or 0),
    }
    if link.ground == ONE_SIDED:
        bare = link.driver if link.driver.primary is None else link.outcome
        return gettext("%(code)s has no KPI, so there is nothing to test with.") % {"code": bare.code}
    if link.ground == CLOSED:
        return gettext("One of the two KPIs is not open to you, so you do not see the test.")
    if link.verdict == "insufficient":
        return gettext("%(n)s pairs of values, or values that never change: at least %(least)s are needed.") % words
    if link.verdict == "inconclusive":
        return gettext("%(one)s and %(other)s move together too loosely to tell: r %(r)s over %(n)s pairs.") % words
    if link.verdict == "supported":
        return gettext("%(one)s and %(other)s move in the %(expected)s, as claimed: r %(r)s over %(n)s pairs.") % words
    moves = gettext("the same direction") if (link.r or 0) > 0 else gettext("opposite directions")
    said = gettext("%(one)s and %(other)s move in %(moves)s: r %(r)s over %(n)s pairs. Expected: %(expected)s.")
    return said % {**words, "moves": moves}


def _verdict_step(link: LinkFacts, word: str) -> LadderStep:
    equation = ""
    if link.r is not None:
        least = 2 / link.n**0.5
        sign = "≥" if abs(link.r) >= least else "<"
        equation = (
            f"|r| = {numbers.format_number(abs(link.r), 2)} {sign} 2/√{link.n} = {numbers.format_number(least, 2)}"
        )
    note = gettext("Rule “Causal link check”, version 1: the lag with the strongest correlation counts.")
    return LadderStep("number", word, equation, note=note)


def _hypothesis(link: LinkFacts, reasoning: str) -> LadderStep:
    body = gettext("%(driver)s leads to %(outcome)s: expected in the %(sign)s, %(lag)s.") % {
        "driver": f"{link.driver.code} {link.driver.name}",
        "outcome": f"{link.outcome.code} {link.outcome.name}",
        "sign": expected(link),
        "lag": within(link.expected_lag),
    }
    return LadderStep("rule", gettext("What the map claims"), body=body, note=reasoning)


def _lags(link: LinkFacts) -> LadderStep:
    rows = format_html_join(
        "",
        '<tr{}><th scope="row">{}</th><td class="ls-end">{}</td><td class="ls-end">{}</td></tr>',
        (
            (
                SafeString(' class="ls-total"') if lag.lag == link.lag else "",
                after(lag.lag),
                lag.n,
                numbers.format_number(lag.r, 2) if lag.r is not None else numbers.MISSING,
            )
            for lag in link.lags
        ),
    )
    head = (gettext("Outcome follows after"), gettext("Pairs"), gettext("r"))
    return LadderStep("rule", gettext("Tested at each lag"), body=_table(head, rows))


def _pairs(link: LinkFacts) -> LadderStep:
    one, other = link.driver.primary, link.outcome.primary
    if one is None or other is None:  # never: pairs exist only where both have a KPI
        raise ValueError(link.key)
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}{}</th><td class="ls-end">{}</td><td class="ls-end">{}</td></tr>',
        (
            (
                periods.short(pair.driver_period),
                f" → {periods.short(pair.outcome_period)}" if link.lag else "",
                values.shown(pair.driver_value, "", one.decimals, one.unit_kind),
                values.shown(pair.outcome_value, "", other.decimals, other.unit_kind),
            )
            for pair in reversed(link.pairs)
        ),
    )
    head = (
        gettext("Period"),
        f"{link.driver.code} {one.short_name or one.name}",
        f"{link.outcome.code} {other.short_name or other.name}",
    )
    links = format_html(
        '<p><a href="/kpis/{}/">{}</a> · <a href="/kpis/{}/">{}</a></p>',
        one.measure_slug,
        one.name,
        other.measure_slug,
        other.name,
    )
    count = ngettext("%(count)s pair of values", "%(count)s pairs of values", len(link.pairs)) % {
        "count": len(link.pairs)
    }
    return LadderStep("source", count, body=format_html("{}{}", _table(head, rows), links))


def _table(head: tuple[str, str, str], rows: SafeString) -> SafeString:
    cells = format_html(
        '<th scope="col">{}</th><th scope="col" class="ls-end">{}</th><th scope="col" class="ls-end">{}</th>', *head
    )
    return format_html(
        '<table class="ls-table ls-table-dense"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', cells, rows
    )
