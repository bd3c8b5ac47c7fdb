"""A real web server and a real worker on a copy of the demo, for tests of what happens between processes."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import time
import urllib.parse
from pathlib import Path

from lineofsight.config import serving

STEWARD = "astrid.nyberg@norrvik.example"
WAIT_SECONDS = 120


class Served:
    """One web process, perhaps a worker, and a browser of the barest kind that is signed in."""

    def __init__(self, copy):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            **copy.environment,
            "LINEOFSIGHT_DEMO": "true",
            "LINEOFSIGHT_FILES_DIR": str(copy.folder / "files"),
            "LINEOFSIGHT_SIGN_IN_LIMIT": "1000/m",
            "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings",
        }
        self.environment.pop("LINEOFSIGHT_BASE_URL", None)
        self.children = [self._start(serving.web_command("127.0.0.1", self.port, 1))]
        self.cookies = {}
        wait_for(lambda: self._answers(), "the server to answer")
        self._sign_in()

    def _start(self, command):
        return subprocess.Popen(command, env=self.environment)

    def start_worker(self):
        self.children.append(self._start(serving.worker_command()))

    def stop(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(30)

    def _answers(self):
        with contextlib.suppress(OSError):
            return self.ask("GET", "/health/")[0] < 500
        return False

    def ask(self, method, path, body=None, headers=None):
        """Return status and text of one request; a redirect is followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookies, "Referer": self.address, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status in (301, 302, 303):
            self.path = answer.headers["Location"]
            return self.ask("GET", self.path)
        return answer.status, text

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/"

    def post(self, path, **fields):
        """Send a form."""
        fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urllib.parse.urlencode(fields), kind)

    def _sign_in(self):
        self.ask("GET", "/accounts/login/")
        status, text = self.post("/accounts/login/", login=STEWARD, password="norrvik-demo")
        assert status == 200, text[:500]
        self.ask("GET", "/imports/new/")

    def upload(self, path):
        """Send a file as a form does, block by block, so that this process does not hold it either."""
        edge = "an-edge-between-parts"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.cookies["csrftoken"]}'
            f'\r\n--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{edge}--\r\n".encode()
        size = len(head) + path.stat().st_size + len(tail)

        def blocks():
            yield head
            with path.open("rb") as handle:
                while block := handle.read(1 << 20):
                    yield block
            yield tail

        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(size)}
        return self.ask("POST", "/imports/new/", blocks(), kind)

    def shown(self):
        """Return the text of the page to which the last act led."""
        return self.ask("GET", self.path)[1]

    def memory_mb(self, what):
        """Return the memory of the web server and its processes: VmRSS now, or VmHWM at its highest."""
        return sum(_memory_mb(pid, what) for pid in _with_children(self.children[0].pid))


def _with_children(pid):
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _with_children(int(child))
    return found


def _memory_mb(pid, what):
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{what}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0


def wait_for(test, what, seconds=WAIT_SECONDS):
    """Wait until a test holds."""
    until = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < until, f"Waited {seconds} s for {what}."
        time.sleep(0.2)
