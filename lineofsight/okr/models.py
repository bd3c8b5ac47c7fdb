"""Objectives and key results of units and teams, their values, and the dated links from one to what it serves."""

from typing import Any

from django.db import models
from django.db.models import Q

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Known
from lineofsight.base.records import BUSINESS, Declaration, RecordClass

AMBITIONS = ("committed", "aspirational")
STATES = ("draft", "active", "closed", "dropped")
#: States in which an objective counts; what links to another one stops there.
COUNTING = ("active",)


def _number(**options: Any) -> Any:
    return models.DecimalField(max_digits=20, decimal_places=6, **options)


class Cycle(Identified):
    """A cycle of OKRs: a period of a calendar, under a name and an address such as `2026-q4`."""

    declaration = Declaration("cycle", BUSINESS)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    period = models.OneToOneField("organization.Period", on_delete=models.PROTECT, related_name="okr_cycle")

    class Meta:
        verbose_name = "cycle"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="cycle_key")]


class Objective(Identified):
    """What a unit or team wants to reach in a cycle, and who answers for it."""

    declaration = Declaration("okr", BUSINESS)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="objectives")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="okrs")
    owner = models.ForeignKey("organization.Person", null=True, on_delete=models.PROTECT, related_name="okrs")
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    why = models.TextField(blank=True, default="")
    ambition = models.CharField(max_length=12, default="committed")
    mode = models.CharField(max_length=12, default="both")  # key_results children both
    state = models.CharField(max_length=8, default="active")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "objective"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="okr_key")]


class KeyResult(Identified):
    """How one sees that an objective is reached: by a value, milestones, yes or no, or by staying on one side.

    A KPI at a unit may supply the value; then nobody records one by hand.
    """

    declaration = Declaration("key_result", BUSINESS)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="key_results")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, default="metric")
    start = _number(null=True)
    target = _number(null=True)  # for staying on one side: the threshold
    control_mode = models.CharField(max_length=6, default="latest")
    weight = _number(default=1)
    unit_of_measure = models.ForeignKey(
        "measures.UnitOfMeasure", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    measure = models.ForeignKey("measures.Measure", null=True, on_delete=models.PROTECT, related_name="key_results")
    measure_unit = models.ForeignKey(
        "organization.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=9, default="active")  # active cancelled
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "key result"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="key_result_key"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="key_result_weight"),
        ]


class Milestone(Identified):
    """A step of a key result, with what it weighs among the steps."""

    declaration = Declaration("milestone", BUSINESS)
    key_result = models.ForeignKey(KeyResult, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=300)
    weight = _number(default=1)
    due_on = models.DateField(null=True)
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "milestone"


class KeyResultValue(Known):
    """Where a key result, or one of its milestones, stood on a day: superseded, never overwritten.

    A milestone's value says how far it is, from 0 to 1; so does that of a yes-or-no key result.
    """

    declaration = Declaration("key_result_value", BUSINESS)
    key_result = models.ForeignKey(KeyResult, on_delete=models.PROTECT, related_name="values", db_index=False)
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.PROTECT, related_name="values", db_index=False)
    on = models.DateField()
    value = _number(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "value of a key result"
        constraints = [
            models.UniqueConstraint(
                fields=["key_result", "on"],
                condition=Q(known_to__isnull=True, milestone__isnull=True),
                name="key_result_value_now",
            ),
            models.UniqueConstraint(
                fields=["milestone", "on"],
                condition=Q(known_to__isnull=True, milestone__isnull=False),
                name="milestone_value_now",
            ),
        ]
        indexes = [models.Index(fields=["key_result", "on", "known_from"], name="key_result_value_known")]


class AlignmentEdge(Dated):
    """An objective serves another one (perhaps one key result of it) or a strategic objective, from a day on.

    One that contributes gives a share of itself, and counts in the progress above by `weight`. One that only supports
    is line of sight: no share, no weight.
    """

    declaration = Declaration("alignment_edge", BUSINESS)
    entity_fields = ("child", "parent", "key_result", "strategic_objective")
    child = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="edges_up", db_index=False)
    parent = models.ForeignKey(Objective, null=True, on_delete=models.PROTECT, related_name="edges_down")
    key_result = models.ForeignKey(KeyResult, null=True, on_delete=models.PROTECT, related_name="edges", db_index=False)
    strategic_objective = models.ForeignKey(
        "strategy.StrategicObjective", null=True, on_delete=models.PROTECT, related_name="okr_edges"
    )
    contributes = models.BooleanField(default=True)
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    weight = _number(default=1)

    class Meta:
        verbose_name = "link"
        indexes = entity_index("alignmentedge", "child")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False, strategic_objective__isnull=True)
                | Q(parent__isnull=True, strategic_objective__isnull=False, key_result__isnull=True),
                name="edge_one_parent",
            ),
            models.CheckConstraint(
                condition=Q(contributes=True, share__gte=0, share__lte=1) | Q(contributes=False, share__isnull=True),
                name="edge_share",
            ),
        ]


class Progress(Known):
    """How far a key result or an objective is, computed: from 0 to 1, and for a key result also uncapped.

    The links out carry no database constraint: a recompute writes them in bulk, from ids just read.
    """

    declaration = Declaration("okr_progress", BUSINESS, RecordClass.DERIVED)
    objective = models.ForeignKey(
        Objective, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key_result = models.ForeignKey(
        KeyResult, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    progress = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    raw = models.FloatField(null=True)
    current = models.FloatField(null=True)
    current_on = models.DateField(null=True)
    reason = models.CharField(max_length=16, blank=True, default="ok")

    class Meta:
        verbose_name = "progress"
        constraints = [
            models.UniqueConstraint(
                fields=["objective"],
                condition=Q(known_to__isnull=True, objective__isnull=False),
                name="objective_progress_now",
            ),
            models.UniqueConstraint(
                fields=["key_result"],
                condition=Q(known_to__isnull=True, key_result__isnull=False),
                name="key_result_progress_now",
            ),
        ]
        indexes = [
            models.Index(fields=["objective", "known_from"], name="objective_progress_known"),
            models.Index(fields=["key_result", "known_from"], name="key_result_progress_known"),
        ]


class ObjectiveShare(Known):
    """How much of an objective goes to a strategic objective, over all ways; what goes to none stands on no row."""

    declaration = Declaration("objective_share", BUSINESS, RecordClass.DERIVED)
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    strategic_objective = models.ForeignKey(
        "strategy.StrategicObjective", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    share = models.FloatField()

    class Meta:
        verbose_name = "share"
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "strategic_objective"],
                condition=Q(known_to__isnull=True),
                name="objective_share_now",
            )
        ]
        indexes = [
            models.Index(fields=["objective", "known_from"], name="objective_share_known"),
            models.Index(
                fields=["strategic_objective"], condition=Q(known_to__isnull=True), name="objective_share_end"
            ),
        ]
