"""The strategy map in words: its cards, its arrows, its table, and what the data say of a link."""

from collections.abc import Sequence
from datetime import datetime

from django.http import QueryDict
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Column, LadderStep
from lineofsight.base.ui.html import status, table
from lineofsight.base.web.tables import Sheet
from lineofsight.core.causality import MIN_PAIRS
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting.why import WhyPanel, instant
from lineofsight.insight.queries.maps import CLOSED, ONE_SIDED, LinkFacts
from lineofsight.insight.templatetags.insight import reason_of, unless_in
from lineofsight.scorecard.results import ObjectiveFacts, PerspectiveFacts, ScorecardPage, ScoreCell
from lineofsight.strategy.picture import drawing, face
from lineofsight.strategy.picture.layout import Sizes

#: What each verdict is called, and how its arrow is drawn.
VERDICTS = {
    "supported": (gettext_lazy("Data agree"), "agree"),
    "contradicted": (gettext_lazy("Data disagree"), "disagree"),
    "inconclusive": (gettext_lazy("No clear answer"), "untested"),
    "insufficient": (gettext_lazy("Not tested yet"), "untested"),
}
#: The verdict's tone, for its chip in the table.
TONES = {"supported": "passed", "contradicted": "refused", "inconclusive": "unscored", "insufficient": "no_data"}
VERDICT_ORDER = {"contradicted": 0, "inconclusive": 1, "insufficient": 2, "supported": 3}
COLUMNS = (
    Column(gettext_lazy("Driver"), "driver"),
    Column(gettext_lazy("leads to"), "outcome"),
    Column(gettext_lazy("Expected"), "sign"),
    Column(gettext_lazy("After"), "lag"),
    Column(gettext_lazy("What the data say"), "verdict"),
    Column(gettext_lazy("r"), "r", numeric=True, hint=gettext_lazy("Correlation, from −1 to 1")),
    Column(gettext_lazy("Pairs"), "n", numeric=True),
)
#: Beside the list of changes there is less room than on a page of its own.
BESIDE_LIST, ALONE = Sizes(width=950), Sizes(width=1310, widest=380)


def picture(
    page: ScorecardPage,
    links: Sequence[LinkFacts],
    query: QueryDict,
    *,
    codes: frozenset[str] | None = None,
    sizes: Sizes = ALONE,
) -> SafeString:
    """Return the map as SVG; `codes` keeps only the slice of a theme."""
    drawn = drawn_of(page, links, query, codes=codes)
    placed = face.place(drawn, sizes, is_mirrored=translation.get_language_bidi())
    return drawing.draw(drawn, placed, gettext("Strategy map"), css_class="ls-map-alone" if sizes is ALONE else "")


def drawn_of(
    page: ScorecardPage, links: Sequence[LinkFacts], query: QueryDict, *, codes: frozenset[str] | None = None
) -> face.Map:
    """Return what is on the map, before anything has a place."""
    rows = [
        (_head(band, query), tuple(_card(each, page, query) for each in band.objectives if _is_in(each, codes)))
        for band in page.perspectives
    ]
    loose = tuple(_card(each, page, query) for each in page.loose_objectives if _is_in(each, codes))
    if loose:
        rows.append((face.Head(gettext("Without perspective")), loose))
    arrows = tuple(_arrow(link, query) for link in links if _is_in(link.driver, codes) and _is_in(link.outcome, codes))
    return face.Map(tuple(rows), arrows)


def _is_in(objective: ObjectiveFacts, codes: frozenset[str] | None) -> bool:
    return codes is None or objective.code in codes


def mark(cell: ScoreCell, *, is_quiet: bool = False) -> face.Mark:
    """Return how a status is drawn; a caveat's shape and color win."""
    state = status.kind_of(cell.status)
    look = status.kind_of(cell.caveat) if cell.caveat else state
    word = str(state.word)
    if cell.caveat:
        word = gettext("%(state)s, %(caveat)s") % {"state": word, "caveat": str(look.word).lower()}
    return face.Mark(look.shape, word, look.tone, look.filled and not is_quiet)


def _number(cell: ScoreCell, node: int, label: str, decimals: int, query: QueryDict) -> face.Number:
    if cell.score is None:
        return face.Number(numbers.MISSING, reason=reason_of(cell.reason))
    shown = values.cell_score(cell.score, decimals, is_coarse=cell.is_coarse)
    words = gettext("%(name)s: %(score)s. Why?") % {"name": label, "score": shown}
    return face.Number(shown, table.query(query, why=node, format=None), words)


def _head(band: PerspectiveFacts, query: QueryDict) -> face.Head:
    share = values.share(band.weight_share, 0 if abs(band.weight_share * 100 % 1) < 0.05 else 1)
    words = gettext("Equal weight, %(share)s") if band.weight is None else gettext("Weight %(share)s")
    notes = []
    if band.cell.coverage is not None and band.cell.coverage < 1:
        notes.append(gettext("%(share)s has data") % {"share": values.share(band.cell.coverage)})
    return face.Head(
        band.name,
        words % {"share": share},
        _number(band.cell, band.node_id, band.name, 1, query),
        mark(band.cell, is_quiet=True),
        tuple(notes),
    )


def _card(objective: ObjectiveFacts, page: ScorecardPage, query: QueryDict) -> face.Card:
    return face.Card(
        key=str(objective.node_id),
        code=objective.code,
        name=objective.name,
        url=f"/strategy/objectives/{objective.slug}/?period={page.period.key}",
        mark=mark(objective.cell),
        number=_number(objective.cell, objective.node_id, objective.code, 0, query),
        note=measured(objective),
        trend=tuple(point.value for point in objective.primary.sparkline)
        if objective.primary and objective.primary.is_open
        else (),
    )


def measured(objective: ObjectiveFacts) -> str:
    """Return what the heaviest KPI of an objective shows: its name, value and target."""
    kpi = objective.primary
    if kpi is None:
        count = len(objective.children)
        below = ngettext("%(count)s objective below", "%(count)s objectives below", count) % {"count": count}
        return below if count else gettext("No KPI yet")
    if not kpi.is_open or kpi.cell is None:
        return gettext("KPI not open to you")
    name = kpi.short_name or kpi.name
    shown = values.shown(kpi.cell.measured, unless_in(kpi.symbol, name), kpi.decimals, kpi.unit_kind)
    if kpi.cell.is_coarse and kpi.cell.measured is not None:
        shown = gettext("about %(value)s") % {"value": shown}
    said = f"{name} {shown}"
    if kpi.cell.target is None:
        return said
    return f"{said} / {values.shown_target(kpi.cell.target, kpi.symbol, kpi.decimals, kpi.unit_kind)}"


def _arrow(link: LinkFacts, query: QueryDict) -> face.Link:
    word, tone = VERDICTS[link.verdict]
    words = {"driver": link.driver.code, "outcome": link.outcome.code, "verdict": str(word)}
    return face.Link(
        str(link.driver.node_id),
        str(link.outcome.node_id),
        tone,
        table.query(query, why=link.key, format=None),
        gettext("%(driver)s leads to %(outcome)s: %(verdict)s. Why?") % words,
    )


def sentence(links: Sequence[LinkFacts]) -> str:
    """Return one sentence about the arrows that could be said aloud."""
    if not links:
        return gettext("No objective is linked to another yet.")
    counts = {verdict: sum(link.verdict == verdict for link in links) for verdict in VERDICTS}
    words = {
        "supported": gettext("the data agree with %(count)s"),
        "contradicted": gettext("disagree with %(count)s"),
        "inconclusive": gettext("give no clear answer to %(count)s"),
        "insufficient": gettext("cannot test %(count)s yet"),
    }
    parts = [words[verdict] % {"count": count} for verdict, count in counts.items() if count]
    said = ngettext("%(count)s link", "%(count)s links", len(links)) % {"count": len(links)}
    return f"{said}: {', '.join(parts)}."


def ordered(links: Sequence[LinkFacts], key: str, is_down: bool) -> list[LinkFacts]:
    """Return the links in the order asked for; missing numbers come last either way."""

    def value(link: LinkFacts) -> object:
        return {
            "driver": (link.driver.code, link.outcome.code),
            "outcome": (link.outcome.code, link.driver.code),
            "sign": link.sign,
            "lag": link.expected_lag,
            "verdict": VERDICT_ORDER[link.verdict],
            "r": link.r,
            "n": link.n,
        }[key]

    known = [link for link in links if value(link) is not None]
    missing = [link for link in links if value(link) is None]
    return [*sorted(known, key=value, reverse=is_down), *missing]  # type: ignore[arg-type]


def expected(link: LinkFacts) -> str:
    """Return in which direction the outcome's KPI should follow."""
    return gettext("same direction") if link.sign > 0 else gettext("opposite direction")


def after(count: int) -> str:
    """Return a lag in words."""
    if count == 0:
        return gettext("same period")
    return ngettext("%(count)s period", "%(count)s periods", count) % {"count": count}


def within(count: int) -> str:
    """Return until when the outcome should follow, in words."""
    if count == 0:
        return gettext("in the same period")
    return ngettext("within %(count)s period", "within %(count)s periods", count) % {"count": count}


def sheet(links: Sequence[LinkFacts]) -> Sheet:
    """Return the table of links as it can be downloaded."""
    heads = [
        gettext(word)
        for word in ("Driver", "Driver name", "Outcome", "Outcome name", "Expected", "Expected lag", "Verdict")
    ]
    heads += [gettext(word) for word in ("Lag", "r", "Pairs", "Driver KPI", "Outcome KPI")]
    body = [
        [
            link.driver.code,
            link.driver.name,
            link.outcome.code,
            link.outcome.name,
            expected(link),
            link.expected_lag,
            str(VERDICTS[link.verdict][0]),
            link.lag,
            link.r,
            link.n,
            link.driver.primary.name if link.driver.primary else None,
            link.outcome.primary.name if link.outcome.primary else None,
        ]
        for link in links
    ]
    return Sheet(heads, body)


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
