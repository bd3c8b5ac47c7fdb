"""What it costs to import 300,000 values, against the raw writing of the same rows; and how long others wait for it.

`run()` works on the database in use, which should be empty: it builds KPIs, units and periods and leaves them there.
Imports run in processes of their own, so that their memory can be told.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

ROWS_PER_MEASURE = 60
UNITS = 50
SOURCE = "bench-import"
FLOOR = "bench_import_floor"
START_YEAR = 2015
ORDER = ("first", "again", "corrections")
BUDGETS = {"first": 4.0, "again": 3.0, "corrections": 3.0}


def run(rows: int = 300_000) -> dict[str, Any]:
    """Return seconds, ratios to the floor, peak memory in MB; last once more with another writer and its waits."""
    measures = rows // ROWS_PER_MEASURE
    _prepare(measures)
    figures: dict[str, Any] = {"rows": rows}
    with tempfile.TemporaryDirectory() as folder:
        first, corrected = Path(folder) / "first.csv", Path(folder) / "corrected.csv"
        _write_file(first, measures, seed=1)
        _write_file(corrected, measures, seed=2)
        figures["floor_seconds"] = _floor(measures)
        for name, path in zip(ORDER, (first, first, corrected), strict=True):
            figures[name] = _finished(_start("import", str(path)))
            ratio = round(figures[name]["seconds"] / figures["floor_seconds"], 2)
            figures[name] |= {"ratio": ratio, "budget": BUDGETS[name]}
        writer = _start("write", "3600")
        figures["beside_a_writer"] = _finished(_start("import", str(first)))
        writer.terminate()
        figures["beside_a_writer"] |= json.loads(writer.communicate()[0] or "{}")
    return figures


def _start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 our own module
        [sys.executable, "-m", "lineofsight.bench.imports", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings"},
    )


def _finished(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("The import of the bench failed.")
    found: dict[str, Any] = json.loads(out)
    return found


def _prepare(measures: int) -> None:
    from lineofsight.base import bulk, clock, runner
    from lineofsight.base.bulk import Same
    from lineofsight.measures.models import Measure, MeasureVersion
    from lineofsight.organization.models import Calendar, Unit, UnitVersion
    from lineofsight.organization.operator import operator_user
    from lineofsight.organization.periods import ensure_periods

    operator_user()
    now, since = clock.now(), date(START_YEAR, 1, 1)
    with runner.system_change("a world for the bench of imports"):
        calendar = Calendar.objects.filter(source=SOURCE).first() or Calendar(source=SOURCE, key="c", name="Bench")
        if calendar.pk:
            return
        calendar.save()
        ensure_periods(calendar, "monthly", since, date(START_YEAR + ROWS_PER_MEASURE // 12, 1, 1))
        units = bulk.new_ids(Unit, UNITS)
        keys = [f"u{number}" for number in range(UNITS)]
        slugs = [f"{SOURCE}-{key}" for key in keys]
        bulk.append(Unit, {"id": units, "source": Same(SOURCE), "key": keys, "slug": slugs})
        bulk.append(UnitVersion, {"unit_id": units, "name": keys, "valid_from": Same(since), "known_from": Same(now)})
        count = measures + 1
        ids = bulk.new_ids(Measure, count)
        keys = [f"K{number:05d}" for number in range(count)]
        owners = [units[number % UNITS] for number in range(count)]
        slugs = [f"{SOURCE}-{key.lower()}" for key in keys]
        bulk.append(Measure, {"id": ids, "source": Same(SOURCE), "key": keys, "slug": slugs, "owning_unit_id": owners})
        bulk.append(
            MeasureVersion,
            {
                "measure_id": ids,
                "name": keys,
                "polarity": Same("maximize"),
                "calendar_id": Same(calendar.pk),
                "valid_from": Same(since),
                "known_from": Same(now),
            },
        )


def _content(measures: int, seed: int) -> list[tuple[int, int, str]]:
    """Return (KPI number, month number, value) of every row."""
    chooser = random.Random(seed)  # noqa: S311 the same file every time
    return [
        (number, month, f"{chooser.randint(1, 10**7) / 100:.2f}")
        for number in range(measures)
        for month in range(ROWS_PER_MEASURE)
    ]


def _write_file(path: Path, measures: int, seed: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("measure,unit,period,value,comment\n")
        for number, month, value in _content(measures, seed):
            out.write(f"K{number:05d},u{number % UNITS},{_month(month)},{value},\n")


def _month(number: int) -> str:
    return f"{START_YEAR + number // 12}-{number % 12 + 1:02d}"


def _floor(measures: int) -> float:
    """Return the seconds of writing the same rows into the same columns and indexes, and nothing else."""
    from django.db import connection, transaction

    from lineofsight.base import bulk_encoding, clock
    from lineofsight.measures.models import Measure, Observation
    from lineofsight.organization.models import Period, Unit

    kpis = dict(Measure.objects.filter(source=SOURCE).values_list("key", "pk"))
    units = dict(Unit.objects.filter(source=SOURCE).values_list("key", "pk"))
    periods = dict(Period.objects.filter(calendar__source=SOURCE).values_list("key", "pk"))
    now = clock.now()
    fields = [field for field in Observation._meta.concrete_fields if not field.primary_key]
    encoders = [bulk_encoding.encoder_of(field, connection.vendor) for field in fields]
    rows = []
    for line, (number, month, value) in enumerate(_content(measures, 1), start=2):
        said = {
            "measure": kpis[f"K{number:05d}"],
            "unit": units[f"u{number % UNITS}"],
            "period": periods[_month(month)],
            "value": Decimal(value),
            "raw": value,
            "lines": str(line),
            "source": "import",
            "known_from": now,
            "change_id": 1,
        }
        rows.append(
            tuple(
                encode(said.get(field.name, field.get_default()))
                for field, encode in zip(fields, encoders, strict=True)
            )
        )
    names = ", ".join(str(field.column) for field in fields)
    _copy_of_table()
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {FLOOR} ({names}) VALUES ({marks})", rows)  # noqa: S608 our own names
        else:
            content = ("\n".join(map("\t".join, rows)) + "\n").encode()
            with cursor.copy(f"COPY {FLOOR} ({names}) FROM STDIN") as copy:
                copy.write(content)
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {FLOOR}")
    return round(seconds, 3)


def _copy_of_table() -> None:
    """Make an empty table with the columns, indexes and foreign keys of the one for values."""
    from django.db import connection

    table = "measures_observation"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FLOOR}")
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            for (sql,) in [row for row in cursor.fetchall() if "TRIGGER" not in row[0].upper()[:20]]:
                cursor.execute(sql.replace(table, FLOOR).replace('INDEX "', 'INDEX "floor_'))
            return
        cursor.execute(f"CREATE TABLE {FLOOR} (LIKE {table} INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {FLOOR} ADD {definition}")


def _import(path: str) -> dict[str, Any]:
    """Import one file as the command line does; return seconds, peak memory in MB and the counts."""
    from lineofsight.integrations import cli, staging

    start = time.perf_counter()
    run = staging.stage(cli.bring([Path(path)], None, None).pk)
    staged = time.perf_counter()
    if run.state == "ready":
        run = cli.apply(run, "Bench")
    seconds = time.perf_counter() - start
    peak = _peak_megabytes()
    staging.clear(run.pk)
    return {
        "seconds": round(seconds, 2),
        "staging_seconds": round(staged - start, 2),
        "peak_mb": round(peak),
        "state": run.state,
        "counts": {name: run.counts[name] for name in ("new", "changed", "same", "refused")},
    }


def _peak_megabytes() -> float:
    """Return this process's own peak: `ru_maxrss` would tell that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _write(seconds: float) -> dict[str, float]:
    """Record single values until told to stop; return how long each had to wait."""
    import signal

    from lineofsight.measures.commands import record_observation
    from lineofsight.measures.models import Measure
    from lineofsight.organization.operator import operator_context

    measure = Measure.objects.filter(source=SOURCE).order_by("-key")[0]
    unit = measure.owning_unit
    waits: list[float] = []
    until = time.monotonic() + seconds
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    number = 0
    while time.monotonic() < until and not stopped:
        number += 1
        start = time.perf_counter()
        data = {"unit": unit.public_id, "period": _month(number % 12), "value": Decimal(number)}
        record_observation(operator_context(), measure, data)
        waits.append((time.perf_counter() - start) * 1000)
        time.sleep(0.02)
    waits.sort()
    if not waits:
        return {}
    return {
        "writer_acts": len(waits),
        "writer_p99_ms": round(waits[int(len(waits) * 0.99)], 1),
        "writer_longest_ms": round(waits[-1], 1),
    }


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Run one part in this process, or all of it."""
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("run", "import", "write"))
    parser.add_argument("argument", nargs="?", default="")
    options = parser.parse_args(argv)
    if options.part == "run":
        _print(json.dumps(run(int(options.argument or 300_000)), indent=1))
    elif options.part == "import":
        _print(json.dumps(_import(options.argument)))
    else:
        _print(json.dumps(_write(float(options.argument))))


if __name__ == "__main__":
    main()
