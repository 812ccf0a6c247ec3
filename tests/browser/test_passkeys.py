"""Passkeys in Chromium, on its virtual authenticator: made, used after the code by mail, cancelled, removed. On
`localhost`: an address in numbers has none."""

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Site

EMAIL, SAFETY = "alice@example.org", "/mon-espace/securite"
DEVICE = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
          "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}


@pytest.fixture
def named(live: Site) -> Site:
    """The same server, by its name."""
    live.url = live.url.replace("127.0.0.1", "localhost")
    live.app.config["CORDEE"] = replace(live.app.config["CORDEE"], base_url=live.url)
    live.world.person("Alice")
    return live


def plugged(page: Page) -> tuple[CDPSession, str]:
    """A device that knows its owner and says yes."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    return line, str(line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"])


def credentials(line: CDPSession, device: str) -> list[Any]:
    found: list[Any] = line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    return found


def put_back(line: CDPSession, device: str, kept: Any) -> None:
    """As it was when it was read: its counter too."""
    line.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    line.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": kept})


def sound(page: Page) -> None:
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def add(page: Page, name: str) -> None:
    """By the keyboard alone: from the name to the button."""
    page.goto(SAFETY)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Son nom").fill(name)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Créer la clé d’accès")).to_be_focused()
    page.keyboard.press("Enter")


def begin(named: Site, page: Page) -> None:
    page.goto("/connexion")
    named.sign_in(page, EMAIL)


def leave(page: Page) -> None:
    page.goto("/mon-espace/connexions")
    page.get_by_role("button", name="Se déconnecter et oublier").click()


def asked(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez que c’est vous")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()


def test_made_then_shown_after_the_code_then_removed(named: Site, browser: Browser) -> None:
    page = named.open(browser)
    line, device = plugged(page)
    begin(named, page)
    add(page, "Mon téléphone")
    expect(page.get_by_role("status").filter(has_text="enregistrée")).to_be_visible()
    assert len(credentials(line, device)) == 1
    page.goto(SAFETY)
    expect(page.locator("main")).to_contain_text("pas encore utilisée")
    sound(page)

    add(page, "Encore lui")  # the same device makes no second one
    expect(page.get_by_role("alert")).to_contain_text("Cet appareil garde déjà une clé d’accès")
    sound(page)
    assert len(credentials(line, device)) == 1

    leave(page)
    begin(named, page)
    sound(page)
    asked(page)
    page.wait_for_url("**/mon-espace")
    page.goto(SAFETY)
    expect(page.locator("main")).to_contain_text("utilisée le")

    page.get_by_role("link", name="Renommer Mon téléphone").click()
    page.get_by_label("Son nom").fill("Vieux téléphone")
    sound(page)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Retirer Vieux téléphone").click()
    sound(page)
    page.get_by_role("button", name="Retirer cette clé").click()
    expect(page.get_by_role("link", name="Retirer Vieux téléphone")).to_have_count(0)
    leave(page)
    begin(named, page)
    page.wait_for_url("**/mon-espace")


def test_cancelled_copied_and_without_the_script(named: Site, browser: Browser) -> None:
    page = named.open(browser)
    line, device = plugged(page)
    begin(named, page)
    add(page, "Mon téléphone")
    page.wait_for_url("**/codes-de-secours")
    (kept,) = credentials(line, device)
    leave(page)
    begin(named, page)
    line.send("WebAuthn.clearCredentials", {"authenticatorId": device})  # the browser says no more than for a « no »
    asked(page)
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est fait")
    put_back(line, device, kept)
    asked(page)
    page.wait_for_url("**/mon-espace")

    leave(page)
    begin(named, page)
    put_back(line, device, kept)  # an older state of the same device, as a copy would be
    asked(page)
    expect(page.locator("#passkey-refusal")).to_contain_text("son compteur est revenu en arrière")
    expect(page.locator("#passkey-refusal")).to_be_focused()
    sound(page)

    bare = named.open(browser, javascript=False)
    begin(named, bare)
    expect(bare.locator("main")).to_contain_text("demande que JavaScript soit permis")
    asked(bare)
    expect(bare.locator("#passkey-refusal")).to_contain_text("Les autres moyens s’en passent")


def test_an_address_in_numbers_has_none(live: Site, browser: Browser) -> None:
    live.world.person("Alice")
    page = live.open(browser)
    begin(live, page)
    page.goto(SAFETY)
    expect(page.locator("main")).to_contain_text("que pour un site qui a un nom")
    expect(page.get_by_role("link", name="Ajouter une clé d’accès")).to_have_count(0)
    sound(page)
