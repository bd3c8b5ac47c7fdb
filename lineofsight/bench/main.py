"""`lineofsight bench`: each part on a fresh database in a process of its own; prints figures against budgets."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PARTS = ("scores", "threads", "imports", "scopes", "times", "writers", "pages")
USUAL = ("scores", "threads", "imports", "scopes", "times")
_RUN_PART = (
    "import importlib, json, sys, django; django.setup(); "
    "from django.core.management import call_command; call_command('migrate', verbosity=0); "
    "figures = importlib.import_module('lineofsight.bench.' + sys.argv[1]).run(); "
    "print('FIGURES ' + json.dumps(figures if isinstance(figures, dict) else vars_of(figures), default=str))"
)
_VARS_OF = "import dataclasses\ndef vars_of(one): return dataclasses.asdict(one)\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print a table (or JSON), and return 1 when a part could not run."""
    parser = argparse.ArgumentParser(prog="lineofsight bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(USUAL), help=f"which of {', '.join(PARTS)}")
    parser.add_argument(
        "--postgres", default=os.environ.get("LINEOFSIGHT_TEST_POSTGRES", ""), help="URL of a server to use, too"
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args(argv)
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    figures: dict[str, dict[str, Any]] = {}
    for kind in ("sqlite", "postgresql") if chosen.postgres else ("sqlite",):
        figures[kind] = {part: _measure(part, kind, chosen.postgres) for part in chosen.parts}
        _write_table(kind, figures[kind])
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2, default=str))
    return 0 if all("error" not in part for parts in figures.values() for part in parts.values()) else 1


def _measure(part: str, kind: str, server: str) -> dict[str, Any]:
    with _database(kind, server) as url, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "LINEOFSIGHT_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings",
        }
        done = subprocess.run(  # noqa: S603 our own interpreter and module
            [sys.executable, "-c", _VARS_OF + _RUN_PART.replace("; ", "\n"), part],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
    found = [line for line in done.stdout.splitlines() if line.startswith("FIGURES ")]
    if not found:
        return {"error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no figures"}
    return dict(json.loads(found[-1].removeprefix("FIGURES ")))


@contextmanager
def _database(kind: str, server: str) -> Iterator[str]:
    """Give a fresh database, and take it away afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg  # inline: only where a server is named

    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # a name made here
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _write_table(kind: str, parts: dict[str, Any]) -> None:
    out = sys.stdout
    out.write(f"\n{kind}\n{'-' * len(kind)}\n")
    for part, figures in parts.items():
        for path, value in _leaves(figures):
            out.write(f"{part:<9} {path:<42} {value}\n")
    out.flush()


def _leaves(figures: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(figures, dict):
        yield path, figures
        return
    for name, value in figures.items():
        yield from _leaves(value, f"{path}.{name}" if path else str(name))
