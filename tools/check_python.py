"""Say in one sentence why this Python cannot run Lineofsight, or nothing. No new syntax here: old ones must read it."""

import importlib.util
import sys


def problem() -> str:
    """Return the sentence to print, or an empty string when this interpreter will do."""
    if sys.version_info < (3, 11):
        return (
            "Lineofsight needs Python 3.11 or newer, and {} is {}.{}; install one and name it: "
            "make run PYTHON=python3.11".format(sys.executable, *sys.version_info[:2])
        )
    # Debian ships `venv` without `ensurepip`, which then fails half-way through; so both are asked for.
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return (
            "{} cannot make virtual environments; install its venv module (on Debian and Ubuntu: "
            "apt-get install python3-venv) and run make again.".format(sys.executable)
        )
    return ""


sentence = problem()
if sentence:
    sys.stderr.write(sentence + "\n")
    sys.exit(1)
