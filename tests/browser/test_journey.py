"""A need becomes an experiment, on a phone, once with JavaScript and once without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app.core.kinds import Role
from app.proposals.models import Proposal
from tests.browser.conftest import Site

JS = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
TOWNS = ("Gap", "Embrun", "Tallard")


def age(live: Site, proposal_id: int, days: int = 40) -> None:
    """Time passes for one proposal: what waits for days need not be waited for here."""
    with live.world.make_session() as session:
        session.connection(execution_options={"writes": True})
        session.execute(
            sa.update(Proposal)
            .where(Proposal.id == proposal_id)
            .values(stage_since=datetime.now(UTC) - timedelta(days=days))
        )
        session.commit()


def number(page: Page) -> int:
    expect(page).to_have_url(re.compile(r"/propositions/\d+"))
    found = re.search(r"/propositions/(\d+)", page.url)
    assert found, page.url
    return int(found[1])


def person(live: Site, browser: Browser, name: str, *roles: Role, javascript: bool, town: str = "Gap") -> Page:
    live.world.person(name, *roles, town=town)
    page = live.open(browser, javascript=javascript)
    live.enter(page, name)
    return page


def write_need(live: Site, page: Page) -> int:
    """Typed before signing in; nothing is lost."""
    page.goto("/besoins")
    page.get_by_role("link", name=re.compile("crire un besoin")).first.click()
    page.get_by_label("Titre").fill("Garder les enfants le soir à Embrun")
    page.get_by_label("Ce qui est vécu").fill("Après dix-neuf heures, plus aucune solution de garde.")
    page.get_by_label("Où", exact=True).fill("embrun")
    page.get_by_role("button", name="Relire avant de publier").click()
    live.sign_in(page, "alice@example.org")
    page.get_by_role("textbox", name="Prénom").fill("Alice")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.locator("main form button.primary").first.click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Relire avant de publier")).to_be_visible()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Garder les enfants le soir à Embrun")
    return number(page)


def recognise(live: Site, browser: Browser, need: int, javascript: bool) -> None:
    """Seven by the rules, the eighth by the button."""
    live.world.supporters(need, 7)
    page = person(live, browser, "Bob", javascript=javascript, town="Tallard")
    page.goto(f"/propositions/{need}")
    page.get_by_role("button", name="Moi aussi").click()
    expect(page.locator("#soutenir")).to_contain_text("8")
    page.goto(f"/propositions/{need}")
    expect(page.locator("ol.track .now")).to_contain_text("Reconnu")


def write_idea(live: Site, page: Page, need: int) -> int:
    page.goto(f"/propositions/{need}")
    page.get_by_role("link", name="Proposer une idée qui y répond").click()
    page.get_by_label("Titre").fill("Une garde partagée le soir à Embrun")
    for label in ("Le problème", "Pour qui", "Ce qui existe", "apport", "manque"):
        page.get_by_label(re.compile(label)).first.fill(f"{label} : quelques lignes claires.")
    page.get_by_label("Où", exact=True).fill("Embrun")
    page.get_by_label("Thème").select_option(index=1)
    page.get_by_role("button", name="Relire avant de publier").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Répond au besoin")).to_be_visible()
    return number(page)


def carry(live: Site, browser: Browser, alice: Page, idea: int, javascript: bool) -> None:
    """Two people invited, one accepts in the browser for a structure."""
    zoe = person(live, browser, "Zoe", javascript=javascript)
    live.world.structure("Les outils du pays", live.world.people["Zoe"])
    live.world.structure("Maison des familles", live.world.people["Alice2"])
    alice.goto(f"/propositions/{idea}/porter")
    alice.get_by_label("Adresse de courriel").fill("zoe@example.org")
    alice.get_by_role("button", name="Inviter", exact=True).first.click()
    zoe.goto("/mon-espace")
    zoe.goto(f"/propositions/{idea}/porter")
    zoe.get_by_label("Au nom de").select_option(label="Les outils du pays")
    zoe.get_by_role("button", name="Accepter").click()
    expect(zoe.get_by_text("Les outils du pays").first).to_be_visible()


def talk(live: Site, browser: Browser, idea: int, javascript: bool) -> None:
    page = person(live, browser, "Carl", javascript=javascript)
    page.goto(f"/propositions/{idea}")
    page.get_by_role("link", name=re.compile("Donner un avis")).click()
    page.get_by_label("Votre message").fill("Bonne idée : **commençons** par deux soirs.")
    page.get_by_label("Favorable", exact=True).check()
    page.locator("main form button.primary").first.click()
    expect(page.locator("#discussion")).to_contain_text("commençons")
    page.get_by_role("button", name="Ne plus suivre").click()  # who comments follows
    expect(page.get_by_role("button", name="Suivre", exact=True)).to_be_visible()


def promote(live: Site, browser: Browser, item: int, stage: str, javascript: bool) -> None:
    page = person(live, browser, "Chair", Role.STEERING, javascript=javascript)
    page.goto("/comite")
    page.locator(f"a[href*='/comite/{item}/']").first.click()
    page.get_by_role("radio").first.check()
    page.get_by_label(re.compile("Pourquoi|explication|Motif", re.I)).fill(
        "Le dossier est solide, les porteurs sont là : on avance."
    )
    page.locator("main form button.primary").first.click()
    page.goto(f"/propositions/{item}")
    expect(page.locator("ol.track .now")).to_contain_text(stage)


@JS
def test_a_need_becomes_a_work_group(live: Site, browser: Browser, javascript: bool):
    visitor = live.open(browser, javascript=javascript)
    need = write_need(live, visitor)
    recognise(live, browser, need, javascript)
    alice = person(live, browser, "Alice2", javascript=javascript)
    idea = write_idea(live, alice, need)
    carry(live, browser, alice, idea, javascript)
    talk(live, browser, idea, javascript)
    third = live.world.person("Yann")
    live.world.carrier(idea, live.world.people["Alice2"], third, live.world.structure("Atelier du Buëch", third))
    live.world.supporters(idea, 12)
    age(live, idea)
    live.world.do(
        __import__("app.proposals.service.proposals", fromlist=["support"]).support, live.world.person("Last"), idea
    )
    promote(live, browser, idea, "Groupe de travail", javascript)
    live.jobs()
    alice.goto("/nouvelles")
    expect(alice.locator("main")).to_contain_text("Une garde partagée")
