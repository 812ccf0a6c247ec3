"""The second factor on a phone, by the keyboard: axe on each page; and without JavaScript at the door."""

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.core.kinds import Role
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
SAFETY, EMAIL = "/mon-espace/securite", "olga@example.org"


def checked(page: Page) -> None:
    """No fault that axe can see, and nothing wider than the phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def printed(page: Page) -> list[str]:
    expect(page.locator(".one-use-codes")).to_be_visible()
    return page.locator(".one-use-codes .code").all_inner_texts()


def test_from_nothing_to_the_next_sign_in(live: Site, browser: Browser) -> None:
    live.world.person("Olga", Role.OPERATOR)
    page = live.open(browser)
    live.sign_in(page, EMAIL)
    expect(page.get_by_role("heading", name="Mon espace")).to_be_visible()
    page.goto(SAFETY)
    checked(page)
    press(page, "Installer")
    expect(page.get_by_role("heading", name="Application sur téléphone", level=1)).to_be_visible()
    checked(page)
    made = pyotp.TOTP(page.locator(".shared-key").inner_text().replace(" ", ""))
    page.get_by_label("Votre code").fill(made.now())
    press(page, "Mettre en service")
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    checked(page)
    press(page, "Voir mes dix codes")
    recovery = printed(page)
    checked(page)
    page.goto(SAFETY)
    press(page, "Imprimer une feuille")
    sheet = printed(page)
    checked(page)
    page.goto(SAFETY)
    page.get_by_label("Votre code").fill(sheet[0])
    press(page, "Mettre cette feuille en service")
    expect(page.get_by_text("La feuille est en service")).to_be_visible()
    checked(page)
    for path in (f"{SAFETY}/feuille/retirer", f"/personnes/{live.world.person('Bob')}/second-facteur"):
        page.goto(path)
        checked(page)
    _come_back(live, browser, sheet[1], recovery[0])


def _come_back(live: Site, browser: Browser, code: str, recovery: str) -> None:
    for typed, javascript in ((code, True), (recovery, False)):
        page = live.open(browser, javascript=javascript)
        live.sign_in(page, EMAIL)
        expect(page.get_by_role("heading", name="Confirmez que c’est vous")).to_be_visible(timeout=20_000)
        if javascript:  # axe needs it
            checked(page)
        page.get_by_label("Votre code").fill(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Mon espace")).to_be_visible()
