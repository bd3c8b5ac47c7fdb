"""The checks are checked: each refuses a case made for it and lets the neighboring good case pass."""

import subprocess
import sys
from pathlib import Path

import areas
import check_coverage
import check_docs
import check_files
import check_locks
import pytest
import run_tests

TOOLS = Path(__file__).resolve().parent.parent


def refused(line: str) -> bool:
    """Test whether any rule on tracked files refuses a line."""
    return any(rule.pattern.search(line) for rule in check_files.RULES)


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("see /" + "home/anna/notes", "see the page /home/"),
        ("cd /" + "work/main", "the address /people/joost/work/main"),
        ("open('/" + "tmp/x.csv')", "open(tmp_path / 'x.csv')"),
        ("https://files." + "pythonhosted.org/a", "https://docs.djangoproject.com/"),
        ("--index" + "-url=x", "--no-emit-index" + "-url"),
        ("postgres://ada" + ":lovelace@db.example.org/x", "postgres://ada@db.example.org/x"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"),
        ("<" * 7 + " HEAD", "a << 7"),
    ],
)
def test_a_line_that_must_not_be_tracked_is_refused_and_its_neighbor_is_not(bad, good):
    assert (refused(bad), refused(good)) == (True, False)


def test_a_file_is_too_long_from_the_line_after_the_limit():
    limit = check_files.LONGEST_PYTHON

    assert list(check_files.too_long("a.py", limit)) == []
    assert list(check_files.too_long("a.py", limit + 1)) == [
        f"a.py: {limit + 1} lines; split it by noun (at most {limit})"
    ]


def test_links_leave_out_code_blocks_and_other_hosts(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[a](a.md#part) [b](https://example.org)\n```\n[c](c.md)\n```\n![d](d.png)\n")

    assert list(check_docs.links(page)) == [tmp_path / "a.md", tmp_path / "d.png"]


def test_settings_are_found_where_the_code_reads_them():
    assert {"DATABASE_URL", "LINEOFSIGHT_SECRET_KEY"} <= check_docs.settings_read()


def test_a_pin_without_a_hash_is_named(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("good==1.0 \\\n    --hash=sha256:00\nbad==2.0\n")

    assert list(check_locks.unhashed(lock)) == ["requirements.txt: bad==2.0 has no hash"]


def test_coverage_of_an_area_counts_its_own_files_only():
    area = areas.Area("scoring", ("lineofsight/core/*",), branch_coverage=100)
    half = {"num_statements": 3, "covered_lines": 2, "num_branches": 1, "covered_branches": 0, "percent_covered": 50.0}
    full = {"num_statements": 4, "covered_lines": 4, "num_branches": 0, "covered_branches": 0, "percent_covered": 100.0}
    files = {
        "lineofsight/core/a.py": {"summary": half},
        "lineofsight/core/b.py": {"summary": full},
        "lineofsight/core/tests/test_a.py": {"summary": half},
        "lineofsight/base/c.py": {"summary": half},
    }

    assert check_coverage.covered_share(area, files) == (75.0, ["lineofsight/core/a.py 50.0 %"])


@pytest.mark.parametrize(
    ("url", "browser", "expected"),
    [
        ("postgres://x", "/usr/bin/chromium", ["PostgreSQL", "SQLite and browser"]),
        ("", "/usr/bin/chromium", ["SQLite and browser"]),
        ("", "", ["SQLite"]),
    ],
)
def test_lanes_are_those_that_can_run(url, browser, expected):
    lanes = run_tests.lanes(url, browser, slow=False, arguments=[])

    assert [lane.name for lane in lanes] == expected
    assert ("not browser" in lanes[-1].markers) is not bool(browser)


def test_a_python_that_will_do_is_met_with_silence():
    done = subprocess.run([sys.executable, TOOLS / "check_python.py"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
