"""Scorecards, the dated weights that join their parts, and the scores computed from them."""

from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Known, Record
from lineofsight.base.records import BUSINESS, TECHNICAL, Declaration, RecordClass

NODE_KINDS = ("measure", "objective", "perspective", "scorecard", "unit")
MISSING_POLICIES = ("renormalize", "zero", "propagate", "carry_forward")


class Scorecard(Identified):
    """The scorecard of a unit: which strategy it follows, by which calendar and rhythm it is read."""

    declaration = Declaration("scorecard", BUSINESS)
    slug = models.SlugField(max_length=160, unique=True)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="scorecards")
    strategy = models.ForeignKey("strategy.Strategy", on_delete=models.PROTECT, related_name="scorecards")
    kind = models.CharField(max_length=14, default="corporate")
    calendar = models.ForeignKey("organization.Calendar", on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=12, default="monthly")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "scorecard"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="scorecard_key")]


class RollupRule(Dated):
    """How a node's children become its score, from a day on; without a row: weighted mean, renormalized."""

    declaration = Declaration("rollup_rule", BUSINESS)
    entity_fields = ("node",)
    node = models.ForeignKey("scorecard.ScoreNode", on_delete=models.PROTECT, related_name="rules")
    method = models.CharField(max_length=14, default="weighted_mean")
    missing_policy = models.CharField(max_length=14, default="renormalize")
    max_carry = models.PositiveSmallIntegerField(null=True)
    min_coverage = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    gate_missing = models.CharField(max_length=6, default="fail")
    green_at = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    amber_at = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    hysteresis = models.DecimalField(max_digits=9, decimal_places=6, default=2)

    class Meta:
        verbose_name = "roll-up rule"
        indexes = entity_index("rolluprule", "node")


class NodeLink(Dated):
    """A child counts in a parent, by a weight and perhaps as a gate: scorecard–perspective, perspective–objective,
    objective–KPI, objective–objective, unit–scorecard, unit–unit. `weight` empty means equal, and the page says so.
    """

    declaration = Declaration("node_link", BUSINESS)
    entity_fields = ("parent", "child")
    parent = models.ForeignKey("scorecard.ScoreNode", on_delete=models.PROTECT, related_name="child_links")
    child = models.ForeignKey("scorecard.ScoreNode", on_delete=models.PROTECT, related_name="parent_links")
    weight = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    is_applicable = models.BooleanField(default=True)
    gate_min_score = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    gate_cap = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        verbose_name = "weight"
        indexes = [
            *entity_index("nodelink", "parent"),
            models.Index(fields=["child"], condition=models.Q(known_to__isnull=True), name="nodelink_child"),
        ]


class ScoreNode(Record):
    """Something that has a score: a KPI at a unit, an objective, a perspective of a scorecard, a scorecard, a unit."""

    declaration = Declaration("score_node", BUSINESS)
    kind = models.CharField(max_length=12)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="score_nodes")
    measure = models.ForeignKey("measures.Measure", null=True, on_delete=models.PROTECT, related_name="score_nodes")
    objective = models.ForeignKey(
        "strategy.StrategicObjective", null=True, on_delete=models.PROTECT, related_name="score_nodes"
    )
    perspective = models.ForeignKey("strategy.Perspective", null=True, on_delete=models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, null=True, on_delete=models.PROTECT, related_name="nodes")

    class Meta:
        verbose_name = "score node"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit"], condition=models.Q(kind="measure"), name="node_measure"
            ),
            models.UniqueConstraint(fields=["objective"], condition=models.Q(kind="objective"), name="node_objective"),
            models.UniqueConstraint(
                fields=["scorecard", "perspective"], condition=models.Q(kind="perspective"), name="node_perspective"
            ),
            models.UniqueConstraint(fields=["scorecard"], condition=models.Q(kind="scorecard"), name="node_scorecard"),
            models.UniqueConstraint(fields=["unit"], condition=models.Q(kind="unit"), name="node_unit"),
        ]


class CalculationRun(Record):
    """One recompute: what set it off, over which periods, with which rules and what input."""

    declaration = Declaration("calculation_run", TECHNICAL, RecordClass.DERIVED)
    cause = models.CharField(max_length=120)
    rule_version = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    known_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    written = models.PositiveIntegerField(default=0)
    examined = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "calculation run"


class Score(Known):
    """What a node scored in a period: superseded when the inputs or the rule change, never overwritten.

    `score` is rounded to six decimals, for showing. `unrounded` is what the nodes above are computed from: a child
    exactly at its red flag (100/3) keeps its parent amber, which 33.333333 would not. The links out carry no database
    constraint: a recompute writes hundreds of thousands of rows, all from ids just read, of rows never deleted.
    """

    declaration = Declaration("score", BUSINESS, RecordClass.DERIVED)
    node = models.ForeignKey(
        ScoreNode, on_delete=models.PROTECT, related_name="scores", db_index=False, db_constraint=False
    )
    period = models.ForeignKey(
        "organization.Period", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    score = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    status = models.CharField(max_length=8, default="no_data")
    unrounded = models.FloatField(null=True)
    memory = models.CharField(max_length=8, blank=True, default="")
    coverage = models.FloatField(null=True)
    reason = models.CharField(max_length=24, blank=True, default="ok")
    measured = models.FloatField(null=True)
    target = models.FloatField(null=True)
    flags = models.PositiveSmallIntegerField(default=0)
    run = models.ForeignKey(
        CalculationRun, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = "score"
        constraints = [
            models.UniqueConstraint(
                fields=["node", "period"], condition=models.Q(known_to__isnull=True), name="score_now"
            )
        ]
        indexes = [
            models.Index(fields=["period", "node"], condition=models.Q(known_to__isnull=True), name="score_period_now"),
            models.Index(fields=["node", "period", "known_from"], name="score_known"),
        ]
