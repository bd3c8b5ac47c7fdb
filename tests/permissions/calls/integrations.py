"""Calls about imports."""

from lineofsight.base.runner import system_change
from lineofsight.integrations import commands
from lineofsight.integrations.models import Import, StagedRow
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.world import World

IN_TABLE = {"heading": "value"}


def _brought(world: World, who: str) -> Import:
    return commands.bring_files(world.cast.act(who), None, {"files": [world.file.pk if world.file else 0]})


def _ready(who: str, state: str = "ready", tables: tuple[str, ...] = ("observations",)) -> Case:
    """An import that somebody brought, with nothing in it."""

    def make(world: World) -> Call:
        run = _brought(world, who)
        with system_change("As if it had been read"):
            measured = [world.measures["yield"].pk] if "observations" in tables else []
            read = {"since": "2026-01-01", "calendar": world.calendar.pk, "measures": measured}
            report = {**read, "digest": "", "tables": {name: {"same": 1} for name in tables}}
            run.state, run.report = state, report
            run.applied_at = run.created_at if state == "applied" else None
            run.save()
        return Call(run)

    return always(make)


def _refused(who: str, tables: tuple[str, ...] = ("observations",)) -> Case:
    """An import with one refused line, which is left out."""

    def make(world: World) -> Call:
        run = _ready(who, tables=tables).make(world, "").target
        row = StagedRow.objects.create(run=run, verdict="refused", file_name="values.csv", line=2, payload=IN_TABLE)
        return Call(run, {"rows": [{"row": row.pk, "leave_out": True}]})

    return always(make)


def _both(state: str = "ready") -> dict[str, Case]:
    return {
        "values, by the updater": _ready("updater", state),
        "values, by the strategy office": _ready("strategy_office", state),
        "people, by HR": _ready("hr", state, ("people",)),
    }


CALLS: dict[str, dict[str, Case]] = {
    "integrations.bring_files": {
        "": always(lambda world: Call(None, {"files": [world.file.pk if world.file else 0]})),
    },
    "integrations.apply_import": _both(),
    "integrations.cancel_import": _both(),
    "integrations.compare_again": _both(),
    "integrations.export_everything": {"": always(lambda world: Call(None))},
    "integrations.mend_rows": {
        "values, by the updater": _refused("updater"),
        "values, by the strategy office": _refused("strategy_office"),
        "people, by HR": _refused("hr", ("people",)),
    },
    "integrations.take_back": {
        "values, by the updater": _ready("updater", "applied"),
        "values, by the strategy office": _ready("strategy_office", "applied"),
    },
}
