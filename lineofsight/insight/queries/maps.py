"""The strategy map: the objectives of a scorecard with their scores, and what the data say of each link."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import causality
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.models import Scorecard
from lineofsight.scorecard.queries import cells
from lineofsight.scorecard.results import ObjectiveFacts, PeriodLabel, ScorecardPage
from lineofsight.strategy.models import CausalLink, ObjectiveTheme

#: Periods a link is tested over, at most: older ones say little of how the organization works now.
MOST_PERIODS = 60
NOT_MEASURED = frozenset({"carried", "stale"})
ONE_SIDED, CLOSED, TESTED = "no_kpi", "closed", "tested"


@dataclass(frozen=True, slots=True)
class Pair:
    """Driver and outcome at the lag the verdict rests on: the value of the one, and that of the other later on."""

    driver_period: PeriodLabel
    driver_value: float
    outcome_period: PeriodLabel
    outcome_value: float


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link and what the data say of it.

    `verdict` is supported, contradicted, inconclusive or insufficient; `ground` says why it could not be tested where
    it was not: an objective without a KPI, or one whose KPI this reader may not open. `r` and `n` belong to `lag`.
    """

    driver: ObjectiveFacts
    outcome: ObjectiveFacts
    sign: int
    expected_lag: int
    why: str
    verdict: str
    ground: str
    lag: int | None = None
    r: float | None = None
    n: int = 0
    lags: tuple[causality.Lag, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def key(self) -> str:
        """Return how `?why=` names this link."""
        return f"link:{self.driver.node_id}:{self.outcome.node_id}"


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A theme and the codes of the objectives that serve it."""

    key: str
    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyMap:
    """Everything on the map of a strategy in a period."""

    page: ScorecardPage
    links: tuple[LinkFacts, ...]
    themes: tuple[ThemeFacts, ...]
    known_at: datetime | None

    def link(self, key: str) -> LinkFacts:
        """Return the link that `?why=` names."""
        found = next((link for link in self.links if link.key == key), None)
        if found is None:
            raise NotFound("Link")
        return found


@query("insight.strategy_map", "/strategy-map")
def strategy_map(ctx: Context, *, scorecard: str | None = None, period: str | None = None) -> StrategyMap:
    """Return the map of a scorecard's strategy (by default that of the top of the organization) in a period."""
    slug = scorecard or _highest(ctx)
    page = scores.scorecard_page(ctx, slug, period)
    return StrategyMap(page, links_of(ctx, page), _themes(ctx, page), ctx.known_at)


def _highest(ctx: Context) -> str:
    """Return the scorecard nearest to the top of the organization that the viewer may see."""
    cards = Scorecard.objects.visible_to(ctx.viewer).annotate(depth=Max("unit__above__depth"))
    slug = cards.order_by("depth", "pk").values_list("slug", flat=True).first()
    if slug is None:
        raise NotFound("Scorecard")
    return str(slug)


def links_of(ctx: Context, page: ScorecardPage) -> tuple[LinkFacts, ...]:
    """Return the links between objectives of a scorecard, each tested on the raw values of their heaviest KPIs."""
    if not page.links:
        return ()
    by_node = {objective.node_id: objective for objective in page.objectives}
    reasons = _reasons(ctx, page)
    until = [period for period in reversed(page.periods) if period.start_on <= page.period.start_on][-MOST_PERIODS:]
    kpis = {o.primary.node_id for o in by_node.values() if o.primary and o.primary.is_open}
    found = cells.load(ctx, Q(node_id__in=kpis, period_id__in=[period.id for period in until]))
    series = {node: [_raw(found, node, period) for period in until] for node in kpis}
    made = []
    for line in page.links:
        driver, outcome = by_node.get(line.driver_node_id), by_node.get(line.outcome_node_id)
        if driver is None or outcome is None:
            continue
        why = reasons.get((driver.code, outcome.code), "")
        made.append(_tested(driver, outcome, line.sign, line.lag, why, series, until))
    return tuple(made)


def _raw(found: cells.Cells, node: int, period: PeriodLabel) -> float | None:
    """Return what was measured in a period, nothing where it is carried over from an earlier one or only told about."""
    cell = found.at(node, period)
    return None if cell.is_coarse or cell.flags & NOT_MEASURED else cell.measured


def _tested(
    driver: ObjectiveFacts,
    outcome: ObjectiveFacts,
    sign: int,
    lag: int,
    why: str,
    series: dict[int, list[float | None]],
    periods: list[PeriodLabel],
) -> LinkFacts:
    ends = (driver.primary, outcome.primary)
    first, second = (series.get(kpi.node_id) if kpi else None for kpi in ends)
    if first is None or second is None:
        ground = ONE_SIDED if any(kpi is None for kpi in ends) else CLOSED
        return LinkFacts(driver, outcome, sign, lag, why, "insufficient", ground)
    gaps = [[float("nan") if value is None else value for value in values] for values in (first, second)]
    check = causality.check_link(gaps[0], gaps[1], max_lag=lag, expected_sign=sign)
    at = check.best.lag if check.best else lag
    pairs = tuple(
        Pair(periods[place], one, periods[place + at], other)
        for place, one in enumerate(first)
        if one is not None and place + at < len(second) and (other := second[place + at]) is not None
    )
    best = check.best
    return LinkFacts(
        driver,
        outcome,
        sign,
        lag,
        why,
        check.verdict,
        TESTED,
        best.lag if best else None,
        best.r if best else None,
        best.n if best else len(pairs),
        check.lags,
        pairs,
    )


def _reasons(ctx: Context, page: ScorecardPage) -> dict[tuple[str, str], str]:
    """Return what the strategy says of why one objective drives the other."""
    rows = CausalLink.objects.visible_to(ctx.viewer).filter(
        strategy_version__number=page.strategy.version_number or 0, strategy_version__strategy__scorecards__slug=page.slug
    )
    return {(driver, outcome): why for driver, outcome, why in rows.values_list("driver__code", "outcome__code", "why")}


def _themes(ctx: Context, page: ScorecardPage) -> tuple[ThemeFacts, ...]:
    rows = ObjectiveTheme.objects.visible_to(ctx.viewer).filter(
        objective_version__strategy_version__number=page.strategy.version_number or 0,
        objective_version__strategy_version__strategy__scorecards__slug=page.slug,
    )
    found: dict[tuple[str, str], list[str]] = {}
    for name, key, code in rows.order_by("theme__name").values_list(
        "theme__name", "theme__key", "objective_version__objective__code"
    ):
        found.setdefault((key, name), []).append(code)
    return tuple(ThemeFacts(key, name, tuple(codes)) for (key, name), codes in found.items())
