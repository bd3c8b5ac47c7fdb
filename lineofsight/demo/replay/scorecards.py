"""Scorecards with their objectives, KPIs and weights, and the scores of each month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import scorecards, strategy
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.scorecards import COMPANY_SCORECARD, ScorecardObjective
from lineofsight.demo.norrvik.scorecards import Scorecard as SaidScorecard
from lineofsight.demo.replay.stage import SOURCE, Stage
from lineofsight.demo.replay.strategy import answer, put_in_force, unit_plan
from lineofsight.scorecard import commands, recompute
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.strategy.commands import add_objective, set_cascade

_HUB_PLANS_FROM: Final = date(2024, 1, 1)
_VERSION_3_FROM: Final = date(2026, 1, 1)
_NEW_IN_VERSION_3: Final = tuple(
    o.code for o in strategy.OBJECTIVES if o.code not in strategy.VERSIONS[1].objective_codes
)
_PERSPECTIVE_WEIGHTS: Final = {p.key: Decimal(p.weight_percent) for p in strategy.PERSPECTIVES}
_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class _Shaping:
    """Who shapes a scorecard, and from which day on what they say holds (None: from the beginning)."""

    context: Context
    stage: Stage
    card: Scorecard
    from_: date | None = None

    def weigh(self, node: ScoreNode, children: Mapping[int, Decimal]) -> None:
        said = {"node": node.pk, "weights": children, "from_": self.from_}
        commands.set_weights(self.context, None, said)

    def weigh_perspectives(self, weights: Mapping[str, Decimal]) -> None:
        root = ScoreNode.objects.get(kind="scorecard", scorecard=self.card)
        self.weigh(root, {self.perspective(key).pk: weight for key, weight in weights.items()})

    def weigh_objectives(self, weights: Mapping[str, Mapping[str, Decimal]]) -> None:
        """Set the weights of the objectives (by key) within each perspective."""
        for key, inside in weights.items():
            nodes = ScoreNode.objects.filter(kind="objective", objective__source=SOURCE, objective__key__in=inside)
            by_node = {pk: inside[name] for pk, name in nodes.values_list("pk", "objective__key")}
            self.weigh(self.perspective(key), by_node)

    def perspective(self, key: str) -> ScoreNode:
        found: ScoreNode = ScoreNode.objects.get(kind="perspective", scorecard=self.card, perspective__key=key)
        return found

    def attach(self, objective: ScorecardObjective) -> None:
        """Let the KPIs of an objective measure it."""
        gates = {gate.measure: gate for gate in objective.gates}
        shares = shared_out({link.measure: Decimal(link.weight) for link in objective.measures})
        for measure, share in shares.items():
            gate = gates.get(measure)
            said = {"gate_min_score": Decimal(gate.min_score), "gate_cap": Decimal(gate.cap)} if gate else {}
            whole = {"objective": self.stage.objective(objective.key).public_id, "weight": share, **said}
            commands.attach_measure(self.context, None, {**whole, "measure": self.stage.measures[measure].public_id})

    def serve(self, objective: ScorecardObjective, from_: date) -> None:
        """Let an objective serve one of the company.

        By line of sight only: the KPIs of the company's objectives already hold what the hubs report.
        """
        parent = self.stage.objective(str(objective.parent))
        said = {"parent": parent.public_id, "mode": objective.mode, "contributes": False, "from_": from_}
        set_cascade(self.context, self.stage.objective(objective.key), said)


def set_up_scorecards(stage: Stage, act: Act) -> None:
    """Set up the company's scorecard over version 2, and a plan with a scorecard for each hub and Nairobi."""
    reason = "The scorecards begin."
    context, approver = stage.context(act.actor, reason), stage.context("linnea-sandberg", reason)
    _set_up_company(context, stage)
    for said in scorecards.SCORECARDS:
        if said is not COMPANY_SCORECARD:
            _set_up_unit(context, approver, stage, said)


def follow_version(stage: Stage, act: Act) -> None:
    """Weigh the company's scorecard anew for version 3, and measure the objectives that it adds."""
    context = stage.context(act.actor, act.reason)
    card = Scorecard.objects.get(source=SOURCE, key=COMPANY_SCORECARD.key)
    shaping = _Shaping(context, stage, card, _VERSION_3_FROM)
    shaping.weigh_perspectives(_PERSPECTIVE_WEIGHTS)
    shaping.weigh_objectives(_by_perspective(COMPANY_SCORECARD.objectives))
    for objective in COMPANY_SCORECARD.objectives:
        if objective.code in _NEW_IN_VERSION_3:
            shaping.attach(objective)
    for said in scorecards.SCORECARDS:
        for objective in said.objectives:
            if objective.parent in _NEW_IN_VERSION_3:
                shaping.serve(objective, _VERSION_3_FROM)


def calculate(stage: Stage, act: Act) -> None:
    """Compute the scores of a month, once every source has reported."""
    recompute.full(f"all sources have reported {act.target.rpartition(':')[2]}")


def _set_up_company(context: Context, stage: Stage) -> None:
    shaping = _Shaping(context, stage, _create(context, stage, COMPANY_SCORECARD))
    first = {key: Decimal(weight) for key, weight in scorecards.FIRST_PERSPECTIVE_WEIGHTS.items()}
    shaping.weigh_perspectives(first)
    objectives = [each for each in COMPANY_SCORECARD.objectives if each.code not in _NEW_IN_VERSION_3]
    shaping.weigh_objectives(
        {
            key: {
                each.key: Decimal(scorecards.FIRST_OBJECTIVE_WEIGHTS[each.code])
                for each in objectives
                if each.perspective == key
            }
            for key in first
        }
    )
    for objective in objectives:
        shaping.attach(objective)


def _set_up_unit(context: Context, approver: Context, stage: Stage, said: SaidScorecard) -> None:
    version = unit_plan(
        stage, context, unit=said.unit, name=said.name.replace("scorecard", "plan"), start=_HUB_PLANS_FROM
    )
    for place, objective in enumerate(said.objectives, start=1):
        wording = {"code": objective.code, "name": objective.name, "perspective": objective.perspective}
        identity = {"source": SOURCE, "key": objective.key, "sort_order": place}
        row = add_objective(context, version, {**wording, **identity})
        answer(context, stage, row.address, "owner", objective.owner)
    put_in_force(context, approver, version, _HUB_PLANS_FROM)
    shaping = _Shaping(context, stage, _create(context, stage, said))
    weights = _by_perspective(said.objectives)
    perspectives = _PERSPECTIVE_WEIGHTS if len(weights) == len(_PERSPECTIVE_WEIGHTS) else _sums(weights)
    shaping.weigh_perspectives(perspectives)
    shaping.weigh_objectives({key: shared_out(inside) for key, inside in weights.items()})
    for objective in said.objectives:
        shaping.attach(objective)
        if objective.parent and objective.parent not in _NEW_IN_VERSION_3:
            shaping.serve(objective, _HUB_PLANS_FROM)


def _create(context: Context, stage: Stage, said: SaidScorecard) -> Scorecard:
    place = {"unit": stage.units[said.unit].public_id, "strategy": stage.strategy(said.unit).public_id}
    names = {"name": said.name, "kind": said.kind, "slug": said.key, "source": SOURCE, "key": said.key}
    made: Scorecard = commands.create_scorecard(context, None, {**place, **names, "calendar": stage.calendar.public_id})
    return made


def _by_perspective(objectives: Iterable[ScorecardObjective]) -> dict[str, dict[str, Decimal]]:
    weights: dict[str, dict[str, Decimal]] = {}
    for objective in objectives:
        weights.setdefault(objective.perspective, {})[objective.key] = Decimal(objective.weight)
    return weights


def _sums(weights: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    return {key: sum(inside.values(), Decimal(0)) for key, inside in weights.items()}


def shared_out(weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return weights that keep their proportions and add up to 100."""
    total = sum(weights.values(), Decimal(0))
    return {key: (weight * 100 / total).quantize(_STEP, ROUND_HALF_UP) for key, weight in weights.items()}
