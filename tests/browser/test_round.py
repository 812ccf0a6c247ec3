"""A consent round followed on a phone, from its opening to its end; axe at each of its states."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app.core.database import WRITE
from app.decisions.models import Decision
from app.decisions.service import ballots, rounds
from tests.browser.conftest import Site
from tests.browser.test_moderation import checked
from tests.polls import open_question, people

pytestmark = pytest.mark.browser
QUESTION = "Adopter la caisse commune des outils\u00a0?"
TEXT = "Chaque structure verse deux cents euros par an ; la caisse paie l’entretien."
NEW = "Chaque structure verse **cent** euros par an, en deux fois ; la caisse paie l’entretien."
HARM = {"Le tort": "Deux cents euros d’un coup vident notre compte de janvier.",
        "À quoi cela nuirait": "Que les petites structures puissent rester.",
        "Les faits": "Notre solde de janvier était de cent dix euros.",
        "Ce qui la lèverait": "Un versement plus petit, en deux fois."}


def opened(live: Site) -> int:
    """By the committee's Ines, of Ann0, Ann1 and Ann2."""
    people(live.world, 3)
    made = open_question(live.world, "consent", QUESTION, step_days=7)
    with live.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Decision).where(Decision.id == made).values(
            details=TEXT, details_html=f"<p>{TEXT}</p>"))
        session.commit()
    return made


def phone(live: Site, browser: Browser, name: str, decision: int) -> Page:
    page = live.open(browser)
    live.enter(page, name)
    page.goto(f"/decisions/{decision}")
    return page


def seen(page: Page, decision: int, state: str) -> None:
    """At this step, on the round's own page."""
    page.goto(f"/decisions/{decision}")
    expect(page.locator("ol.track .now")).to_contain_text(state)
    checked(page)


def sent(page: Page, link: str, fields: dict[str, str], button: str) -> None:
    """A link of the round's page, its form filled, and back."""
    page.get_by_role("link", name=link).first.click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def moved(live: Site, decision: int, times: int = 1) -> None:
    """By who facilitates, elsewhere."""
    for _time in range(times):
        live.world.do(rounds.next_step, live.world.people["Ines"], decision)


def moves_on(page: Page, decision: int) -> None:
    """By who facilitates, on the page for it."""
    page.goto(f"/decisions/{decision}")
    page.get_by_role("link", name="Passer à l’étape suivante").click()
    checked(page)
    page.get_by_role("button", name="Passer à la suite").click()


def a_week_passes(live: Site, decision: int) -> None:
    """The call for objections has lasted as long as it must."""
    with live.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Decision).where(Decision.id == decision).values(
            step_since=datetime.now(UTC) - timedelta(days=8)))
        session.commit()


def objects(page: Page, decision: int) -> None:
    page.goto(f"/decisions/{decision}")
    page.get_by_role("link", name="Répondre").first.click()
    page.get_by_label("objection").check()
    page.get_by_role("button", name="Enregistrer ma réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Poser une objection")
    checked(page)
    for label, text in HARM.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Publier mon objection").click()
    expect(page.locator("main")).to_contain_text("Posée, à examiner")


def examines(page: Page, decision: int) -> None:
    page.goto(f"/decisions/{decision}")
    page.get_by_role("link", name="L’examiner").click()
    for box in page.get_by_label("Oui").all():
        box.check()
    checked(page)
    page.get_by_role("button", name="Enregistrer mon examen").click()
    expect(page.get_by_role("link", name="Revoir mon examen")).to_be_visible()


def rewrites(page: Page, decision: int) -> None:
    page.goto(f"/decisions/{decision}")
    page.get_by_role("link", name="Soumettre un nouveau texte").click()
    page.get_by_label("Le nouveau texte").fill(NEW)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Soumettre ce texte").click()


def test_from_its_opening_to_its_end(live: Site, browser: Browser) -> None:
    decision = opened(live)
    ann, ben, ines = (phone(live, browser, name, decision) for name in ("Ann0", "Ann1", "Ines"))
    seen(ann, decision, "Présentation")
    moved(live, decision)
    seen(ann, decision, "Clarification")
    sent(ann, "Demander une précision", {"Votre parole": "Qui tient la caisse ?"}, "Publier")
    ines.goto(f"/decisions/{decision}")
    sent(ines, "Répondre", {"Votre parole": "La Ressourcerie, avec un relevé chaque mois."}, "Publier")
    moved(live, decision)
    ben.goto(f"/decisions/{decision}")
    sent(ben, "Prendre la parole", {"Votre parole": "Cela me rassure : on saura à qui demander."}, "Publier")
    seen(ben, decision, "Réactions")
    moved(live, decision, 2)
    seen(ann, decision, "Objections")
    objects(ann, decision)
    a_week_passes(live, decision)
    moves_on(ines, decision)
    seen(ben, decision, "Levée des objections")
    examines(ben, decision)
    rewrites(ines, decision)
    seen(ann, decision, "Levée des objections")
    ann.get_by_role("link", name="Dire si elle est levée").click()
    checked(ann)
    ann.get_by_role("button", name="Oui, elle est levée").click()
    moved(live, decision)
    consents(live, ann, decision)
    a_week_passes(live, decision)
    moved(live, decision)
    ended(ann, decision)


def consents(live: Site, page: Page, decision: int) -> None:
    """The new text is before everybody again; what the others say is not told."""
    seen(page, decision, "Objections")
    expect(page.locator("main")).to_contain_text("votre réponse est redemandée")
    page.get_by_role("link", name="Changer ma réponse").click()
    page.get_by_label("Je consens", exact=True).check()
    page.get_by_role("button", name="Enregistrer ma réponse").click()
    for name in ("Ann1", "Ann2"):
        live.world.do(ballots.answer, live.world.people[name], decision, "consent")


def ended(page: Page, decision: int) -> None:
    page.goto(f"/decisions/{decision}")
    expect(page.locator("section.result")).to_contain_text("Adopté")
    expect(page.locator("main")).to_contain_text("Cette décision revient d’elle-même")
    expect(page.locator("#objection-1")).to_contain_text("Levée")
    checked(page)
