"""KPIs, targets, scorecards and who answers for them, through the commands of measures, scorecard and organization."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lineofsight.integrations.current import strategy_of, version_shown
from lineofsight.integrations.wanted import Values
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure, UnitOfMeasure
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Calendar, Person, Unit
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard.models import NodeLink, Scorecard, ScoreNode
from lineofsight.strategy.models import StrategicObjective, Strategy

if TYPE_CHECKING:
    from lineofsight.integrations.founding import Ground

#: How the words for units of measure are shown; other words are numbers under their own name.
SHOWN = {
    "percent": {"name": "Percent", "symbol": "%", "kind": "percent", "decimals": 1},
    "percent_growth": {"name": "Percent growth", "symbol": "%", "kind": "percent", "decimals": 1},
    "count": {"name": "Count", "symbol": "", "kind": "number", "decimals": 0},
    "person_count": {"name": "People", "symbol": "people", "kind": "number", "decimals": 0},
}
CARD = ("question", "polarity", "unit_of_measure", "frequency", "time_aggregation", "org_aggregation", "is_complement")
TARGET = ("scoring_type", "unscored_reason", "text")
NUMBERS = ("baseline", "target", "red_flag", "stretch")


def found_measures(ground: Ground) -> None:
    """Create and revise KPIs and targets, then let them count where the files say."""
    fresh = ground.rows("kpis", "new")
    changed = ground.rows("kpis", "changed")
    add_units_of_measure(ground, (row.after["unit_of_measure"] for row in (*fresh, *changed)))
    for row in fresh:
        _create(ground, row.key, row.after)
    for row in changed:
        card = _card(row.after) | {"name": row.after["name"], "from_": ground.today}
        measures.revise_measure(ground.ctx, _measure(ground, row.key), card)
    for row in ground.rows("targets", "new", "changed"):
        _target(ground, row.key, row.after, ground.since if row.verdict == "new" else ground.today)
    _scorecards(ground)
    for row in (*fresh, *changed):
        _attach(ground, row.key, row.after)
    _weights(ground)
    _answerable(ground)


def add_units_of_measure(ground: Ground, words: Iterable[str | None]) -> None:
    """Add the units of measure that nobody has used yet, each under its word."""
    known = set(UnitOfMeasure.objects.values_list("key", flat=True))
    for word in sorted({word for word in words if word} - known):
        shown = SHOWN.get(word, {"name": word.replace("_", " ").capitalize()[:80], "symbol": "", "kind": "number"})
        measures.add_unit_of_measure(ground.ctx, None, {"key": word, **shown})


def _card(said: Values) -> Values:
    return {name: said[name] for name in CARD} | {"factor": Decimal(said["factor"])}


def _create(ground: Ground, key: str, said: Values) -> None:
    from lineofsight.integrations.founding import calendar_for  # inline: the two modules make one walk

    data = {
        "name": said["name"],
        "owning_unit": ground.unit(said["unit"]).public_id,
        "calendar": calendar_for(ground).public_id,
        "from_": ground.since,
        "slug": key[:160] if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else "",
        "source": ground.source,
        "key": key,
    }
    measures.create_measure(ground.ctx, None, data | _card(said))


def _measure(ground: Ground, key: str) -> Measure:
    found: Measure = Measure.objects.get(source=ground.source, key=key)
    return found


def _target(ground: Ground, key: str, said: Values, from_: Any) -> None:
    data = {name: said[name] for name in TARGET} | {"unit": ground.unit(said["unit"]).public_id, "from_": from_}
    data |= {name: None if said[name] is None else Decimal(said[name]) for name in NUMBERS}
    data["due_on"] = said["due_on"]
    measures.set_target(ground.ctx, _measure(ground, key), data)


def _scorecards(ground: Ground) -> None:
    """Give each unit with objectives a scorecard over the strategy; the strategy's own unit has the first one."""
    from lineofsight.integrations.founding import calendar_for  # inline: the two modules make one walk

    strategy = strategy_of(ground.source)
    version = version_shown(strategy) if strategy else None
    if strategy is None or version is None:
        return
    with_objectives = set(version.objectives.values_list("objective__unit_id", flat=True))
    have = set(Scorecard.objects.filter(strategy=strategy).values_list("unit_id", flat=True))
    missing = [pk for pk in (strategy.unit_id, *sorted(with_objectives - {strategy.unit_id})) if pk not in have]
    if not missing:
        return
    calendar, frequency = calendar_for(ground), _rhythm(ground)
    for pk in missing:
        _scorecard(ground, strategy, Unit.objects.get(pk=pk), calendar, frequency)


def _scorecard(ground: Ground, strategy: Strategy, unit: Unit, calendar: Calendar, frequency: str) -> None:
    version = unit.versions.current().order_by("-valid_from").first()
    data = {
        "unit": unit.public_id,
        "strategy": strategy.public_id,
        "calendar": calendar.public_id,
        "name": version.name if version else unit.key,
        "kind": "corporate" if unit.pk == strategy.unit_id else "business_unit",
        "frequency": frequency,
        "source": ground.source,
        "key": unit.key,
    }
    scorecards.create_scorecard(ground.ctx, None, data)


def _rhythm(ground: Ground) -> str:
    """Return the rhythm in which scorecards are read: that of most KPIs."""
    counted: dict[str, int] = defaultdict(int)
    for row in ground.rows("kpis", "new", "changed"):
        counted[row.after["frequency"]] += 1
    stated = ground.calendar.get("frequency")
    return max(counted, key=lambda word: counted[word]) if counted else stated or "monthly"


def _attach(ground: Ground, key: str, said: Values) -> None:
    objective = StrategicObjective.objects.filter(source=ground.source, key=said["objective"] or "").first()
    if objective is None:
        return
    data: dict[str, Any] = {"objective": objective.public_id, "measure": _measure(ground, key).public_id}
    data |= {"unit": ground.unit(said["unit"]).public_id, "weight": said["weight"] and Decimal(said["weight"])}
    scorecards.attach_measure(ground.ctx, None, data)


def _weights(ground: Ground) -> None:
    """Set the stated weights of perspectives and objectives in their scorecards, where all siblings have one."""
    stated = {
        row.key: Decimal(row.after["weight"])
        for table in ("perspectives", "objectives")
        for row in ground.rows(table, "new")
        if row.after.get("weight") is not None
    }
    if not stated:
        return
    strategy = strategy_of(ground.source)
    for node in ScoreNode.objects.filter(scorecard__strategy=strategy, kind__in=("scorecard", "perspective")):
        links = NodeLink.objects.at(ground.today).filter(parent=node).select_related("child__perspective")
        weights = {link.child_id: stated.get(_key(link.child)) for link in links.select_related("child__objective")}
        known = [weight for weight in weights.values() if weight is not None]
        if not known or len(known) != len(weights):
            continue
        total = sum(known, Decimal(0))
        if total <= 0:
            continue
        if abs(total - 100) > Decimal("0.01"):
            step = Decimal("0.000001")
            weights = {pk: ((weight or Decimal(0)) * 100 / total).quantize(step) for pk, weight in weights.items()}
        ctx = ground.ctx.because(ground.ctx.reason or "Weights stated by the imported file.")
        scorecards.set_weights(ctx, None, {"node": node.pk, "weights": weights})


def _key(node: ScoreNode) -> str:
    thing = node.perspective or node.objective
    return thing.key if thing else ""


def _answerable(ground: Ground) -> None:
    """Let people of the installation answer for KPIs; a name that is nobody's key is remarked upon when staging."""
    for row in ground.rows("kpis", "new"):
        for code in ("owner", "steward", "updater"):
            person = Person.objects.filter(key=row.after.get(code) or "").first()
            if person is not None:
                data = {"target": _measure(ground, row.key).address, "code": code, "person": person.public_id}
                organization.set_accountability(ground.ctx, None, data | {"from_": ground.since})
