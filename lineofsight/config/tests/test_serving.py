"""Web and worker started together."""

import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from lineofsight.config import serving


class SlowWeb:
    """A web server's process that listens only after it was looked at a few times."""

    def __init__(self) -> None:
        self.server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler, bind_and_activate=False)
        self.server.server_bind()
        self.looks = 0

    def poll(self) -> None:
        self.looks += 1
        if self.looks == 3:
            self.server.server_activate()
            threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def web() -> Iterator[SlowWeb]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    web = SlowWeb()
    yield web
    web.server.shutdown()
    web.server.server_close()
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_web_that_starts_slowly_is_waited_for_and_it_is_said(web: Any, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(serving, "START_SECONDS", 0)

    answered = serving._answers(f"http://127.0.0.1:{web.server.server_port}/", [web], serving._Stopper())

    assert answered
    assert "Still starting" in capsys.readouterr().out
