"""The Django app of the UI kit."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, template tags and built assets; no models."""

    name = "lineofsight.base.ui"
    label = "ui"
