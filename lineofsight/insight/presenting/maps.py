"""The strategy map in words: its cards, its arrows, its table, and what the data say of a link."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Column
from lineofsight.base.ui.html import status, table
from lineofsight.base.web.tables import Sheet
from lineofsight.insight.presenting import values
from lineofsight.insight.queries.maps import LinkFacts
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
