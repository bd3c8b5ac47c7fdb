"""Eight processes write at once, one is killed: no error, no acknowledged write lost, nobody waits too long.

`run(seconds)` builds a small world in the database in use, lets single commands and 300,000-row commands compete,
kills the process that also seals with SIGKILL in the middle, starts it again, and then checks every acknowledgment.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

PROCESSES = 8
BIG_ROWS = 300_000
MEASURES = 500
UNITS = 10
MONTHS = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; times in seconds."""

    vendor: str
    seconds: float
    acknowledged: int
    big_commands: int
    errors: int
    lost: int
    wait_p50: float
    wait_p99: float
    wait_longest: float
    unsealed_after_restart: float
    chain_holds: bool


def prepare() -> None:
    """Build KPIs, units and periods to write values for."""
    from lineofsight.base import bulk, clock, dated, runner
    from lineofsight.measures.models import Measure, MeasureVersion
    from lineofsight.organization.models import Calendar, Period, Unit, UnitVersion
    from lineofsight.organization.operator import operator_user

    operator_user()
    with runner.system_change("a world for the writers"):
        now = clock.now()
        calendar = Calendar(key="writers", name="Writers")
        calendar.save()
        months = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(MONTHS + 1)]
        bulk.append(
            Period,
            {
                "calendar_id": bulk.Same(calendar.pk),
                "frequency": bulk.Same("monthly"),
                "key": [f"{start:%Y-%m}" for start in months[:-1]],
                "start_on": months[:-1],
                "until_on": months[1:],
                "fiscal_year": [start.year for start in months[:-1]],
            },
        )
        units = [Unit(slug=f"writers-{number}", key=f"writers-{number}") for number in range(UNITS)]
        for unit in units:
            unit.save()
            dated.revise(UnitVersion, {"unit": unit}, from_=date(2000, 1, 1), now=now, name=unit.slug)
        measures = [
            Measure(slug=f"writers-{number}", key=f"writers-{number}", owning_unit=units[0])
            for number in range(MEASURES)
        ]
        for measure in measures:
            measure.save()
            card: dict[str, Any] = {"name": measure.slug, "calendar": calendar, "frequency": "monthly"}
            dated.revise(MeasureVersion, {"measure": measure}, from_=date(2000, 1, 1), now=now, **card)


def write(role: str, seconds: float, log: Path, seed: int, *, seals: bool) -> None:
    """Run commands until the time is over; note each acknowledged one in the log, with how long it took."""
    from lineofsight.base.sealer import SealerThread
    from lineofsight.measures.commands import record_observation
    from lineofsight.measures.commands.imports import ObservationRow, record_observations
    from lineofsight.measures.models import Measure
    from lineofsight.organization.models import Period, Unit
    from lineofsight.organization.operator import operator_context

    if seals:
        SealerThread().start()
    chance = random.Random(seed)  # noqa: S311 no secret hangs on it
    measures = list(Measure.objects.filter(key__startswith="writers-").order_by("pk"))
    units = list(Unit.objects.filter(key__startswith="writers-").order_by("pk"))
    periods = list(Period.objects.filter(calendar__key="writers").order_by("pk"))
    until, turn = time.monotonic() + seconds, 0
    with log.open("a", encoding="utf-8") as out:
        while time.monotonic() < until:
            turn += 1
            started = time.monotonic()
            if role == "big":
                value = seed * 1000 + turn
                rows = [
                    ObservationRow(measure.pk, unit.pk, period.pk, value=value)  # type: ignore[arg-type]
                    for measure in measures
                    for unit in units
                    for period in periods
                ]
                started = time.monotonic()
                record_observations(operator_context(), None, {"rows": rows, "source": "writers"})
                note: dict[str, Any] = {"big": value}
            else:
                measure, unit = chance.choice(measures), chance.choice(units)
                period, value = chance.choice(periods), chance.randrange(10**9)
                data = {"unit": unit.public_id, "period": period.key, "value": value}
                record_observation(operator_context(reason="tried"), measure, data)
                note = {"measure": measure.pk, "unit": unit.pk, "period": period.pk, "value": value}
            out.write(json.dumps({**note, "took": time.monotonic() - started}) + "\n")
            out.flush()


def run(seconds: float = 60) -> Figures:
    """Let the processes compete, kill one, start it again, and check what they were told."""
    from django.db import connection

    prepare()
    connection.close()
    folder = Path(tempfile.mkdtemp(prefix="writers-"))
    roles = ["single"] * (PROCESSES - 1) + ["big"]
    processes = [_start(role, seconds, folder, number, seals=number == 0) for number, role in enumerate(roles)]
    time.sleep(seconds / 2)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    time.sleep(1)
    processes.append(_start("single", seconds / 2, folder, PROCESSES, seals=True))
    time.sleep(2.5)
    age = _oldest_unsealed()
    codes = [process.wait() for process in processes]
    errors = sum(code not in (0, -signal.SIGKILL) for code in codes)
    return _judge(folder, seconds, errors, age)


def _start(role: str, seconds: float, folder: Path, number: int, *, seals: bool) -> "subprocess.Popen[bytes]":
    call = [sys.executable, "-m", "lineofsight.bench.writers", "--role", role, "--seconds", str(seconds)]
    call += ["--log", str(folder / f"{number}.jsonl"), "--seed", str(number)]
    return subprocess.Popen([*call, "--seals"] if seals else call, env=os.environ.copy())  # noqa: S603


def _oldest_unsealed() -> float:
    from lineofsight.base.sealer import unsealed_age

    age = unsealed_age()
    return age.total_seconds() if age else 0.0


def _judge(folder: Path, seconds: float, errors: int, age: float) -> Figures:
    from django.db import connection

    from lineofsight.base import sealer, verify

    notes = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]
    singles = [note for note in notes if "big" not in note]
    waits = sorted(note["took"] for note in singles) or [0.0]
    sealer.seal_all()
    return Figures(
        vendor=connection.vendor,
        seconds=seconds,
        acknowledged=len(notes),
        big_commands=len(notes) - len(singles),
        errors=errors,
        lost=_lost(singles),
        wait_p50=waits[len(waits) // 2],
        wait_p99=waits[int(len(waits) * 0.99)],
        wait_longest=waits[-1],
        unsealed_after_restart=age,
        chain_holds=verify.verify().holds,
    )


def _lost(notes: list[dict[str, Any]]) -> int:
    """Count acknowledged values that no row, current or superseded, holds."""
    from lineofsight.measures.models import Observation

    rows = Observation.objects.filter(measure__key__startswith="writers-").exclude(value__lt=10**6)
    held = set(rows.values_list("measure_id", "unit_id", "period_id", "value"))
    told = {(note["measure"], note["unit"], note["period"], note["value"]) for note in notes if note["value"] >= 10**6}
    return len(told - {(measure, unit, period, int(value)) for measure, unit, period, value in held})


def main() -> None:
    """Be one of the processes, or print the figures of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", default="")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seals", action="store_true")
    asked = parser.parse_args()
    import django

    django.setup()
    if asked.role:
        write(asked.role, asked.seconds, asked.log, asked.seed, seals=asked.seals)
    else:
        sys.stdout.write(json.dumps(asdict(run(asked.seconds)), indent=1) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.config.settings")
    main()
