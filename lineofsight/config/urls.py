"""Every address of the product; a test holds each against the permission table."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("allauth.account.urls"))]
