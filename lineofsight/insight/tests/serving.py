"""The demo company served by a process of its own, and a browser signed in to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lineofsight.base.ui.tests import browser as lane

PASSWORD = "norrvik-demo"
PATIENCE_SECONDS = 60
#: As long as a busy machine may take to show what a step leads to.
SHOWN_MS = 20_000


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """Serve a copy of the demo on a free port as `lineofsight serve` does, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {**os.environ, **environment, "LINEOFSIGHT_DEMO": "true", "LINEOFSIGHT_DEMO_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "lineofsight.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/accounts/login/", process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: Any) -> None:
    """Return once the server answers; it says nothing when it begins to listen."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("The demo did not begin to serve.")


class Site:
    """A served demo, and the sign-ins already made there."""

    def __init__(self, address: str, browser: Browser) -> None:
        self.address, self.browser = address, browser
        self._states: dict[str, Any] = {}

    def context(self, who: str = "linnea.sandberg", **options: Any) -> BrowserContext:
        """Return a fresh browser context of somebody who has signed in."""
        if who not in self._states:
            with self.browser.new_context() as first:
                page = first.new_page()
                page.goto(f"{self.address}/accounts/login/")
                page.fill("input[name=login]", who if "@" in who else f"{who}@norrvik.example")
                page.fill("input[name=password]", PASSWORD)
                page.press("input[name=password]", "Enter")
                page.wait_for_url(f"{self.address}/")
                self._states[who] = first.storage_state()
        return self.browser.new_context(storage_state=self._states[who], base_url=self.address, **options)


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[Site]:
    """Serve the demo and start a browser."""
    lane.need("chromium", there=lane.CHROMIUM is not None)
    lane.need("the built assets (make assets)", there=lane.BUILT.exists())
    expect.set_options(timeout=SHOWN_MS)
    with sync_playwright() as playwright, serving(environment) as address:
        browser = playwright.chromium.launch(executable_path=lane.CHROMIUM, args=["--no-sandbox"])
        yield Site(address, browser)
        browser.close()


class Watch:
    """What a page complained about, and whom else it asked."""

    def __init__(self, page: Page, address: str) -> None:
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(address) else self.strangers.append(sent.url))
