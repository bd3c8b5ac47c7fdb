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
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lineofsight.bench import imports

PROCESSES = 8
BIG_ROWS = 300_000
OWN_MEASURES = 50
START_SECONDS = 3


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
    longest_unsealed_after_restart: float
    chain_holds: bool


def write(role: str, seconds: float, log: Path, seed: int, *, seals: bool) -> None:
    """Run commands until the time is over; note each acknowledged one in the log, with how long it took."""
    from lineofsight.base.sealer import SealerThread

    if seals:
        SealerThread().start()
    until = time.monotonic() + seconds
    with log.open("a", encoding="utf-8") as out:
        for note in _imports(log.parent, until, seed) if role == "big" else _singles(until, seed):
            out.write(json.dumps(note) + "\n")
            out.flush()


def _singles(until: float, seed: int) -> Iterator[dict[str, Any]]:
    """Record single values of KPIs that the imports do not name, until the time is over."""
    from lineofsight.measures.commands import record_observation
    from lineofsight.measures.models import Measure
    from lineofsight.organization.models import Period
    from lineofsight.organization.operator import operator_context

    chance = random.Random(seed)  # noqa: S311 no secret hangs on it
    named = Measure.objects.filter(source=imports.SOURCE).select_related("owning_unit").order_by("pk")
    measures = list(named[BIG_ROWS // imports.ROWS_PER_MEASURE :])
    periods = list(Period.objects.filter(calendar__source=imports.SOURCE).order_by("pk"))
    while time.monotonic() < until:
        measure, period, value = chance.choice(measures), chance.choice(periods), chance.randrange(10**6, 10**9)
        data = {"unit": measure.owning_unit.public_id, "period": period.key, "value": value}
        started = time.monotonic()
        record_observation(operator_context(reason="tried"), measure, data)
        took = time.monotonic() - started
        yield {"measure": measure.pk, "period": period.pk, "value": value, "took": took}
        time.sleep(0.01)


def _imports(folder: Path, until: float, seed: int) -> Iterator[dict[str, Any]]:
    """Import 300,000 values, other ones each time, until the time is over."""
    turn = 0
    while time.monotonic() < until:
        turn += 1
        path = folder / f"big-{seed}-{turn}.csv"
        imports._write_file(path, BIG_ROWS // imports.ROWS_PER_MEASURE, seed=turn)
        found = imports._import(str(path))
        path.unlink()
        yield {"big": turn, "took": found["seconds"], "state": found["state"]}


def run(seconds: float = 60) -> Figures:
    """Let the processes compete, kill one, start it again, and check what they were told."""
    from django.db import connection

    imports._prepare(BIG_ROWS // imports.ROWS_PER_MEASURE + OWN_MEASURES)
    connection.close()
    folder = Path(tempfile.mkdtemp(prefix="writers-"))
    roles = ["single"] * (PROCESSES - 1) + ["big"]
    processes = [_start(role, seconds, folder, number, seals=number == 0) for number, role in enumerate(roles)]
    time.sleep(seconds / 2)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    time.sleep(1)
    processes.append(_start("single", seconds / 2, folder, PROCESSES, seals=True))
    age = _sealing_after(processes[-1], seconds / 2)
    codes = [process.wait() for process in processes]
    errors = sum(code not in (0, -signal.SIGKILL) for code in codes)
    return _judge(folder, seconds, errors, age)


def _start(role: str, seconds: float, folder: Path, number: int, *, seals: bool) -> "subprocess.Popen[bytes]":
    call = [sys.executable, "-m", "lineofsight.bench.writers", "--role", role, "--seconds", str(seconds)]
    call += ["--log", str(folder / f"{number}.jsonl"), "--seed", str(number)]
    return subprocess.Popen([*call, "--seals"] if seals else call, env=os.environ.copy())  # noqa: S603


def _sealing_after(process: "subprocess.Popen[bytes]", seconds: float) -> float:
    """Return how long the slowest change waited for its seal after its commit, from two seconds after the restart on.

    Seen from outside: a change counts from when it is first visible, as an import's act began before its commit.
    """
    from lineofsight.base.models import PendingSeal

    time.sleep(START_SECONDS + 2)
    seen: dict[int, float] = {}
    worst, until = 0.0, time.monotonic() + seconds / 2
    while time.monotonic() < until and process.poll() is None:
        now, waiting = time.monotonic(), set(PendingSeal.objects.values_list("change_id", flat=True))
        seen = {change: seen.get(change, now) for change in waiting}
        worst = max([worst, *(now - first for first in seen.values())])
        time.sleep(0.05)
    return worst


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
        longest_unsealed_after_restart=age,
        chain_holds=verify.verify().holds,
    )


def _lost(notes: list[dict[str, Any]]) -> int:
    """Count acknowledged values that no row, current or superseded, holds."""
    from lineofsight.measures.models import Observation

    rows = Observation.objects.filter(value__gte=10**6).values_list("measure_id", "period_id", "value")
    held = {(measure, period, int(value)) for measure, period, value in rows}
    return len({(note["measure"], note["period"], note["value"]) for note in notes} - held)


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
