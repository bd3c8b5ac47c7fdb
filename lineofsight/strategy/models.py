"""What the organization wants: strategies with versions, perspectives, themes, objectives, links, cascade."""

from django.conf import settings
from django.db import models

from lineofsight.base.dated_models import entity_index
from lineofsight.base.models import Dated, Identified, Record
from lineofsight.base.records import BUSINESS, Declaration


class Strategy(Identified):
    """The strategy of a unit (the whole organization's is that of the top unit)."""

    declaration = Declaration("strategy", BUSINESS)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="strategies")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "strategy"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="strategy_key")]


class StrategyVersion(Identified):
    """One version's texts: edited while it is a draft, never afterwards."""

    declaration = Declaration("strategy_version", BUSINESS)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="draft")
    title = models.CharField(max_length=200)
    mission = models.TextField(blank=True, default="")
    vision = models.TextField(blank=True, default="")
    values_text = models.TextField(blank=True, default="")
    destination_statement = models.TextField(blank=True, default="")
    horizon_from = models.DateField(null=True)
    horizon_to = models.DateField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "strategy version"
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_number")]


class Adoption(Dated):
    """Which version of a strategy is in force from a day on."""

    declaration = Declaration("adoption", BUSINESS)
    entity_fields = ("strategy",)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="adoptions")
    strategy_version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="adoptions")

    class Meta:
        verbose_name = "strategy in force"
        indexes = entity_index("adoption", "strategy")


class Perspective(Identified):
    """A perspective of a strategy: data, so that order, names and the set itself can differ."""

    declaration = Declaration("perspective", BUSINESS)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="perspectives")
    name = models.CharField(max_length=200)
    standard = models.CharField(max_length=20, blank=True, default="")  # financial customer process learning_growth
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "perspective"
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="perspective_key")]


class StrategicTheme(Identified):
    """A vertical slice through the perspectives."""

    declaration = Declaration("theme", BUSINESS)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "theme"
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="theme_key")]


class StrategicObjective(Identified):
    """An objective across versions: its code, its unit, its slug."""

    declaration = Declaration("objective", BUSINESS)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="objectives")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="objectives")
    code = models.CharField(max_length=40)
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        verbose_name = "strategic objective"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="objective_key"),
        ]


class ObjectiveVersion(Record):
    """What a strategy version says of an objective."""

    declaration = Declaration("objective_version", BUSINESS)
    strategy_version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="objectives")
    objective = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=600)
    statement = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    perspective = models.ForeignKey(Perspective, null=True, on_delete=models.PROTECT, related_name="objectives")
    status_reported = models.CharField(max_length=60, blank=True, default="")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "strategic objective"
        constraints = [models.UniqueConstraint(fields=["strategy_version", "objective"], name="objective_in_version")]


class ObjectiveTheme(Record):
    """An objective serves a theme in a version."""

    declaration = Declaration("objective_theme", BUSINESS)
    objective_version = models.ForeignKey(ObjectiveVersion, on_delete=models.PROTECT, related_name="themes")
    theme = models.ForeignKey(StrategicTheme, on_delete=models.PROTECT, related_name="objectives")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective_version", "theme"], name="objective_theme_once")]


class CausalLink(Record):
    """A hypothesis: the driver leads the outcome, with a sign and an expected lag in periods of the scorecard."""

    declaration = Declaration("causal_link", BUSINESS)
    strategy_version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="links")
    driver = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="links_out")
    outcome = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="links_in")
    sign = models.SmallIntegerField(default=1)
    lag = models.PositiveSmallIntegerField(default=0)
    why = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "cause-and-effect link"
        constraints = [
            models.UniqueConstraint(fields=["strategy_version", "driver", "outcome"], name="one_link"),
            models.CheckConstraint(condition=models.Q(sign__in=(-1, 1)), name="link_sign"),
        ]


class CascadeLink(Dated):
    """An objective serves one of a higher unit: by contributing with a share, or by line of sight only."""

    declaration = Declaration("cascade_link", BUSINESS)
    entity_fields = ("child", "parent")
    child = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="children")
    mode = models.CharField(max_length=12, default="contributory")
    contributes = models.BooleanField(default=True)
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        verbose_name = "cascade"
        indexes = [*entity_index("cascade", "child"), models.Index(fields=["parent"], name="cascade_parent")]
