"""Compile the interface strings of every language from `.po` to `.mo`, as the server reads them."""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "lineofsight/locale"


def compiled(source: Path) -> bytes:
    """Return the compiled form of one catalog; entries marked as uncertain are left out and show in English."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> int:
    """Write a `.mo` beside each `.po`."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))
        print(f"compiled {source.relative_to(LOCALES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
