"""Write the API's contract to docs/api/openapi.json; a test compares it with what is served."""

import json
import os
from pathlib import Path

import django


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.config.settings")
    django.setup()
    from lineofsight.config.api import api  # inline: Django must be set up first

    text = json.dumps(api.get_openapi_schema(), default=str, indent=1, sort_keys=True)
    Path("docs/api/openapi.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
