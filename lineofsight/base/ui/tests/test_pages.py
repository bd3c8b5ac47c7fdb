"""The gallery, the error pages and the choice of appearance, as a reader meets them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from lineofsight.base.ui import chrome, errors, places, views

urlpatterns = [path("ui/", include("lineofsight.base.ui.urls"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def get(path_and_query: str, **headers):
    request = RequestFactory().get(path_and_query, headers=headers)
    request.user = AnonymousUser()
    request._messages = []
    return request


def test_gallery_shows_every_component_without_inline_style_or_foreign_host():
    page = views.gallery(get("/ui/")).content.decode()

    assert page.count("<h1>") == 1
    assert 'id="main"' in page
    assert not re.search(r"\sstyle=|<style|https?://(?!www\.w3\.org)", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_identifiers_on_a_page_are_unique():
    found = re.findall(r'\sid="([^"]+)"', views.gallery(get("/ui/?why=31")).content.decode())

    assert sorted(found) == sorted(set(found))


def test_why_answers_as_a_page_and_as_the_panel_alone():
    whole = views.gallery(get("/ui/?why=31")).content.decode()
    alone = views.gallery(get("/ui/?why=31", **{"HX-Target": "ls-side"})).content.decode()

    assert whole.count('class="ls-panel"') == alone.count('class="ls-panel"') == 1
    assert "<html" in whole
    assert "<html" not in alone


@pytest.mark.parametrize("status", errors.STATUSES)
def test_error_pages_say_what_to_do_and_need_no_request(status):
    page = render_to_string(f"{status}.html")

    assert page.count("<h1>") == 1
    assert 'href="/"' in page


def test_refusal_carries_its_sentence_and_its_status():
    response = errors.not_open(get("/x"), "Linnea <Sandberg> can open it to you.")

    assert response.status_code == 403
    assert "Linnea &lt;Sandberg&gt; can open it to you." in response.content.decode()
    assert errors.conflict(get("/x")).status_code == 409
    assert errors.unavailable(get("/x"))["Retry-After"] == "30"


def test_appearance_is_kept_in_cookies_and_unknown_words_are_not():
    request = RequestFactory().post("/ui/appearance/", {"theme": "dark", "density": "huge", "next": "/kpis?sort=name"})

    response = views.appearance(request)

    assert (response.status_code, response["Location"]) == (302, "/kpis?sort=name")
    assert {name: morsel.value for name, morsel in response.cookies.items()} == {"ls-theme": "dark", "ls-keys": "off"}


def test_appearance_never_leads_to_another_host():
    request = RequestFactory().post("/ui/appearance/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert views.appearance(request)["Location"] == "/"


def test_theme_of_the_cookie_is_on_the_page():
    request = get("/ui/")
    request.COOKIES["ls-theme"] = "dark"

    assert 'data-theme="dark"' in views.gallery(request).content.decode()
    request.COOKIES["ls-theme"] = '"><script>'
    assert 'data-theme="system"' in views.gallery(request).content.decode()


class Reader:
    is_authenticated = True
    display_name = "Amara Okafor"


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(places, "_places", {})
    for order, allowed in enumerate([True, False, True, True, True, True]):
        name = f"place-{order}"
        places.register(
            places.Place(
                name,
                "ui:gallery" if order == 0 else name,
                order,
                "home",
                (f"/{name}/",),
                may_open=lambda _r, a=allowed: a,
            )
        )
    return places


def test_places_closed_to_the_reader_or_not_built_are_left_out(registered):
    request = get("/ui/")
    request.user = Reader()

    shown = chrome.chrome_for(request)

    assert [(place.label, place.current) for place in shown.bar_places] == [("place-0", True)]
    assert (shown.person, shown.initials) == ("Amara Okafor", "AO")


def test_nobody_signed_in_sees_no_places(registered):
    assert chrome.chrome_for(get("/ui/")).places == ()
    assert chrome.chrome_for(None).places == ()


def test_phone_has_four_tabs_and_the_rest_under_more():
    def made(n):
        return places.OpenPlace(f"p{n}", f"/{n}", "home", "", tab=n != 1, admin=n == 6, current=False, waiting=0)

    shown = chrome.Chrome(places=tuple(made(n) for n in range(7)))

    assert [place.label for place in shown.tabs] == ["p0", "p2", "p3", "p4"]
    assert [place.label for place in shown.more_places] == ["p1", "p5"]
    assert [place.label for place in shown.admin_places] == ["p6"]
