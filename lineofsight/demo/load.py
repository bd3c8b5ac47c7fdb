"""Loading the example company into an empty database: `lineofsight demo`, `lineofsight run`, and tests."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lineofsight.accounts import demo
from lineofsight.accounts.models import User
from lineofsight.base import history, sealer
from lineofsight.base.models import Installation, Notice
from lineofsight.base.search import index
from lineofsight.demo import larger
from lineofsight.demo.norrvik import changes, company
from lineofsight.demo.replay import acts


class NotEmpty(Exception):
    """The database holds something already."""


class NotAllowed(Exception):
    """This installation may not hold a demo."""


def is_empty() -> bool:
    """Test whether nothing was ever written here: neither an installation nor an account."""
    return not (Installation.objects.exists() or User.objects.exists())


def load() -> None:
    """Load the example company, act by act under the clock of each; all or nothing.

    Raises NotAllowed where a demo is switched off, NotEmpty where the database holds something.
    """
    if not settings.DEMO_ALLOWED:
        raise NotAllowed("A demo is switched off here. Set LINEOFSIGHT_DEMO=true to allow it.")
    if not is_empty():
        raise NotEmpty("This database is not empty. Name another one in DATABASE_URL to load the demo into.")
    with transaction.atomic():
        Installation.objects.create(is_demo=True, created_at=changes.timeline()[0].at)
        history.forget_installation()
        try:
            with index.at_the_end():
                acts.replay()
            _read_old_notices()
        except BaseException:
            history.forget_installation()
            raise
    sealer.seal_all()


def _read_old_notices() -> None:
    """Leave only what came in the last month as new: nobody of the example company was away for two years."""
    latest = Notice.objects.order_by("-at").values_list("at", flat=True).first()
    if latest is not None:
        Notice.objects.filter(at__lt=latest - timedelta(days=30)).update(read_at=F("at"))


def main(argv: Sequence[str]) -> int:
    """Load the example company and print whom to sign in as; return the code to exit with."""
    parser = argparse.ArgumentParser(prog="lineofsight demo", description=f"Load {company.NAME}, the demo company.")
    parser.add_argument(
        "--people", type=int, default=0, help="make the company larger, to measure with: 50000 takes half a minute more"
    )
    options = parser.parse_args(list(argv))
    started = time.perf_counter()
    try:
        load()
        with index.at_the_end():
            added = larger.grow(options.people)
        sealer.seal_all()
    except (NotEmpty, NotAllowed) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    seconds = time.perf_counter() - started
    grown = f" with {added:,} more people" if added else ""
    sys.stdout.write(f"{company.NAME} is loaded{grown} ({seconds:.0f} s). {whom_to_sign_in_as()}\n")
    return 0


def whom_to_sign_in_as() -> str:
    """Return the people of the demo with their address and roles, one a line."""
    people = demo.sign_ins()
    width = max(len(person.email) for person in people)
    lines = [f"  {person.email:<{width}}  {person.name}, {person.note}" for person in people]
    return "\n".join([f"Sign in as one of these; the password of each is {demo.password()}", *lines])
