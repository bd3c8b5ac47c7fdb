"""The command line: thin, one function per subcommand."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

SETTINGS = "lineofsight.config.settings"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand and return the code to exit with."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in DELEGATED:
            return DELEGATED[arguments[0]](arguments[1:])
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lineofsight", description="From strategy to every person's work, and back.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "run", _run, "prepare everything and start web and worker").add_argument("--workers", type=int)
    _add(commands, "serve", _serve, "start the web server alone").add_argument("--workers", type=int)
    for name in ("run", "serve"):
        commands.choices[name].add_argument("--host", default="127.0.0.1", help="address to listen on")
        commands.choices[name].add_argument("--port", type=int, default=8000)
    _add(commands, "worker", _worker, "start a worker alone: jobs, sealer, sweeping")
    _add(commands, "reindex", _reindex, "make the index of search again")
    _add(commands, "migrate", _migrate, "bring the tables up to the installed version")
    _add(commands, "check", _check, "check settings, tables, triggers and the record of changes")
    verify = _add(commands, "verify-audit", _verify_audit, "verify the sealed record of changes")
    verify.add_argument("--json", action="store_true", help="print JSON")
    backup = _add(commands, "backup", _backup, "copy database and files into a new folder, while people work")
    backup.add_argument("folder", help="where the backup's own folder is made")
    backup.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N backups there afterwards")
    restore = _add(commands, "restore", _restore, "bring a backup into an empty installation and verify its chain")
    restore.add_argument("folder", help="the backup's own folder")
    evaluate = _add(commands, "evaluate", _evaluate, "run a calculation method on a JSON file")
    evaluate.add_argument("method", help="such as kpi_score")
    evaluate.add_argument("file", help="JSON with the method's inputs; - reads standard input")
    admin = _add(commands, "admin", _admin, "make an account an administrator and print a link to choose a password")
    admin.add_argument("email")
    admin.add_argument("--name", default="", help="the name, where the account is new")
    admin.add_argument("--person", default="", metavar="WHO", help="whose account it is: key, e-mail address or name")
    admin.add_argument(
        "--role", action="append", default=[], metavar="ROLE[@UNIT]", help="a further role, such as strategy_office"
    )
    link = _add(commands, "link", _link, "print a link with which an account's person chooses a password")
    link.add_argument("email")
    for name, text in (
        ("demo", "load the demo company into an empty database"),
        ("import", "import files: lineofsight import FILE… [--mapping M] [--dry-run] [--json]"),
        ("export", "write everything as one archive: lineofsight export FILE [--json]"),
        ("bench", "measure the budgets against their raw floor"),
    ):
        commands.add_parser(name, help=text)
    return parser


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    made.set_defaults(run=run)
    return made


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # inline: `evaluate` and `--help` do without

    django.setup()


def _run(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import safety, serving, startup  # inline: settings must be configured first

    if serving.is_taken(options.host, options.port):
        return _fail(f"Something listens on port {options.port} already. Stop it, or choose another one: --port 8001")
    try:
        if startup.prepare():
            print("The demo company is loaded.", flush=True)
    except safety.UnsafeToStart as refusal:
        return _fail(str(refusal))
    serving.note_address(options.host, options.port)
    return serving.run_together(
        options.host, options.port, options.workers or 2, ready=lambda: _say_where(options.host, options.port)
    )


def _say_where(host: str, port: int) -> None:
    """Print the address and whom to sign in as."""
    from lineofsight.accounts import demo  # inline: settings must be configured first
    from lineofsight.config import serving

    print(f"\nLineofsight is at {serving.address_of(host, port)}/ (Ctrl+C stops it)", flush=True)
    people = demo.sign_ins()
    if people:
        width = max(len(person.email) for person in people)
        print(f"Sign in as one of these; the password of each is {people[0].password}")
        for person in people:
            print(f"  {person.email:<{width}}  {person.name}, {person.note}")
    sys.stdout.flush()


def _serve(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import safety, serving  # inline: settings must be configured first

    refused = safety.refusals()
    if refused:
        return _fail("Lineofsight does not start: " + " ".join(refused))
    serving.note_address(options.host, options.port)
    return serving.serve(options.host, options.port, options.workers or 2)


def _worker(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import worker  # inline: settings must be configured first

    worker.run()
    return 0


def _reindex(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.base.search import index

    sys.stdout.write(f"{index.rebuild()} things can be found.\n")
    return 0


def _migrate(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import startup  # inline: settings must be configured first

    count = startup.migrate()
    print(f"{count} migrations ran." if count else "The tables are those of this version already.")
    return 0


def _check(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import inspection  # inline: settings must be configured first

    lines = inspection.inspect()
    for line in lines:
        print(line)
    return 1 if any(line.is_wrong for line in lines) else 0


def _verify_audit(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.base.verify import verify  # inline: settings must be configured first

    verdict = verify()
    age = verdict.oldest_unsealed_seconds
    if options.json:
        names = ("changes", "sealed", "unsealed", "oldest_unsealed_seconds", "head", "problems", "holds")
        print(json.dumps({name: getattr(verdict, name) for name in names}))
        return 0 if verdict.holds else 1
    print(f"{verdict.changes} changes, {verdict.sealed} sealed, {verdict.unsealed} not yet")
    print("Nothing waits to be sealed." if age is None else f"The oldest unsealed change is {age:.1f} s old.")
    for problem in verdict.problems:
        print(problem)
    print(f"The chain holds. Head: {verdict.head}" if verdict.holds else "The chain does not hold.")
    return 0 if verdict.holds else 1


def _backup(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import backups  # inline: settings must be configured first

    try:
        made = backups.make(Path(options.folder))
    except (backups.BackupRefused, OSError) as refusal:
        return _fail(f"No backup was made: {refusal}")
    print(f"{made.folder}\n{made.files} files, {made.size / 1e6:.1f} MB, change {made.head_seq} the last one sealed.")
    for digest in made.missing:
        print(f"The stored file {digest} is lost: the database names it, and it is not there.", file=sys.stderr)
    if options.keep is not None:
        for folder in backups.keep_only(Path(options.folder), max(1, options.keep)):
            print(f"Deleted {folder}")
    return 1 if made.missing else 0


def _restore(options: argparse.Namespace) -> int:
    _setup()
    from lineofsight.config import backups  # inline: settings must be configured first

    try:
        found = backups.restore(Path(options.folder))
    except (backups.BackupRefused, OSError) as refusal:
        return _fail(f"Nothing was restored: {refusal}")
    _migrated()
    print(
        f"This is {found.made_at:%d %B %Y, %H:%M:%S} UTC again: {found.files} files, change {found.head_seq} the last."
    )
    return _verify_audit(argparse.Namespace(json=False))


def _evaluate(options: argparse.Namespace) -> int:
    from lineofsight.core import errors, methods  # inline: other subcommands do without numpy

    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        result = methods.evaluate(options.method, json.loads(text, parse_float=Decimal))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
        return _fail(f"{options.file} cannot be read as JSON: {error}")
    except (errors.UnknownMethod, errors.InvalidInputs) as error:
        return _fail(str(error))
    print(json.dumps(result, indent=2, default=str, ensure_ascii=False))
    return 0


def _admin(options: argparse.Namespace) -> int:
    _migrated()
    from lineofsight.accounts import tokens  # inline: settings must be configured first
    from lineofsight.base.errors import CommandError
    from lineofsight.organization import operator

    try:
        user, done = operator.establish(options.email, options.name, person=options.person, roles=options.role)
    except CommandError as refusal:
        return _fail(str(refusal))
    print(f"{user.email} is an administrator.", *done)
    print(f"Choose a password here, once, within an hour:\n{tokens.link_for(user)}")
    for step in operator.next_steps(user):
        print(step)
    return 0


def _link(options: argparse.Namespace) -> int:
    _migrated()
    from lineofsight.accounts import tokens  # inline: settings must be configured first
    from lineofsight.accounts.models import User

    user = User.objects.filter(email__iexact=options.email, is_active=True, is_operator=False).first()
    if user is None:
        return _fail(f"There is no account {options.email} that somebody could sign in to.")
    print(f"Choose a password for {user.email} here, once, within an hour:\n{tokens.link_for(user)}")
    return 0


def _demo(argv: Sequence[str]) -> int:
    _migrated()
    from lineofsight.demo import load  # inline: settings must be configured first

    return load.main(list(argv)) or 0


def _import(argv: Sequence[str]) -> int:
    _migrated()
    from lineofsight.integrations import cli  # inline: settings must be configured first

    return cli.main(list(argv)) or 0


def _export(argv: Sequence[str]) -> int:
    _migrated()
    from lineofsight.integrations import cli  # inline: settings must be configured first

    return cli.export(list(argv)) or 0


def _bench(argv: Sequence[str]) -> int:
    _migrated()
    from lineofsight.bench import main as bench  # inline: settings must be configured first

    return bench.main(list(argv)) or 0


def _migrated() -> None:
    """Set up, and make the tables where the database is new: an import may be the first thing it sees."""
    _setup()
    from lineofsight.config import startup  # inline: settings must be configured first

    startup.migrate()


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


DELEGATED: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": _demo,
    "import": _import,
    "export": _export,
    "bench": _bench,
}

if __name__ == "__main__":
    sys.exit(main())
