"""`lineofsight import FILE…`: stage, report and apply under the operator's account."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lineofsight.base import files
from lineofsight.base.errors import CommandError
from lineofsight.base.store_models import StoredFile
from lineofsight.integrations import commands, exporting, following, report, staging, sweeping
from lineofsight.integrations.applying import Outdated
from lineofsight.integrations.archives import reading as archives
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.formats.table_specs import PLAIN_TABLES
from lineofsight.integrations.models import Import
from lineofsight.organization.operator import operator_context

OK, SOME_REFUSED, NOTHING = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Import files; return 0 when all was taken, 1 when rows were refused, 2 when nothing was imported."""
    options = _parser().parse_args(argv)
    _migrate()
    if archives.is_archive(Path(options.files[0])):
        return _restore(options)
    sweeping.sweep()
    try:
        run = bring(
            [Path(one) for one in options.files], options.mapping, options.unit, options.table, **_placed(options)
        )
        run = staging.stage(run.pk)
        if run.state == "ready" and not options.dry_run and not run.report["is_blocked"]:
            run = apply(run, options.reason or "")
    except (CommandError, FileProblem, OSError) as problem:
        return _say_problem(str(problem), as_json=options.json)
    _say(run, dry_run=options.dry_run, as_json=options.json)
    code = exit_code(run, dry_run=options.dry_run)
    if options.dry_run and run.state == "ready":
        commands.cancel_import(operator_context(), run, {})
    if run.state != "ready":
        staging.clear(run.pk, keep_findings=True)
    return code


def _restore(options: argparse.Namespace) -> int:
    """Read the archive of another installation into this one, which must be empty."""
    path = Path(options.files[0])
    try:
        if len(options.files) > 1 or options.mapping or options.dry_run:
            raise FileProblem("archive_alone", f"{path.name} is an archive.", next_step="Import it by itself.")
        found = archives.restore(path)
    except FileProblem as problem:
        return _say_problem(str(problem), as_json=options.json)
    said = {"state": "restored", "rows": found.rows, "files": found.files, "scores_differing": found.scores_differing}
    if options.json:
        _print(json.dumps(said, ensure_ascii=False))
        return OK
    _print(f"{path.name}: {sum(found.rows.values()):,} rows and {found.files:,} files were read.")
    word = "All scores came out the same" if not found.scores_differing else f"{found.scores_differing:,} scores differ"
    _print(f"  {word} when computed anew.")
    return OK


def export(argv: Sequence[str] | None = None) -> int:
    """Write everything as one archive; return 0 when it was written, 2 when not."""
    parser = argparse.ArgumentParser(prog="lineofsight export", description=export.__doc__)
    parser.add_argument("file", metavar="FILE", help="the archive to write, such as everything.zip")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(argv)
    asked = commands.export_everything(operator_context(), None, {})
    state = exporting.write(asked.pk)
    asked.refresh_from_db()
    if state != "ready" or asked.file is None:
        return _say_problem(asked.problem, as_json=options.json)
    try:
        shutil.copyfile(files.path_of(asked.file), options.file)
    except OSError as problem:
        return _say_problem(str(problem), as_json=options.json)
    rows, kept = sum(asked.counts["rows"].values()), asked.counts["files"]
    _print(
        json.dumps({"state": "written", "file": options.file, **asked.counts}, ensure_ascii=False)
        if options.json
        else f"{options.file}: {rows:,} rows and {kept:,} files."
    )
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lineofsight import", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, xlsx, a strategy package in JSON, or an archive")
    parser.add_argument("--mapping", metavar="M", help="a mapping file that names foreign columns, words and units")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--unit", metavar="U", help="the unit (key or address) of rows that name none")
    parser.add_argument("--under", metavar="U", help="the unit below which a unit without a parent stands")
    parser.add_argument("--second-top", action="store_true", help="let it stand beside the top unit there is")
    parser.add_argument("--table", choices=tuple(spec.name for spec in PLAIN_TABLES), help="what the file is")
    parser.add_argument("--reason", metavar="R", help="why: asked for where closed periods or targets change")
    return parser


def _migrate() -> None:
    """Bring an empty or older database up to date first."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _placed(options: argparse.Namespace) -> dict[str, Any]:
    return {"under": options.under or "", "second_top": options.second_top}


def bring(
    paths: Sequence[Path], mapping: str | None, unit: str | None, table: str | None = None, **placed: Any
) -> Import:
    """Keep the files and note that they came in."""
    stored = [_store(path) for path in paths]
    mapped = _store(Path(mapping)).pk if mapping else None
    data = {"files": [one.pk for one in stored], "mapping": mapped, "unit": unit or "", "table": table or "", **placed}
    return commands.bring_files(operator_context(), None, data)


def _store(path: Path) -> StoredFile:
    if not path.is_file():
        raise FileProblem("file_missing", f"There is no file {path}.", next_step="Check the name and the folder.")
    with path.open("rb") as handle:
        try:
            return files.store(handle, path.name)
        except files.TooLarge as problem:
            raise FileProblem("file_too_large", str(problem), next_step="Split it, or raise the limit.") from None


def apply(run: Import, reason: str) -> Import:
    """Apply, and compare once more where something changed in between."""
    try:
        applied = following.act(run.pk, "an import", lambda: _apply(run, reason))
    except Outdated:
        staging.clear(run.pk)
        commands.compare_again(operator_context(), run, {})
        again = staging.stage(run.pk)
        applied = following.act(run.pk, "an import", lambda: _apply(again, reason))
    return applied or Import.objects.get(pk=run.pk)


def _apply(run: Import, reason: str) -> Import:
    return commands.apply_import(operator_context(reason=reason), run, {})


def exit_code(run: Import, *, dry_run: bool) -> int:
    """Return 0, 1 or 2 for the state an import came to."""
    if run.state not in ("applied", "ready") or (run.state == "ready" and not dry_run) or run.report.get("is_blocked"):
        return NOTHING
    if not run.counts["refused"]:
        return OK
    return SOME_REFUSED if any(run.counts[name] for name in ("new", "changed", "same")) else NOTHING


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _say(run: Import, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        _print(json.dumps(report.as_json(run, dry_run=dry_run), ensure_ascii=False, indent=1, default=str))
        return
    for line in report.in_words(run, dry_run=dry_run):
        _print(line)


def _say_problem(sentence: str, *, as_json: bool) -> int:
    if as_json:
        _print(json.dumps({"state": "failed", "problem": sentence, "findings": []}, ensure_ascii=False))
    else:
        sys.stderr.write(f"{sentence}\n")
    return NOTHING
