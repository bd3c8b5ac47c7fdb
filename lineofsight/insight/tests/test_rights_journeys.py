"""Accounts, roles, the record of acts and ways in, in a browser: a passkey, and looking as somebody."""

import pytest

from lineofsight.insight.tests.serving import PASSWORD, Site

pytestmark = pytest.mark.browser


def test_passkey_opens_the_account_alone(site: Site) -> None:
    with site.context("mateus.silva") as context:
        page = context.new_page()
        keys = context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        keys.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {**device, "isUserVerified": True, "automaticPresenceSimulation": True}},
        )
        home = site.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
        page.goto(f"{home}/accounts/login/")
        page.fill("input[name=login]", "mateus.silva@norrvik.example")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{home}/")
        page.goto(f"{home}/accounts/2fa/webauthn/add/")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.check("input[name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/recovery-codes/")
        context.clear_cookies()

        page.goto(f"{home}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_url(f"{home}/")

        page.goto(f"{home}/accounts/sessions/")
        assert page.locator("li", has_text="this one").count() == 1


def test_administrator_looks_as_a_person_who_agrees(site: Site) -> None:
    with site.context("jonas.berg") as context, site.context("amara.okafor") as other:
        page, hers = context.new_page(), other.new_page()
        page.goto("/admin/accounts/?q=amara")
        page.get_by_role("link", name="Amara Okafor").click()
        page.get_by_role("link", name="Look as this person").click()
        page.fill("textarea[name=reason]", "She cannot find her KPI.")
        page.get_by_role("button", name="Ask Amara Okafor").click()
        hers.goto("/looks/")
        hers.get_by_role("button", name="Agree").click()

        page.goto("/looks/")
        page.get_by_role("button", name="Look now").click()

        assert "You look as Amara Okafor until" in page.inner_text("body")
        page.get_by_role("button", name="Stop looking").click()
        assert "You look as" not in page.inner_text("body")
