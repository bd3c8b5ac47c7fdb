"""Forty requests a second of mixed reading, from people who are signed in, against the product's own server.

The demo company with 2,000 people is served by `lineofsight serve` on this machine alone. Requests come at a fixed
rate, whatever the server does: a request that has to wait for an earlier one has that wait in its time.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from statistics import mean
from typing import Any
from urllib.parse import urlencode

PEOPLE = 2_000
RATE, SECONDS, MOST_SECONDS = 40, 30, 300  # requests a second, for so long, and never longer
WARM_UP_SECONDS = 5
CONNECTIONS = 24
PATIENCE_SECONDS = 60
PASSWORD = "norrvik-demo"  # noqa: S105 of the example company, on a server of this measurement alone
READERS = ("henrik.aalto", "linnea.sandberg", "ines.carvalho", "divya.raman", "amara.okafor", "astrid.nyberg")
#: What is read, by kind: out of twenty requests so many.
MIX: tuple[tuple[str, str, int], ...] = (
    ("home", "/", 4),
    ("scorecard", "/scorecards/norrvik/2026-10/", 3),
    ("KPI", "/kpis/temperature-excursions/", 3),
    ("map", "/strategy/map/", 1),
    ("line of sight", "/line-of-sight/", 2),
    ("alignment", "/okrs/alignment/rotterdam/", 1),
    ("OKR", "/okrs/", 2),
    ("person", "/people/amara-okafor/", 1),
    ("units", "/organization/", 1),
    ("search", "/search/?q=temperature", 2),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request; times in milliseconds, `waited` from the moment it should have been sent."""

    kind: str
    status: int
    waited: float
    processor: float
    statements: int


def run(rate: int = RATE, seconds: int = SECONDS) -> dict[str, Any]:
    """Load, serve, read, and return times and processor time per page, all together and by kind of page."""
    _call("demo", "--people", str(PEOPLE))
    with _server() as port:
        cookies = [_signed_in(port, f"{name}@norrvik.example") for name in READERS]
        _read(port, cookies, rate, WARM_UP_SECONDS)
        answers = _read(port, cookies, rate, min(seconds, MOST_SECONDS))
    by_kind: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_kind[answer.kind].append(answer)
    return {
        "company_of": PEOPLE,
        "requests_a_second": rate,
        "processors": os.cpu_count(),
        "errors": sum(answer.status != http.HTTPStatus.OK for answer in answers),
        "all": _figures(answers),
        **{kind: _figures(found) for kind, found in sorted(by_kind.items())},
    }


def _figures(answers: Sequence[Answer]) -> dict[str, float]:
    waits = sorted(answer.waited for answer in answers)
    at = {f"p{percent}_ms": round(waits[len(waits) * percent // 100], 1) for percent in (50, 90, 99)}
    spent = {"processor_ms": round(mean(answer.processor for answer in answers), 1)}
    return {"requests": len(answers), **at, **spent, "statements": max(answer.statements for answer in answers)}


def _read(port: int, cookies: Sequence[str], rate: int, seconds: int) -> list[Answer]:
    """Send requests at a fixed rate over connections that stay open."""
    mix = [(kind, path) for kind, path, count in MIX for _ in range(count)]
    free: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
    for _ in range(CONNECTIONS):
        free.put(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS))
    begun = time.monotonic()

    def ask(number: int) -> Answer:
        # Seven is prime to both lengths, so that everybody reads every kind of page.
        kind, path = mix[number * 7 % len(mix)]
        cookie = cookies[number // len(mix) % len(cookies)]
        connection = free.get()
        try:
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
        finally:
            free.put(connection)
        told = response.headers.get("Server-Timing", "")
        waited = (time.monotonic() - begun - number / rate) * 1000
        return Answer(kind, response.status, waited, _told(told, "cpu;dur="), int(_told(told, 'queries;desc="')))

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asked = []
        for number in range(rate * seconds):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            asked.append(pool.submit(ask, number))
        return [one.result() for one in asked]


def _told(header: str, name: str) -> float:
    found = re.search(re.escape(name) + r"([\d.]+)", header)
    return float(found.group(1)) if found else 0.0


def _signed_in(port: int, email: str) -> str:
    """Sign in by the form and return the cookie of the session."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/accounts/login/")
    page = connection.getresponse()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    body = urlencode({"csrfmiddlewaretoken": found.group(1) if found else "", "login": email, "password": PASSWORD})
    headers = {"Cookie": _cookies(page), "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/accounts/login/", body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.FOUND:
        raise RuntimeError(f"{email} could not sign in: {answer.status}.")
    return _cookies(answer)


def _cookies(response: http.client.HTTPResponse) -> str:
    return "; ".join(line.split(";")[0] for line in response.headers.get_all("Set-Cookie") or ())


@contextmanager
def _server() -> Iterator[int]:
    """Serve on a free port of this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "lineofsight.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=_environment(), stdout=subprocess.DEVNULL)  # noqa: S603 our own command
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not begin to serve.")


def _call(*arguments: str) -> None:
    command = [sys.executable, "-m", "lineofsight.cli", *arguments]
    subprocess.run(command, env=_environment(), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 our own command


def _environment() -> dict[str, str]:
    ours = {"LINEOFSIGHT_DEMO": "true", "LINEOFSIGHT_DEMO_PASSWORD": PASSWORD, "LINEOFSIGHT_SERVER_TIMING": "true"}
    return {**os.environ, **ours}
