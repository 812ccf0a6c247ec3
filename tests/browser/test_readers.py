"""The six main paths by keyboard alone (Tab, Enter, Space, arrows), and what a screen reader is given on the way.

Chromium's accessibility tree stands for the reader: names, roles, order, what is said without being asked."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.kinds import Stance
from app.decisions.service import rounds
from app.discussion import service as discussion
from app.territory import service as territory
from app.territory.rules import parse_places
from tests.browser.conftest import Site
from tests.browser.test_maps import SHIPPED
from tests.polls import open_question, people

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}
SAYS = """() => { const one = document.activeElement;
  const label = one.labels && one.labels[0];
  const words = one.getAttribute("aria-label") || (label || one).innerText;
  return (words || "").replace(/\\s+/g, " ").trim(); }"""
SEEN = """() => { const own = document.activeElement;
  return [getComputedStyle(own), getComputedStyle(own, "::after")].some(
    (one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2); }"""


def at_keys(live: Site, browser: Browser, name: str, path: str) -> Page:
    """Somebody without a mouse."""
    page = live.open(browser, size=DESK)
    live.enter(page, name)
    page.goto(path)
    return page


def tab_to(page: Page, words: str, most: int = 90) -> None:
    """Forward until that is what the focus is on; where it is can be seen."""
    heard = []
    for _press in range(most):
        page.keyboard.press("Tab")
        heard.append(page.evaluate(SAYS))
        if words in heard[-1]:
            assert page.evaluate(SEEN), f"no mark of the focus on « {words} »"
            return
    raise AssertionError(f"« {words} » not met in {heard}")


def press(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def follow(page: Page, words: str) -> None:
    """A link or a button that leads to another page."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, words: str, text: str) -> None:
    tab_to(page, words)
    page.keyboard.insert_text(text)


def heard(part: Locator, tree: str) -> None:
    expect(part).to_match_aria_snapshot(tree)


def test_to_read_a_proposal_and_support_it(live: Site, browser: Browser):
    need = live.world.need(live.world.person("Alice"))
    live.world.person("Bob")
    page = at_keys(live, browser, "Bob", f"/propositions/{need}")
    heard(page.locator("body"), """
        - link "Aller au contenu"
        - banner:
          - navigation "Principale"
          - search
        - status
        - main:
          - navigation "Vous êtes ici"
          - heading "Garder les enfants le soir à Embrun" [level=1]
          - list "Le chemin parcouru":
            - listitem: Publié en ce moment
            - listitem: Reconnu comme collectif à venir
            - listitem: Couvert à venir
          - heading "Ce qui est vécu" [level=2]
        - contentinfo:
          - navigation "Pied de page"
        """)
    page.keyboard.press("Tab")
    assert page.evaluate(SAYS) == "Aller au contenu"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    press(page, "Moi aussi")
    heard(page.locator("#news"), "- status:\n  - paragraph: /C’est compté, merci/")
    heard(page.locator("#soutenir"), """
        - region "Soutenir et suivre":
          - paragraph:
            - strong: "1"
            - text: personne dit « moi aussi »
        """)
    expect(page.locator("body")).not_to_be_focused()  # it is not lost with the part


def test_to_write_a_need(live: Site, browser: Browser):
    live.world.person("Bob")
    page = at_keys(live, browser, "Bob", "/propositions/nouvelle/need")
    follow(page, "Relire avant de publier")
    expect(page.locator("#errors")).to_be_focused()
    heard(page.locator("#errors"), """
        - paragraph:
          - strong: 2 points sont à corriger
        - list:
          - listitem:
            - link "Titre"
            - text: ": Écrivez quelques mots ici."
          - listitem:
            - link "Ce qui est vécu"
        """)
    expect(page.locator("#title")).to_have_accessible_description(
        "Une phrase courte, comme vous le diriez à un voisin. Écrivez quelques mots ici.")
    press(page, "Titre")
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.insert_text("Rentrer le soir sans voiture")
    write(page, "Ce qui est vécu", "Après dix-neuf heures il n’y a plus de car pour rentrer du lycée.")
    expect(page.get_by_role("status").filter(has_text="Brouillon enregistré à")).to_be_visible()
    write(page, "Où", "Embrun")
    follow(page, "Relire avant de publier")
    expect(page).to_have_title("Relire avant de publier – Cordée")
    follow(page, "Publier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rentrer le soir sans voiture")


def test_to_comment_and_reply(live: Site, browser: Browser):
    world = live.world
    need = world.need(world.person("Alice"))
    world.do(discussion.post, world.people["Alice"], need, Stance.QUESTION, "Qui a une remorque ?", "fr")
    world.person("Bob")
    page = at_keys(live, browser, "Bob", f"/propositions/{need}")
    follow(page, "Donner un avis ou poser une question")
    heard(page.locator("main form.form"), """
        - group "C’est":
          - radio "Favorable"
          - radio "Défavorable"
          - radio "Question"
          - radio "Remarque" [checked]
        - textbox "Votre message"
        - button "Publier"
        """)
    tab_to(page, "Remarque")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Question", exact=True)).to_be_checked()
    write(page, "Votre message", "Qui pourrait venir samedi ?")
    follow(page, "Publier")
    press(page, "Répondre à Alice")
    write(page, "Votre réponse", "Moi, j’en ai une.")
    follow(page, "Publier ma réponse")
    heard(page.locator("#comment-1"), """
        - article:
          - heading "Alice" [level=3]
          - paragraph: Qui a une remorque ?
          - button "Utile le message de Alice"
          - link "Signaler le message de Alice"
          - article:
            - heading "Bob" [level=4]
            - paragraph: Moi, j’en ai une.
        """)


def test_to_answer_by_majority_judgment(live: Site, browser: Browser):
    people(live.world, 3)
    decision = open_question(live.world, "majority_judgment")
    page = at_keys(live, browser, "Ann0", f"/decisions/{decision}")
    follow(page, "Répondre")
    heard(page.locator("main form.form"), """
        - group "Votre réponse":
          - group "La halle de Gap":
            - radio "Excellent"
            - radio "Très bien"
            - radio "Bien"
            - radio "Assez bien"
            - radio "Passable"
            - radio "Insuffisant"
            - radio "À rejeter"
          - group "La gare de Veynes"
          - group "L’ancienne école d’Embrun"
        - textbox "Pourquoi (facultatif)"
        - button "Enregistrer ma réponse"
        """)
    for downs in (0, 2, 6):
        tab_to(page, "Excellent")
        page.keyboard.press("Space")
        for _press in range(downs):
            page.keyboard.press("ArrowDown")
    follow(page, "Enregistrer ma réponse")
    heard(page.locator("main"), """
        - main:
          - heading "Votre réponse est enregistrée" [level=1]
          - paragraph:
            - text: "Vous avez répondu :"
          - paragraph: "Votre reçu :"
          - paragraph:
            - code
        """)
    expect(page.locator("main")).to_contain_text("La gare de Veynes\u00a0: Bien")


def test_to_follow_a_consent_round(live: Site, browser: Browser):
    people(live.world, 3)
    decision = open_question(live.world, "consent", "Adopter la caisse commune ?", step_days=7)
    for _step in range(4):
        live.world.do(rounds.next_step, live.world.people["Ines"], decision)
    page = at_keys(live, browser, "Ann0", f"/decisions/{decision}")
    heard(page.locator("main"), """
        - main:
          - heading "Adopter la caisse commune ?" [level=1]
          - region "Le tour de consentement":
            - heading "Le tour de consentement" [level=2]
            - list "Les étapes du tour":
              - listitem: Présentation passé
              - listitem: Clarification passé
              - listitem: Réactions passé
              - listitem: Bonification passé
              - listitem: Objections en ce moment
              - listitem: Levée des objections à venir
        """)
    follow(page, "Répondre")
    tab_to(page, "Je consens")
    page.keyboard.press("Space")
    follow(page, "Enregistrer ma réponse")
    page.goto(f"/decisions/{decision}")
    expect(page.locator("main")).to_contain_text("Votre réponse\u00a0: Consentement")
    follow(page, "Changer ma réponse")
    expect(page.get_by_label("Je consens", exact=True)).to_be_checked()


def test_to_find_something(live: Site, browser: Browser):
    live.world.do(territory.replace, None, parse_places(SHIPPED.read_text())[0])
    need = live.world.need(live.world.person("Alice"))
    page = at_keys(live, browser, "Alice", "/aide")
    write(page, "Rechercher sur tout le site", "garder enfants")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    heard(page.locator("main"), """
        - main:
          - heading "Recherche" [level=1]
          - search "Chercher sur tout le site":
            - searchbox "Mots à chercher": garder enfants
          - status: /\\d+ résultats?/
          - region "Résultats":
            - list
        """)
    follow(page, "Garder les enfants le soir à Embrun")
    expect(page).to_have_url(f"{live.url}/propositions/{need}")
    page.goto("/territoire")
    press(page, "Passer la carte")
    press(page, "Les mêmes chiffres en tableau")
    heard(page.get_by_role("table"), """
        - table "Ce qui vit dans chaque commune":
          - rowgroup:
            - row:
              - columnheader "Commune"
          - rowgroup:
            - row:
              - rowheader "Embrun"
        """)
    follow(page, "Embrun")
    expect(page.get_by_role("heading", level=1)).to_have_text("Embrun")
