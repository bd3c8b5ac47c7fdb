"""The strategy map: the objectives of a scorecard with their scores, and what the data say of each link."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import causality
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.models import Scorecard
from lineofsight.scorecard.results import ObjectiveFacts, PeriodLabel, ScorecardPage, SeriesPoint
from lineofsight.strategy.models import CausalLink, ObjectiveTheme

#: The histories of the two KPIs; None where there is no KPI, or none that the viewer may open.
Ends = tuple[tuple[SeriesPoint, ...] | None, tuple[SeriesPoint, ...] | None]
#: What a score says of a value that was not measured in its period.
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
    return StrategyMap(page, links_of(page), _themes(ctx, page), ctx.known_at)


def _highest(ctx: Context) -> str:
    """Return the scorecard nearest to the top of the organization that the viewer may see."""
    cards = Scorecard.objects.visible_to(ctx.viewer).annotate(depth=Max("unit__above__depth"))
    slug = cards.order_by("depth", "pk").values_list("slug", flat=True).first()
    if slug is None:
        raise NotFound("Scorecard")
    return str(slug)


def links_of(page: ScorecardPage) -> tuple[LinkFacts, ...]:
    """Return the links between objectives of a scorecard, each tested on the raw values of their heaviest KPIs."""
    if not page.links:
        return ()
    by_node = {objective.node_id: objective for objective in page.objectives}
    series = {o.node_id: o.primary.series for o in by_node.values() if o.primary and o.primary.is_open}
    made = []
    for line in page.links:
        driver, outcome = by_node.get(line.driver_node_id), by_node.get(line.outcome_node_id)
        if driver is None or outcome is None:
            continue
        ends = (series.get(driver.node_id), series.get(outcome.node_id))
        made.append(_tested(driver, outcome, line.sign, line.lag, ends))
    return tuple(made)


def _raw(point: SeriesPoint) -> float | None:
    """Return what was measured in a period, nothing where it is carried over from an earlier one."""
    return None if point.flags & NOT_MEASURED else point.value


def _tested(driver: ObjectiveFacts, outcome: ObjectiveFacts, sign: int, lag: int, ends: Ends) -> LinkFacts:
    one, other = ends
    if one is None or other is None:
        ground = ONE_SIDED if driver.primary is None or outcome.primary is None else CLOSED
        return LinkFacts(driver, outcome, sign, lag, "insufficient", ground)
    first, second = ([_raw(point) for point in series] for series in (one, other))
    gaps = [[float("nan") if value is None else value for value in values] for values in (first, second)]
    check = causality.check_link(gaps[0], gaps[1], max_lag=lag, expected_sign=sign)
    best = check.best
    at = best.lag if best else lag
    pairs = tuple(
        Pair(one[place].period, value, other[place + at].period, later)
        for place, value in enumerate(first)
        if value is not None and place + at < len(second) and (later := second[place + at]) is not None
    )
    return LinkFacts(
        driver,
        outcome,
        sign,
        lag,
        check.verdict,
        TESTED,
        lag=best.lag if best else None,
        r=best.r if best else None,
        n=best.n if best else len(pairs),
        lags=check.lags,
        pairs=pairs,
    )


def reason_of_link(ctx: Context, page: ScorecardPage, link: LinkFacts) -> str:
    """Return what the strategy says of why one objective drives the other."""
    rows = CausalLink.objects.visible_to(ctx.viewer).filter(
        strategy_version__number=page.strategy.version_number or 0,
        strategy_version__strategy__scorecards__slug=page.slug,
        driver__code=link.driver.code,
        outcome__code=link.outcome.code,
    )
    return rows.values_list("why", flat=True).first() or ""


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
