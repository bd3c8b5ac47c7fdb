"""What search finds of the thread below the scorecard: objectives of units, key results, and goals of people."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lineofsight.base.access import Viewer
from lineofsight.base.search import Entry, Source
from lineofsight.goals import access as goal_access
from lineofsight.goals.models import Goal
from lineofsight.okr import access as okr_access
from lineofsight.okr.models import KeyResult, Objective
from lineofsight.organization.models import PersonDetails
from lineofsight.organization.queries import units_named

Ids = Collection[int] | None
CHUNK = 2_000


def objectives(ids: Ids) -> Iterator[Entry]:
    """Return objectives of units that nobody dropped, with their unit and cycle."""
    rows = Objective.objects.exclude(state="dropped").values_list("pk", "slug", "title", "unit_id", "cycle__name")
    names = units_named()
    for key, slug, title, unit, cycle in _some(rows, ids):
        yield Entry(key, slug, title, reverse("insight:okr", args=[slug]), _note(names.get(unit, ""), cycle))


def key_results(ids: Ids) -> Iterator[Entry]:
    """Return the key results of such objectives, leading to the objective they belong to."""
    rows = KeyResult.objects.filter(state="active").exclude(objective__state="dropped")
    said = rows.values_list("pk", "public_id", "title", "objective__slug", "objective__title")
    for key, public_id, title, slug, objective in _some(said, ids):
        yield Entry(key, str(public_id), title, reverse("insight:okr", args=[slug]), objective[:200])


def goals(ids: Ids) -> Iterator[Entry]:
    """Return goals of people that nobody dropped, with whose they are."""
    rows = Goal.objects.exclude(state="dropped")
    said = rows.values_list("pk", "public_id", "title", "person_id", "person__slug")
    whose = (rows if ids is None else rows.filter(pk__in=ids)).values("person_id")
    people = PersonDetails.objects.filter(person_id__in=whose)
    names = dict(people.values_list("person_id", "name"))
    for key, public_id, title, person, slug in _some(said, ids):
        yield Entry(key, str(public_id), title, reverse("insight:goals_of", args=[slug]), names.get(person, ""))


def _some(rows: Any, ids: Ids) -> Iterable[tuple[Any, ...]]:
    return (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=CHUNK)


def _note(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _okrs_open(viewer: Viewer) -> Any:
    return None if okr_access.sees_all(viewer) else okr_access.objectives_of(viewer)


def _key_results_open(viewer: Viewer) -> Any:
    return None if okr_access.sees_all(viewer) else okr_access.key_results_of(viewer)


def _goals_open(viewer: Viewer) -> Any:
    return None if goal_access.sees_all(viewer) else goal_access.goals_of(viewer)


def _results_of(row: Mapping[str, Any]) -> list[int]:
    return list(KeyResult.objects.filter(objective_id=int(row["id"])).values_list("pk", flat=True))


def _goals_of(row: Mapping[str, Any]) -> list[int]:
    return list(Goal.objects.filter(person_id=int(row["person_id"])).values_list("pk", flat=True))


SOURCES = (
    Source(
        "okr",
        gettext_lazy("Objectives of units"),
        "okr",
        objectives,
        _okrs_open,
        {"okr": "id"},
        {"insight:okr": "slug"},
        mark="#",
        order=22,
    ),
    Source(
        "key_result",
        gettext_lazy("Key results"),
        "number",
        key_results,
        _key_results_open,
        {"key_result": "id", "okr": _results_of},
        order=24,
    ),
    Source(
        "goal",
        gettext_lazy("Goals"),
        "goal",
        goals,
        _goals_open,
        {"goal": "id", "person_details": _goals_of},
        order=26,
    ),
)
