"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.config.settings")
application = get_wsgi_application()

from lineofsight.config import safety  # noqa: E402 the settings must be configured first

safety.refuse_if_unsafe()
