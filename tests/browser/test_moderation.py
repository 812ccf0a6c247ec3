"""Talk, report, hide, answer, look again: in Chromium, with and without JavaScript, on a phone; axe on each page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.core.kinds import Role, Stance, Subject
from app.discussion import service as discussion
from app.notifications import service as following
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
WHY = "Le message vise une personne et non ses idées."
ANSWER = "Je parlais de l’idée, pas de vous. Relisez la phrase d’avant."


def checked(page: Page) -> None:
    """No fault that axe can see, and nothing wider than the phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def said(live: Site, browser: Browser, *, javascript: bool) -> int:
    """Bob writes something rude under Alice's idea, by the pages."""
    world = live.world
    idea: int = world.idea(world.person("Alice"))
    world.do(discussion.post, world.person("Alice"), idea, Stance.QUESTION, "Qui a une remorque ?", "fr")
    world.person("Bob")
    page = live.open(browser, javascript=javascript)
    live.enter(page, "Bob")
    page.goto(f"/propositions/{idea}")
    page.get_by_role("link", name="Donner un avis ou poser une question").click()
    page.get_by_label("Défavorable").check()
    page.get_by_label("Votre message").fill("Vous êtes vraiment nuls.")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator("#comment-2")).to_contain_text("Vous êtes vraiment nuls.")
    page.locator("#comment-1 summary", has_text="Répondre").click()
    page.locator("#reply-1").fill("Moi, j’en ai une.")
    page.locator("#comment-1").get_by_role("button", name="Publier ma réponse").click()
    expect(page.get_by_text("Moi, j’en ai une.")).to_be_visible()
    return idea


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_message_is_reported_hidden_answered_and_restored(live: Site, browser: Browser, javascript: bool) -> None:
    idea = said(live, browser, javascript=javascript)
    visitor = live.open(browser, javascript=javascript)
    visitor.goto(f"/propositions/{idea}")
    visitor.locator("#comment-2").get_by_role("link", name="Signaler").click()
    visitor.get_by_label("Cela attaque ou menace une personne").check()
    visitor.get_by_role("button", name="Envoyer le signalement").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Signalement reçu")

    _judge(live, browser, "Mona", "Masquer", javascript=javascript)
    visitor.goto(f"/propositions/{idea}")
    expect(visitor.locator("#comment-2")).to_contain_text("a été masqué")
    expect(visitor.locator("#comment-2")).not_to_contain_text("nuls")

    live.jobs()
    bob = live.open(browser, javascript=javascript)
    live.enter(bob, "Bob")
    bob.goto("/nouvelles")
    bob.locator("li li", has_text="Message masqué").get_by_role("link", name="Lire").click()
    bob.get_by_role("textbox", name="Votre réponse").fill(ANSWER)
    bob.get_by_role("button", name="Envoyer ma réponse").click()
    expect(bob.get_by_text("Vous avez déjà répondu")).to_be_visible()

    _judge(live, browser, "Max", "Rétablir", javascript=javascript)
    visitor.goto(f"/propositions/{idea}")
    expect(visitor.locator("#comment-2")).to_contain_text("Vous êtes vraiment nuls.")


def _judge(live: Site, browser: Browser, name: str, verdict: str, *, javascript: bool) -> None:
    live.world.person(name, Role.MODERATOR)
    page = live.open(browser, javascript=javascript)
    live.enter(page, name)
    page.goto("/moderation")
    page.locator("main article h2 a").first.click()
    page.get_by_label(verdict).check()
    page.get_by_label("Explication").fill(WHY)
    page.get_by_role("button", name="Prendre cette décision").click()
    expect(page.get_by_text("La décision est prise")).to_be_visible()


def test_every_page_of_the_subject_passes_axe_on_a_phone(live: Site, browser: Browser) -> None:
    idea = said(live, browser, javascript=True)
    visitor = live.open(browser)
    for path in (f"/propositions/{idea}/discussion", f"/propositions/{idea}/commenter", "/commentaires/1",
                 "/commentaires/1/repondre", "/journal", "/signaler/comment/2"):
        visitor.goto(path)
        checked(visitor)
    visitor.get_by_label("C’est faux ou trompeur").check()
    visitor.get_by_role("button", name="Envoyer le signalement").click()
    checked(visitor)
    _of_the_signed_in(live, browser, idea)


def _of_the_signed_in(live: Site, browser: Browser, idea: int) -> None:
    world = live.world
    world.person("Mona", Role.MODERATOR)
    world.do(following.follow, world.person("Mona"), Subject.PROPOSAL, idea)
    live.jobs()
    page = live.open(browser)
    live.enter(page, "Mona")
    for path in ("/nouvelles", "/nouvelles/suivi", "/moderation", "/moderation?filtre=late", "/moderation/1",
                 f"/propositions/{idea}/suivre"):
        page.goto(path)
        checked(page)
    _judge(live, browser, "Mona", "Masquer", javascript=True)
    bob = live.open(browser)
    live.enter(bob, "Bob")
    for path in ("/commentaires/2", "/moderation/verdicts/1"):
        bob.goto(path)
        checked(bob)
