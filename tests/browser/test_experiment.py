"""A work group meets, writes its pact, tries, measures and says what it learned; with JavaScript and without."""

import re
from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect

from app.core.kinds import Role
from tests.browser.conftest import Site
from tests.browser.test_journey import JS, person, promote


def submit(page: Page) -> None:
    page.locator("main form button.primary").last.click()


def member(live: Site, browser: Browser, item: int, javascript: bool) -> None:
    page = person(live, browser, "Dora", javascript=javascript, town="Embrun")
    page.goto(f"/propositions/{item}/groupe")
    page.get_by_role("link", name="Rejoindre le groupe").click()
    submit(page)
    expect(page.get_by_role("link", name="Quitter le groupe")).to_be_visible()


def lead(page: Page, item: int) -> None:
    """A carrier takes the lead."""
    page.goto(f"/propositions/{item}/groupe")
    page.get_by_role("link", name="Confier les rôles").click()
    row = page.get_by_role("listitem").filter(has_text="Alice")
    row.locator("select").select_option("lead")
    row.get_by_role("button").click()
    expect(page.get_by_role("listitem").filter(has_text="Alice").first).to_contain_text("Pilote")


def meet(page: Page, item: int) -> None:
    page.goto(f"/propositions/{item}/groupe")
    page.get_by_role("link", name="Prévoir une réunion").click()
    page.get_by_label("Titre").fill("Première réunion du groupe")
    page.get_by_label("Jour", exact=True).fill((date.today() - timedelta(days=2)).isoformat())
    page.get_by_label("Début").fill("18:30")
    page.get_by_label("Fin").fill("20:00")
    page.get_by_label(re.compile("^(Lieu|Où)")).fill("Salle des fêtes d’Embrun")
    submit(page)
    page.get_by_role("link", name=re.compile("compte rendu", re.I)).first.click()
    page.get_by_label("Compte rendu").fill("Nous avons fixé les deux soirs d’essai et réparti les clés.")
    page.get_by_role("checkbox").first.check()
    submit(page)
    expect(page.locator("main")).to_contain_text("réparti les clés")


def pact(page: Page, item: int) -> None:
    page.goto(f"/propositions/{item}/pacte")
    page.locator(f"a[href$='/propositions/{item}/pacte/ecrire'], a[href*='pacte']:has-text('crire')").first.click()
    for label, text in (
        ("hypothèse", "Deux soirs de garde suffisent à cinq familles."),
        ("Avec qui|population", "Cinq familles."),
        ("arrêter", "Moins de deux familles trois semaines de suite."),
        ("observe", "Une éducatrice."),
    ):
        page.get_by_label(re.compile(label, re.I)).first.fill(text)
    page.get_by_label(re.compile("^Du")).fill((date.today() - timedelta(days=1)).isoformat())
    page.get_by_label(re.compile("^Au")).fill((date.today() + timedelta(days=90)).isoformat())
    submit(page)
    page.get_by_role("link", name="Ajouter un indicateur").click()
    page.get_by_label("Ce que l’on mesure").fill("Familles gardées chaque semaine")
    page.get_by_label("Aujourd’hui").fill("0")
    page.get_by_label("Ce que l’on vise").fill("5")
    submit(page)
    expect(page.locator("main")).to_contain_text("Familles gardées")


def observe(page: Page, item: int) -> None:
    page.goto(f"/propositions/{item}/experimentation")
    page.get_by_role("link", name="Ajouter un jalon").click()
    page.get_by_label("Le jalon").fill("Les deux premiers soirs")
    page.get_by_label("Prévu pour le").fill((date.today() + timedelta(days=20)).isoformat())
    submit(page)
    page.get_by_role("link", name=re.compile("mesure", re.I)).first.click()
    page.get_by_label("Jour de la mesure").fill(date.today().isoformat())
    page.get_by_label("Mesure", exact=True).fill("3,5")
    submit(page)
    expect(page.locator("figure.chart svg")).to_be_visible()
    page.get_by_role("link", name="Faire le point").first.click()
    for box in page.locator("main textarea").all():
        box.fill("Les enfants dorment bien, les parents aussi.")
    submit(page)


def conclude(page: Page, item: int) -> None:
    page.goto(f"/propositions/{item}/bilan")
    page.get_by_role("radio", name=re.compile("enseignements")).check()
    for box in page.locator("main textarea").all():
        box.fill(
            "Nous avons appris que deux soirs fixes valent mieux que quatre soirs flottants, et que la clé compte. " * 2
        )
    submit(page)
    page.goto(f"/propositions/{item}")
    expect(page.locator("ol.track .now")).to_contain_text("Bilan")


@JS
def test_a_group_tries_and_says_what_it_learned(live: Site, browser: Browser, javascript: bool):
    live.world.now -= timedelta(days=60)
    item = live.world.group_project(live.world.person("Alice"))
    live.world.now += timedelta(days=20)
    alice = live.open(browser, javascript=javascript)
    live.enter(alice, "Alice")
    member(live, browser, item, javascript)
    lead(alice, item)
    meet(alice, item)
    pact(alice, item)
    promote(live, browser, item, "Expérimentation", javascript)
    observe(alice, item)
    conclude(alice, item)


@JS
def test_a_report_ends_with_a_placeholder(live: Site, browser: Browser, javascript: bool):
    from app.core.kinds import Stance
    from app.discussion import service as discussion

    alice, bob = live.world.person("Alice"), live.world.person("Bob")
    need = live.world.need(alice)
    live.world.do(discussion.post, bob, need, Stance.AGAINST, "Appelez-moi au 06 00 00 00 00, chez Untel.", "fr")
    visitor = live.open(browser, javascript=javascript)
    visitor.goto(f"/propositions/{need}")
    visitor.locator("#discussion").get_by_role("link", name=re.compile("Signaler")).first.click()
    visitor.get_by_role("radio").nth(3).check()
    submit(visitor)
    page = person(live, browser, "Mona", Role.MODERATOR, javascript=javascript)
    page.goto("/moderation")
    page.locator("main a[href^='/moderation/']").first.click()
    page.get_by_role("radio", name=re.compile("Masquer")).check()
    page.get_by_label("Motif public").select_option(index=3)
    page.get_by_label("Explication").fill("Un numéro de téléphone et un nom : ce sont des données personnelles.")
    submit(page)
    visitor.goto(f"/propositions/{need}")
    expect(visitor.locator("#discussion")).to_contain_text("masqué")
    expect(visitor.locator("#discussion")).not_to_contain_text("06 00")


def test_moderation_is_closed_to_residents(live: Site, browser: Browser):
    page = person(live, browser, "Bob", javascript=True)
    answer = page.goto("/moderation")
    assert answer is not None
    assert answer.status == 403
