"""Web and worker as processes: started together, ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from django.conf import settings

STOP_SECONDS = 12
START_SECONDS = 30  # after which it is said that it takes longer
ADDRESS_FILE = "address"  # read by the settings where no base address is set
THREADS = 8  # of each web process
Process = subprocess.Popen[bytes]


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the web server."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"),
        *("--no-ws", "--log-level", "error"),
        "lineofsight.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    """Return the command line of the worker."""
    return [sys.executable, "-m", "lineofsight.cli", "worker"]


def serve(host: str, port: int, workers: int) -> int:
    """Become the web server; it ends with its own signals."""
    command = web_command(host, port, workers)
    os.execv(command[0], command)  # noqa: S606 our own command line, no shell


def run_together(host: str, port: int, workers: int, *, ready: Callable[[], None]) -> int:
    """Run web and worker until a signal asks to stop or one of them ends; return the code to exit with.

    The worker starts once the web answers, so that it does not slow that down; then `ready` is called.
    """
    stopper = _Stopper()
    children = [subprocess.Popen(web_command(host, port, workers))]  # noqa: S603 our own command line, no shell
    try:
        if _answers(f"http://{_reachable(host)}:{port}/health/", children, stopper):
            children.append(subprocess.Popen(worker_command()))  # noqa: S603 as above
            ready()
        while not stopper.asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        codes = _stop(children)
    return 0 if stopper.asked else next((code for code in codes if code), 1)


def address_of(host: str, port: int) -> str:
    """Return the address under which a person on this machine reaches the server."""
    name = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104 a comparison, not a binding
    return f"http://{name}:{port}"


def note_address(host: str, port: int) -> None:
    """Let links in mails and on the command line lead to where this server listens, unless a setting says where."""
    if "LINEOFSIGHT_BASE_URL" in os.environ:
        return
    address = address_of(host, port)
    os.environ["LINEOFSIGHT_BASE_URL"] = settings.BASE_URL = address
    noted = Path(settings.DATA_DIR) / ADDRESS_FILE
    noted.parent.mkdir(parents=True, exist_ok=True)
    noted.write_text(address + "\n", encoding="utf-8")


def is_taken(host: str, port: int) -> bool:
    """Test whether something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


class _Stopper:
    """Remembers that a signal asked to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def _answers(url: str, children: Sequence[Process], stopper: _Stopper) -> bool:
    """Wait until the web answers anything at all, however long a busy machine takes, or a child ends."""
    say_at = time.monotonic() + START_SECONDS
    while not stopper.asked and all(child.poll() is None for child in children):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 our own address
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
        if time.monotonic() >= say_at:
            sys.stdout.write("Still starting: nothing answers yet. The address follows here.\n")
            sys.stdout.flush()
            say_at += START_SECONDS
    return False


def _stop(children: Sequence[Process]) -> list[int]:
    """Ask every child to end, wait, and end by force what stayed."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS
    codes = []
    for child in children:
        try:
            codes.append(child.wait(timeout=max(0.1, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            child.kill()
            codes.append(child.wait())
    return codes


def _reachable(host: str) -> str:
    """Return an address under which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 a comparison, not a binding
