"""Which objective serves which, where an import changes that in a draft: it holds from the adoption on, not before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lineofsight.base import clock, runner
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.integrations.models import Import
from lineofsight.strategy import commands as strategies
from lineofsight.strategy.models import Adoption, CascadeLink, StrategicObjective, StrategyVersion


@dataclass(frozen=True, slots=True)
class Above:
    """What an objective serves: one it contributes to, and those it supports."""

    parent: str | None
    supports: tuple[str, ...]

    def wanted(self) -> dict[str, bool]:
        """Return whether it contributes, by the key of the objective above."""
        return dict.fromkeys(self.supports, False) | ({self.parent: True} if self.parent else {})


def note(version: StrategyVersion, rows: dict[str, Above]) -> dict[str, Any]:
    """Return what an import keeps until the version is adopted."""
    kept = [{"child": key, "parent": one.parent, "supports": list(one.supports)} for key, one in rows.items()]
    return {"version": str(version.public_id), "strategy": version.strategy_id, "rows": kept, "is_done": False}


def waiting(version: StrategyVersion) -> dict[str, Above]:
    """Return what imports have noted for a version that is not adopted yet, the latest word of each objective."""
    notes = _waiting(report__cascade__version=str(version.public_id))
    return {
        row["child"]: Above(row["parent"], tuple(row["supports"]))
        for run in notes
        for row in run.report["cascade"]["rows"]
    }


def follow(strategy_id: int) -> None:
    """Bring the cascade to what imports noted for versions that are adopted by now."""
    for run in _waiting(report__cascade__strategy=strategy_id):
        said = run.report["cascade"]
        adopted = Adoption.objects.current().filter(strategy_version__public_id=said["version"])
        first = adopted.order_by("valid_from").select_related("strategy_version").first()
        if first is None:
            continue
        with runner.system_change("The cascade of an imported version follows its adoption."):
            ctx = Context(viewer=SYSTEM, now=clock.now(), via="system", reason="Adopted with its version.")
            for row in said["rows"]:
                set_above(ctx, run.source, row["child"], Above(row["parent"], tuple(row["supports"])), first.valid_from)
            run.report = {**run.report, "cascade": {**said, "is_done": True}}
            run.save(update_fields=["report"])


def set_above(ctx: Context, source: str, key: str, above: Above, on: Any) -> None:
    """Let an objective serve these, and no others, from a day on."""
    objectives = StrategicObjective.objects.filter(source=source)
    ids = dict(objectives.values_list("key", "public_id"))
    links = CascadeLink.objects.at(on).filter(child__source=source, child__key=key)
    held = dict(links.values_list("parent__key", "contributes"))
    wanted = {parent: contributes for parent, contributes in above.wanted().items() if parent in ids}
    for parent in sorted(held.keys() - wanted.keys()):
        strategies.end_cascade(ctx, ids[key], {"parent": ids[parent], "on": on})
    for parent, contributes in wanted.items():
        if held.get(parent) is not contributes:
            data = {"parent": ids[parent], "contributes": contributes, "from_": on}
            strategies.set_cascade(ctx, ids[key], data)


def _waiting(**named: Any) -> list[Import]:
    return list(Import.objects.filter(state="applied", report__cascade__is_done=False, **named).order_by("pk"))
