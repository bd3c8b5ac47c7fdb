"""The worker: jobs of the queue, the sealer, and what has to happen once in a while."""

import logging
import threading
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.core.management import call_command
from django.db import close_old_connections, connection

from lineofsight.base import clock, once, schedules
from lineofsight.base.sealer import SealerThread
from lineofsight.organization import closures, due
from lineofsight.scorecard.threads import following

log = logging.getLogger(__name__)
SWEEP_SECONDS = 30


def run() -> None:
    """Work until a signal asks to stop; a job under way is finished first."""
    threads: list[SealerThread | HousekeepingThread] = [SealerThread(), HousekeepingThread()]
    for thread in threads:
        thread.start()
    try:
        call_command("db_worker", interval=0.5, startup_delay=False, reload=False, verbosity=0, queue_name="*")
    finally:
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join(timeout=5)


class HousekeepingThread(threading.Thread):
    """Sweeps what died half-way, and lets what was planned for today take effect."""

    def __init__(self) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._stop_asked = threading.Event()
        self._kept_for: date | None = None

    def run(self) -> None:
        """Keep house in a loop; a database that is away is tried again at the next turn."""
        while True:
            try:
                self.keep()
            except Exception:  # the loop must outlive any failure of one turn
                log.exception("Housekeeping failed; it is tried again in %s s.", SWEEP_SECONDS)
                connection.close()
            finally:
                close_old_connections()
            if self._stop_asked.wait(SWEEP_SECONDS):
                break
        connection.close()

    def keep(self) -> None:
        """Do one round."""
        today = clock.today()
        if today != self._kept_for:
            closures.keep_today()
            following.refresh_everything()  # plans and cycles begin and end with the day
            self._kept_for = today
        due.apply_due()
        schedules.run_due(clock.now())
        for sweep in sweeps():
            sweep()

    def stop(self) -> None:
        """Ask the loop to end."""
        self._stop_asked.set()


def sweeps() -> list[Callable[[], object]]:
    """Return what clears away: keys of calls whose time is over, and imports that died."""
    name = "lineofsight.integrations.sweeping"
    return [once.sweep, *([import_module(name).sweep] if find_spec(name) else [])]
