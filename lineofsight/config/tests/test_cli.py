"""The command line, run as a person runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lineofsight import cli
from lineofsight.config import safety

KEY = "k" * 60


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an installation of its own, in a folder of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT", "DATABASE"))},
        "LINEOFSIGHT_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.sqlite3'}",
        "LINEOFSIGHT_DEMO": "false",
    }


def lineofsight(env: dict[str, str], *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lineofsight.cli", *arguments]
    return subprocess.run(command, env=env, input=text, capture_output=True, text=True, timeout=60, check=False)


def test_method_runs_on_a_file(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "inputs.json"
    inputs = {"last_period_end": "2026-09-30", "frequency": "monthly", "as_of": "2026-10-15"}
    file.write_text(json.dumps({**inputs, "grace_days": 5, "stale_after_days": 31}))

    code = cli.main(["evaluate", "staleness", str(file)])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["status"] == "fresh"


@pytest.mark.parametrize(
    ("method", "content", "sentence"),
    [
        ("alchemy", "{}", "'alchemy' is not a method"),
        ("kpi_score", "{}", ""),
        ("kpi_score", "{", "cannot be read as JSON"),
    ],
)
def test_method_refuses_in_one_sentence(tmp_path: Path, capsys: Any, method: str, content: str, sentence: str) -> None:
    file = tmp_path / "inputs.json"
    file.write_text(content)

    code = cli.main(["evaluate", method, str(file)])

    error = capsys.readouterr().err
    assert code == 1
    assert sentence in error
    assert error.count("\n") == 1


def test_missing_file_is_named(capsys: Any) -> None:
    assert cli.main(["evaluate", "kpi_score", "nowhere.json"]) == 1
    assert "nowhere.json cannot be read" in capsys.readouterr().err


def test_check_finds_what_is_missing_and_then_nothing(env: dict[str, str]) -> None:
    before = lineofsight(env, "check")
    brought = lineofsight(env, "migrate")
    after = lineofsight(env, "check")

    assert (before.returncode, "migrations did not run yet" in before.stdout) == (1, True)
    assert (brought.returncode, "migrations ran." in brought.stdout) == (0, True)
    assert (after.returncode, "wrong" in after.stdout) == (0, False)


def test_first_administrator_gets_a_link_to_the_address_of_the_setting(env: dict[str, str]) -> None:
    made = lineofsight({**env, "LINEOFSIGHT_BASE_URL": "https://sight.example.org"}, "admin", "boss@example.org")

    assert "https://sight.example.org/accounts/password/reset/key/" in made.stdout
    verified = lineofsight(env, "verify-audit", "--json")
    verdict = json.loads(verified.stdout)
    assert (verdict["holds"], verdict["changes"], verdict["unsealed"]) == (True, 2, 2)
    assert 0 < verdict["oldest_unsealed_seconds"] < 60


SAFE: dict[str, Any] = {
    "PRODUCTION": True,
    "SECRET_KEY": KEY,
    "DEBUG": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "BASE_URL": "https://sight.example.org",
    "ALLOWED_HOSTS": ["sight.example.org"],
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": "development-only-key-refused-in-production"}, "is the one everybody knows"),
        ({"SECRET_KEY": "short"}, "less than 50 characters"),
        ({"DEBUG": True}, "LINEOFSIGHT_DEBUG"),
        ({"SESSION_COOKIE_SECURE": False}, "Cookies would travel over http"),
        ({"CSRF_COOKIE_SECURE": False}, "Cookies would travel over http"),
        ({"BASE_URL": "http://sight.example.org"}, "no https address"),
        ({"ALLOWED_HOSTS": ["*"]}, "takes any host name"),
    ],
)
def test_production_refuses_what_is_unsafe(settings: Any, changed: dict[str, Any], sentence: str) -> None:
    for name, value in SAFE.items():
        setattr(settings, name, value)
    assert safety.refusals() == []
    safety.refuse_if_unsafe()

    for name, value in changed.items():
        setattr(settings, name, value)

    assert [sentence in refusal for refusal in safety.refusals()] == [True]
    with pytest.raises(safety.UnsafeToStart, match=sentence):
        safety.refuse_if_unsafe()
    settings.PRODUCTION = False
    assert safety.refusals() == []


def test_every_way_to_start_refuses(env: dict[str, str]) -> None:
    production = {**env, "LINEOFSIGHT_PRODUCTION": "true"}

    served = lineofsight(production, "run")
    imported = subprocess.run(
        [sys.executable, "-c", "import lineofsight.config.wsgi"],
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (served.returncode, "LINEOFSIGHT_SECRET_KEY" in served.stderr) == (1, True)
    assert (imported.returncode, "LINEOFSIGHT_SECRET_KEY" in imported.stderr) == (1, True)


@pytest.fixture
def running(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start everything on a free port, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "lineofsight.cli", "run", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()


def answer(port: int, host: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/accounts/login/", headers={"Host": host})
    try:
        return urllib.request.urlopen(request, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_port_in_use_is_one_sentence(env: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        tried = lineofsight(env, "run", "--port", str(other.getsockname()[1]))

    assert tried.returncode == 1
    assert "Something listens on port" in tried.stderr
    assert tried.stderr.count("\n") == 1


def test_run_serves_and_stops_everything_at_a_signal(running: tuple[subprocess.Popen[str], int]) -> None:
    process, port = running
    assert process.stdout
    line = next(line for line in process.stdout if "Lineofsight is at" in line)

    assert f"http://localhost:{port}/" in line
    assert answer(port, f"localhost:{port}") == 200
    assert answer(port, "evil.example") == 400
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    until = time.monotonic() + 5
    while is_listening(port) and time.monotonic() < until:
        pass
    assert not is_listening(port)
