"""The gallery in a real browser, served on the loopback under the strict content policy, without a database."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BUILT = Path(__file__).parent.parent / "static" / "ls" / "ls.js"
AXE = Path(__file__).parents[4] / "node_modules" / "axe-core" / "axe.min.js"
SETTINGS = {
    "DEBUG": False,
    "MIDDLEWARE": [
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def need(what: str, *, there: bool) -> None:
    """Skip the test loudly where a part of the browser lane is missing; fail it under CI."""
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"The browser lane needs {what}.")
    pytest.skip(f"SKIPPED BROWSER LANE: {what} is missing")


@contextmanager
def served() -> Iterator[str]:
    """Serve this installation's pages on a free port of the loopback and give the address."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
