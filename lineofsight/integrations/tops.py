"""Units of an import that would stand at the top beside the one that is there: below what they belong is asked.

A role over the only unit without a parent reaches everything. A second such unit would end that for everybody who
holds one, so that it is never founded silently.
"""

from __future__ import annotations

from lineofsight.base import clock
from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.findings import Finding, blocks, remark
from lineofsight.integrations.models import Import
from lineofsight.integrations.wanted import Item, Wishes
from lineofsight.organization.models import UnitVersion

CODE = "second_top"


def place_tops(run: Import, source: str, wanted: Wishes, known: dict[str, Found]) -> list[Finding]:
    """Give units without a parent the one they have or were given; return what is to be said or asked about others."""
    held = known.get("units", {})
    own = {item.key for item in wanted.items.get("units", [])}
    roots = [item for item in wanted.items.get("units", []) if item.values["parent"] is None]
    for item in roots:
        parent = held.get(item.key, {}).get("parent")
        if parent and parent not in own:  # it was put below a unit that its own files do not know
            item.values["parent"] = parent
    fresh = [item for item in roots if item.values["parent"] is None and not _is_top(item, held)]
    others = _tops_besides(source, {item.key for item in roots})
    if not fresh or not others:
        return []
    if run.under is not None:
        for item in fresh:
            item.values["parent"] = run.under.slug
        return []
    return [_said(run, item, others[0]) for item in fresh]


def first_top() -> str:
    """Return the address of today's first unit without a parent."""
    rows = UnitVersion.objects.at(clock.today()).filter(parent=None).order_by("unit_id")
    return str(rows.values_list("unit__slug", flat=True).first() or "")


def _is_top(item: Item, held: Found) -> bool:
    return item.key in held and held[item.key]["parent"] is None


def _tops_besides(source: str, keys: set[str]) -> list[str]:
    """Return the names of today's units without a parent, without those of these keys."""
    rows = UnitVersion.objects.at(clock.today()).filter(parent=None).exclude(unit__source=source, unit__key__in=keys)
    return list(rows.order_by("unit_id").values_list("name", flat=True))


def _said(run: Import, item: Item, other: str) -> Finding:
    name = item.values["name"]
    if run.is_second_top:
        sentence = f"“{name}” stands at the top beside “{other}”: roles over one of them reach only what lies below it."
        return remark("stands_beside", sentence, item.place, item.key)
    sentence = (
        f"“{name}” would stand at the top beside “{other}”; roles over “{other}” would no longer reach everything."
    )
    step = "Say below which unit it stands, or that it stands beside it on purpose."
    return blocks(CODE, sentence, item.place, item.key, step)
