"""Addresses of the UI kit, under `/ui/`."""

from django.urls import path

from lineofsight.base.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("appearance/", views.appearance, name="appearance"),
    path("errors/<int:status>/", views.error_sample, name="error"),
]
