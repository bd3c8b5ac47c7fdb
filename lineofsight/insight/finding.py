"""What search finds, kind by kind, and what the command menu offers to do."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base import clock, search
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.search import Act, Entry, Source
from lineofsight.insight import finding_threads
from lineofsight.insight.presenting import waiting as waiting_words
from lineofsight.insight.queries.waiting import waiting
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.access import KEEPERS, accountable_ids
from lineofsight.organization.models import PersonDetails, UnitVersion
from lineofsight.organization.queries import units_named
from lineofsight.scorecard.models import Scorecard
from lineofsight.strategy.models import Adoption, ObjectiveVersion, StrategicObjective

Ids = Collection[int] | None
MOST_KPIS = 40


def in_scope(model: type[Model]) -> Callable[[Viewer], Any]:
    """Return the scope of a model as search asks for it: the ids that a viewer may see, as a subquery."""
    return lambda viewer: model._default_manager.visible_to(viewer).values("pk")  # type: ignore[attr-defined]


def everyone(viewer: Viewer) -> None:
    """The chart of the organization is open to everyone who signed in: no filter."""


def people(ids: Ids) -> Iterator[Entry]:
    """Return people by name; contacts and positions are not everybody's, so they are not found either."""
    rows = PersonDetails.objects.all() if ids is None else PersonDetails.objects.filter(person_id__in=ids)
    for key, slug, name in rows.values_list("person_id", "person__slug", "name").iterator(chunk_size=5_000):
        yield Entry(key, slug, name, f"/people/{slug}/")


def units(ids: Ids) -> Iterator[Entry]:
    """Return units by the names they have today."""
    rows = UnitVersion.objects.current() if ids is None else UnitVersion.objects.current().filter(unit_id__in=ids)
    for row in _today(rows.select_related("unit"), "unit_id"):
        yield Entry(row.unit_id, row.unit.slug, row.name, f"/organization/units/{row.unit.slug}/")


def kpis(ids: Ids) -> Iterator[Entry]:
    """Return KPIs by the names on their cards of today, with the unit they belong to."""
    rows = MeasureVersion.objects.current().select_related("measure")
    found = _today(rows if ids is None else rows.filter(measure_id__in=ids), "measure_id")
    names = units_named({row.measure.owning_unit_id for row in found})
    for row in found:
        note = names.get(row.measure.owning_unit_id, "")
        slug = row.measure.slug
        yield Entry(row.measure_id, slug, row.name, reverse("insight:kpi", args=[slug]), note, row.short_name)


def scorecards(ids: Ids) -> Iterator[Entry]:
    """Return scorecards."""
    rows = Scorecard.objects.all() if ids is None else Scorecard.objects.filter(pk__in=ids)
    for row in rows:
        yield Entry(row.pk, row.slug, row.name, reverse("insight:scorecard_latest", args=[row.slug]))


def objectives(ids: Ids) -> Iterator[Entry]:
    """Return the objectives of strategies in force, as the version in force words them, leading to their scorecard."""
    in_force = Adoption.objects.at(clock.today()).values("strategy_version_id")
    rows = ObjectiveVersion.objects.filter(strategy_version_id__in=in_force).select_related("objective")
    if ids is not None:
        rows = rows.filter(objective_id__in=ids)
    boards = {row[0]: row[1:] for row in Scorecard.objects.values_list("strategy_id", "slug", "name")}
    for row in rows:
        slug, board = boards.get(row.objective.strategy_id, ("", ""))
        url = reverse("insight:scorecard_latest", args=[slug]) if slug else "/strategy/"
        yield Entry(
            row.objective_id, str(row.objective.public_id), f"{row.objective.code} {row.name}".strip(), url, board
        )


def _today(rows: Any, key: str) -> list[Any]:
    """Return the row of today of each thing, else the nearest: its last, or its first where it has not begun."""
    day, chosen = clock.today(), {}
    for row in rows.order_by("valid_from"):
        if row.valid_from <= day or getattr(row, key) not in chosen:
            chosen[getattr(row, key)] = row
    return list(chosen.values())


SOURCES = (
    Source(
        "measure",
        gettext_lazy("KPIs"),
        "number",
        kpis,
        in_scope(Measure),
        {"measure": "id", "measure_version": "measure_id"},
        {"insight:kpi": "slug", "insight:kpi_compared": "slug"},
        order=10,
    ),
    Source(
        "objective",
        gettext_lazy("Strategic objectives"),
        "objective",
        objectives,
        in_scope(StrategicObjective),
        {"strategic_objective": "id", "objective_version": "objective_id", "adoption": ""},
        mark="#",
        order=20,
    ),
    Source(
        "scorecard",
        gettext_lazy("Scorecards"),
        "perspective",
        scorecards,
        in_scope(Scorecard),
        {"scorecard": "id"},
        {"insight:scorecard": "slug", "insight:scorecard_compared": "slug"},
        order=30,
    ),
    Source(
        "person",
        gettext_lazy("People"),
        "person",
        people,
        everyone,
        {"person": "id", "person_details": "person_id"},
        {"organization:person": "slug"},
        mark="@",
        order=40,
    ),
    Source(
        "unit",
        gettext_lazy("Units"),
        "source",
        units,
        everyone,
        {"unit": "id", "unit_version": "unit_id"},
        {"organization:unit": "slug"},
        order=50,
    ),
    *finding_threads.SOURCES,
)


@search.register_acts
def keep_values(ctx: Context, typed: str) -> Iterable[Act]:
    """Offer to record a value of each KPI that the reader answers for."""
    ids = accountable_ids(ctx.viewer, "measure", ("updater", "steward"))
    if not ids:
        return
    cards = MeasureVersion.objects.visible_to(ctx.viewer).at(clock.today()).filter(measure__public_id__in=ids)
    for name, slug in cards.order_by("name").values_list("name", "measure__slug")[:MOST_KPIS]:
        yield Act(_("Record a value of %(name)s") % {"name": name}, reverse("measures:value_new", args=[slug]))


@search.register_acts
def keep_house(ctx: Context, typed: str) -> Iterable[Act]:
    """Offer what keepers of the organization and those who bring data do."""
    viewer = ctx.viewer
    if viewer.has(*KEEPERS):
        yield Act(_("Create a unit"), reverse("organization:unit_new"))
        yield Act(_("Create a person"), reverse("organization:person_new"))
    if viewer.has("administrator", "strategy_office", "hr", "data_steward", "operator"):
        yield Act(_("Import data from a file"), reverse("integrations:new"))
    if viewer.has("administrator", "operator"):
        yield Act(_("Create an account"), reverse("organization:account_new"))
    yield Act(_("Choose how notices reach you"), reverse("notice_preferences"))


@search.register_obligations
def what_waits(ctx: Context) -> Iterable[Act]:
    """Return what waits for the reader, the most pressing first."""
    for line in waiting_words.lines(waiting(ctx), clock.today()):
        yield Act(line.title, line.url)


for _source in SOURCES:
    search.register(_source)
