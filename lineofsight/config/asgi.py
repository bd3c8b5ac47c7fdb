"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.config.settings")
application = get_asgi_application()

from lineofsight.config import safety  # noqa: E402 the settings must be configured first

safety.refuse_if_unsafe()
