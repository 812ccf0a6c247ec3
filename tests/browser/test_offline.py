"""Installed, then without a line: what was asked to be kept is read, the rest says what happens, a need is written."""

from playwright.sync_api import Browser, Page, expect

from app.core.kinds import Subject
from app.notifications import service as following
from tests.browser.conftest import Site, comes_to

LIVED = "Après dix-neuf heures il n’y a plus de car pour rentrer."
WORKER = "navigator.serviceWorker.ready.then(async () => (await caches.keys()).length > 0)"
COPIES = """async () => {
  const found = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map(({ url }) => new URL(url).pathname).filter((path) => !path.startsWith("/static/")).sort();
}"""


def kept_by_alice(live: Site, browser: Browser) -> tuple[Page, int, int]:
    """Signed in, following one need of two, which she asked to keep on this device."""
    alice, bob = live.world.person("Alice"), live.world.person("Bob")
    followed, other = live.world.need(bob), live.world.need(bob)
    live.world.do(following.follow, alice, Subject.PROPOSAL, followed)
    page = live.open(browser, worker=True)
    live.enter(page, "Alice")
    page.goto("/mon-espace")
    page.goto("/nouvelles/suivi")
    page.wait_for_function(WORKER)
    page.locator("[data-offline=keep]").click()
    expect(page.locator("#keep-offline [role=status]")).to_have_text("Pages gardées sur cet appareil\u00a0: 1")
    return page, followed, other


def test_read_without_a_line_and_gone_with_the_session(live: Site, browser: Browser):
    page, followed, other = kept_by_alice(live, browser)
    page.context.set_offline(True)
    page.goto(f"/propositions/{followed}")
    expect(page.locator("#news")).to_contain_text("Copie gardée sur cet appareil")
    assert "Alice" not in page.content(), "the visitor's page, without a name or a token"
    comes_to(page, COPIES, ["/hors-ligne", f"/propositions/{followed}", "/propositions/nouvelle/need"])
    for path in (f"/propositions/{other}", "/moderation", "/mon-espace"):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("Pas de réseau")
    expect(page.locator("#kept-here a")).to_have_attribute("href", f"{live.url}/propositions/{followed}")
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Mon espace")  # by itself
    page.locator(".narrow-bar .menu summary").click()
    page.locator(".narrow-bar").get_by_role("button", name="Se déconnecter").click()
    expect(page.locator("#news")).to_contain_text("Votre session est fermée")
    comes_to(page, "caches.has('kept')", False)


def test_a_need_written_without_a_line_is_a_draft_when_it_is_back(live: Site, browser: Browser):
    page, _followed, _other = kept_by_alice(live, browser)
    page.context.set_offline(True)
    page.goto("/mon-espace")
    page.get_by_role("link", name="Écrire un besoin").click()
    expect(page.locator("#news")).to_contain_text("Pas de réseau")
    page.locator("#title").fill("Rentrer le soir sans voiture")
    page.locator("#lived").fill(LIVED)
    page.locator("main form button.primary").click()
    expect(page.locator("[data-autosave-status]")).to_contain_text("appareil")
    page.reload()
    expect(page.locator("#lived")).to_have_value(LIVED)
    page.context.set_offline(False)
    expect(page.locator("#news")).to_contain_text("dans vos brouillons")
    page.locator("#lived").fill(LIVED + " Ma fille attend.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
    page.goto("/brouillons")
    expect(page.locator("main li")).to_have_count(1)
    page.get_by_role("link", name="Rentrer le soir sans voiture", exact=True).click()
    expect(page.locator("#lived")).to_have_value(LIVED + " Ma fille attend.")
