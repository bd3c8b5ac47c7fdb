"""What these pages show inside the pages of a unit and of a person, by address."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lineofsight.insight.queries.parts import measures_named, objectives_named
from lineofsight.organization import things
from lineofsight.organization.things import Slot


def _at(name: str) -> Callable[[str], str]:
    return lambda slug: reverse(name, args=[slug])


things.register_names("measure", measures_named)
things.register_names("objective", objectives_named)
things.register_slot("unit", Slot(_("Scorecards and KPIs"), _at("insight:unit_numbers"), 10, loads=True))
things.register_slot("unit", Slot(_("OKRs and alignment"), _at("insight:alignment_of"), 20))
things.register_slot("person", Slot(_("Line of sight"), _at("insight:line_of_sight_of"), 10))
things.register_slot("person", Slot(_("Goals"), _at("insight:goals_of"), 20))
