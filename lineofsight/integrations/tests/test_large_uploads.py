"""Large files between real processes: the web process takes them in, a worker reads them, and a person may stop it."""

import re
from pathlib import Path

import pytest

from lineofsight.integrations.tests.serving import Served, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc").exists(), reason="memory is read from /proc")]
HEAD = "measure,unit,period,value,comment\n"
FILLER = "x" * 900


@pytest.fixture
def served(demo_copy):
    made = Served(demo_copy())
    yield made
    made.stop()


def large_file(path, megabytes):
    """Write rows of which only the first two hold a value."""
    block = f"cash-cycle-days,norrvik,2025-03,,{FILLER}\n" * 1_000
    with path.open("w") as out:
        out.write(HEAD)
        out.write("cash-cycle-days,norrvik,2025-01,50.5,first\ncash-cycle-days,norrvik,2025-02,51.5,second\n")
        while out.tell() < megabytes * 1024 * 1024:
            out.write(block)
    return path


def test_a_worker_reads_a_large_file_while_the_page_shows_how_far_it_is(served, tmp_path):
    status, text = served.upload(large_file(tmp_path / "large.csv", 30))
    assert (status, "Look again" in text) == (200, True)

    served.start_worker()
    seen = set()

    def is_ready():
        text = served.shown()
        seen.update(re.findall(r'<progress[^>]*value="([^"]+)"', text))
        return "Preview: values" in text

    wait_for(is_ready, "the preview")
    assert "Apply 2 rows" in served.shown()
    number = re.search(r"/imports/(\d+)/", served.path)[1]
    status, text = served.post(f"/imports/{number}/apply/", reason="A test of ours.")
    assert (status, "Applied: values" in text) == (200, True)


def test_a_person_stops_what_a_worker_reads(served, tmp_path):
    served.upload(large_file(tmp_path / "large.csv", 60))
    number = re.search(r"/imports/(\d+)/", served.path)[1]
    served.start_worker()
    wait_for(lambda: re.search(r"[1-9][\d,.]* (of about|rows read)", served.shown()), "the first rows to be read")

    status, _ = served.post(f"/imports/{number}/cancel/")

    assert status == 200
    served.path = f"/imports/{number}/"
    wait_for(lambda: "Canceled: large.csv" in served.shown(), "the reader to stop")
    assert "Nothing was changed." in served.shown()


def test_two_hundred_megabytes_leave_the_web_process_as_small_as_it_was(served, tmp_path, record_property):
    for path in ("/imports/", "/imports/new/", "/scorecards/"):
        served.ask("GET", path)
    served.upload(large_file(tmp_path / "first.csv", 3))  # what any first upload loads
    before, path = served.memory_mb("VmHWM"), large_file(tmp_path / "large.csv", 200)

    status, text = served.upload(path)

    grown = served.memory_mb("VmHWM") - before
    record_property("grown_mb", round(grown, 1))
    assert (status, "Look again" in text) == (200, True)
    assert grown < 50, f"The web process had {before:.0f} MB and grew by {grown:.1f} MB."
