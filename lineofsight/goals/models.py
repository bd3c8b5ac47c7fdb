"""Goals of people, what they serve, and what a job serves where its holder has set no goals."""

from typing import Any

from django.db import models
from django.db.models import Q

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Known
from lineofsight.base.records import BUSINESS, Declaration, RecordClass, Use

AUDIENCES = ("managers", "team", "everyone")
STATES = ("active", "closed", "dropped")

PLAN = Use("personal", "agreeing on work and showing whom it serves", "until erasure")


def _number(**options: Any) -> Any:
    return models.DecimalField(max_digits=20, decimal_places=6, **options)


class Goal(Identified):
    """What a person wants to reach: from when to when, by what it is measured, and what part of their plan it is.

    `audience` says who may read it beside the person, the managers above and HR.
    """

    declaration = Declaration("goal", PLAN, RecordClass.PERSONAL, person="person_id")
    person = models.ForeignKey("organization.Person", on_delete=models.PROTECT, related_name="goals", db_index=False)
    cycle = models.ForeignKey("okr.Cycle", null=True, on_delete=models.PROTECT, related_name="goals", db_index=False)
    title = models.CharField(max_length=300)
    measured_by = models.CharField(max_length=300, blank=True, default="")
    start_on = models.DateField()
    due_on = models.DateField()
    weight = models.DecimalField(max_digits=9, decimal_places=6)
    kind = models.CharField(max_length=10, default="metric")  # metric binary
    start = _number(null=True)
    target = _number(null=True)
    unit_of_measure = models.ForeignKey(
        "measures.UnitOfMeasure", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    measure = models.ForeignKey("measures.Measure", null=True, on_delete=models.PROTECT, related_name="goals")
    measure_unit = models.ForeignKey(
        "organization.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    audience = models.CharField(max_length=8, default="managers")
    state = models.CharField(max_length=8, default="active")

    class Meta:
        verbose_name = "goal"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="goal_key"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="goal_weight"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("start_on")), name="goal_dates"),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="goal_of_person")]


class GoalValue(Known):
    """Where a goal stood on a day, as its person or manager noted: superseded, never overwritten."""

    declaration = Declaration("goal_value", PLAN, RecordClass.PERSONAL, person="person_id")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="values", db_index=False)
    on = models.DateField()
    value = _number(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "value of a goal"
        constraints = [
            models.UniqueConstraint(fields=["goal", "on"], condition=Q(known_to__isnull=True), name="goal_value_now")
        ]
        indexes = [models.Index(fields=["goal", "on", "known_from"], name="goal_value_known")]

    @property
    def person_id(self) -> int:
        """Return whose goal it is."""
        return int(self.goal.person_id)


class GoalEdge(Dated):
    """A goal serves an objective of a team (perhaps one key result), a strategic objective or a KPI, from a day on."""

    declaration = Declaration("goal_edge", PLAN, RecordClass.PERSONAL, person="person_id")
    entity_fields = ("goal", "objective", "key_result", "strategic_objective", "measure")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="edges", db_index=False)
    objective = models.ForeignKey("okr.Objective", null=True, on_delete=models.PROTECT, related_name="goal_edges")
    key_result = models.ForeignKey(
        "okr.KeyResult", null=True, on_delete=models.PROTECT, related_name="goal_edges", db_index=False
    )
    strategic_objective = models.ForeignKey(
        "strategy.StrategicObjective", null=True, on_delete=models.PROTECT, related_name="goal_edges"
    )
    measure = models.ForeignKey("measures.Measure", null=True, on_delete=models.PROTECT, related_name="goal_edges")
    contributes = models.BooleanField(default=True)
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        verbose_name = "link of a goal"
        indexes = entity_index("goaledge", "goal")
        constraints = [
            models.CheckConstraint(
                condition=Q(objective__isnull=False, strategic_objective__isnull=True, measure__isnull=True)
                | Q(objective__isnull=True, strategic_objective__isnull=False, measure__isnull=True)
                | Q(objective__isnull=True, strategic_objective__isnull=True, measure__isnull=False),
                name="goal_edge_one_parent",
            ),
            models.CheckConstraint(
                condition=Q(contributes=True, share__gte=0, share__lte=1) | Q(contributes=False, share__isnull=True),
                name="goal_edge_share",
            ),
        ]

    @property
    def person_id(self) -> int:
        """Return whose goal it is."""
        return int(self.goal.person_id)


class Standing(Known):
    """Where a goal stands, computed: its progress, and how much of it reaches a strategic objective."""

    declaration = Declaration("goal_standing", PLAN, RecordClass.DERIVED)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    progress = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    current = models.FloatField(null=True)
    current_on = models.DateField(null=True)
    aligned = models.FloatField()
    reason = models.CharField(max_length=16, blank=True, default="ok")

    class Meta:
        verbose_name = "standing of a goal"
        constraints = [
            models.UniqueConstraint(fields=["goal"], condition=Q(known_to__isnull=True), name="goal_standing_now")
        ]
        indexes = [models.Index(fields=["goal", "known_from"], name="goal_standing_known")]


class Effort(Known):
    """What the people of one unit give to a strategic objective: goal weight times share, summed; none: what stops.

    Of that unit alone; the units below have rows of their own. `people` and `goals` count who stands behind it; beside
    what stops stand all people and goals, and `alone` counts the goals of which nothing reaches the strategy.
    """

    declaration = Declaration("effort", BUSINESS, RecordClass.DERIVED)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    strategic_objective = models.ForeignKey(
        "strategy.StrategicObjective",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    weight = models.FloatField()
    goals = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    alone = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "effort"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "strategic_objective"],
                condition=Q(known_to__isnull=True, strategic_objective__isnull=False),
                name="effort_now",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(known_to__isnull=True, strategic_objective__isnull=True),
                name="effort_stops_now",
            ),
        ]
        indexes = [models.Index(fields=["unit", "known_from"], name="effort_known")]


class EffortRelease(Known):
    """What is shown of the effort of a group of at least five people, of units at or below one: sums of whole groups.

    Replaced once the parts of at least five of its people have changed, so that neither what is shown beside it nor
    what was shown before tells fewer. `sums` holds for each strategic objective ("" for what stops) weight and goals;
    `parts` for each unit one digest per person, by which one sees how many have changed.
    """

    declaration = Declaration("effort_release", BUSINESS, RecordClass.DERIVED)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    people = models.PositiveIntegerField()
    sums = models.JSONField()
    parts = models.JSONField()

    class Meta:
        verbose_name = "shown effort"
        indexes = [models.Index(fields=["known_from"], name="effort_release_known")]


class JobProfile(Dated):
    """What a job is there for, in one or two plain sentences, from a day on."""

    declaration = Declaration("job_profile", BUSINESS)
    entity_fields = ("job",)
    job = models.ForeignKey("organization.Job", on_delete=models.PROTECT, related_name="profiles")
    purpose = models.TextField()

    class Meta:
        verbose_name = "job profile"
        indexes = entity_index("jobprofile", "job")


class JobEdge(Dated):
    """A job serves a KPI or a strategic objective with a share, from a day on: for holders without goals."""

    declaration = Declaration("job_edge", BUSINESS)
    entity_fields = ("job", "measure", "strategic_objective")
    job = models.ForeignKey("organization.Job", on_delete=models.PROTECT, related_name="edges", db_index=False)
    measure = models.ForeignKey("measures.Measure", null=True, on_delete=models.PROTECT, related_name="job_edges")
    strategic_objective = models.ForeignKey(
        "strategy.StrategicObjective", null=True, on_delete=models.PROTECT, related_name="job_edges"
    )
    share = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        verbose_name = "link of a job"
        indexes = entity_index("jobedge", "job")
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, strategic_objective__isnull=True)
                | Q(measure__isnull=True, strategic_objective__isnull=False),
                name="job_edge_one_parent",
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="job_edge_share"),
        ]
