"""Every page kind, on a phone: axe finds nothing, nothing overflows, the console is silent, the HTML is well formed."""

from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.core.kinds import Role, Stance
from app.discussion import service as discussion
from app.groups.models import Group, Meeting
from tests.browser.conftest import Site
from tests.browser.whole import eye
from tests.trial import experiment

PUBLIC = ("/", "/besoins", "/projets", "/besoins?q=introuvable", "/propositions/{need}", "/propositions/{trial}",
          "/propositions/{trial}/pacte", "/propositions/{trial}/experimentation", "/propositions/{trial}/bilan",
          "/groupes/{group}", "/propositions/{need}/versions", "/propositions/{need}/soutiens", "/territoire",
          "/communes/05061", "/themes/locaux", "/recherche", "/recherche?q=garder", "/recherche?q=gardr",
          "/structures",
          "/propositions/nouvelle/need", "/propositions/nouvelle/project", "/signaler/proposal/{need}", "/connexion",
          "/aide", "/aide/premiers-pas", "/qui-peut-quoi", "/regles", "/journal", "/introuvable", "/decisions",
          "/propositions/{trial}/amendements", "/propositions/{need}/discussion?vue=pour-contre",
          "/propositions/{need}/affiche", "/propositions/{need}/fiche", "/besoins?vue=carte", "/regles/versions/1",
          "/hors-ligne")
SIGNED_IN = ("/mon-espace", "/mon-espace/securite", "/nouvelles", "/brouillons", "/mon-espace/reglages",
             "/propositions/{need}", "/propositions/{trial}", "/propositions/{trial}/porter",
             "/propositions/{need}/soutenir",
             "/propositions/{trial}/modifier", "/propositions/{trial}/retirer", "/propositions/{trial}/relier",
             "/propositions/{trial}/experimentation", "/propositions/{trial}/bilan", "/groupes/{group}",
             "/propositions/{need}/commenter", "/structures", "/besoins", "/propositions/{trial}/scinder",
             "/propositions/{trial}/lieu", "/propositions/{need}/synthese")
STAFF = ("/comite", "/moderation", "/design", "/propositions/{need}/reunir", "/mon-espace")


@pytest.fixture
def ids(live: Site) -> dict[str, int]:
    """One of each, with a discussion in two languages' directions."""
    world = live.world
    world.now -= timedelta(days=120)
    trial, indicator = experiment(world)
    assert indicator
    world.now = datetime.now(UTC)
    need = world.need(world.person("Alice"))
    for n, text in enumerate(("Bien dit.", "فكرة جيدة", "A question?")):
        world.do(discussion.post, world.person(f"Sup{n}"), need, list(Stance)[n], text, "fr")
    with world.make_session() as session:
        group = session.query(Group.id).filter_by(proposal_id=trial).scalar()
        meeting = session.query(Meeting.id).filter_by(group_id=group).limit(1).scalar()
    return {"trial": trial, "need": need, "group": group, "meeting": meeting or 0}


def faults(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    found = [f"{path}: {v['id']} {v['nodes'][0]['html'][:90]}" for v in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{path}: wider than the screen")
    if page.locator("h1").count() != 1:
        found.append(f"{path}: {page.locator('h1').count()} first headings")
    return found + [f"{path}: HTML {why}" for why in malformed(answer.text())]


def malformed(text: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    return [f"{code} at {place}" for place, code, _told in parser.errors]


def test_public_pages(live: Site, browser: Browser, ids: dict[str, int]):
    page = live.open(browser)
    assert [f for path in PUBLIC for f in faults(page, path.format(**ids))] == []


def test_public_pages_in_english(live: Site, browser: Browser, ids: dict[str, int]):
    """Every third: what depends on the language is in the frame, the forms and the lists."""
    page = live.open(browser, locale="en-GB")
    assert [f for path in PUBLIC[::3] for f in faults(page, path.format(**ids))] == []


def test_pages_of_a_carrier(live: Site, browser: Browser, ids: dict[str, int]):
    page = live.open(browser)
    live.enter(page, "Alice")
    assert [f for path in SIGNED_IN for f in faults(page, path.format(**ids))] == []


def test_pages_of_staff_in_the_dark(live: Site, browser: Browser, ids: dict[str, int]):
    live.world.person("Olga", Role.STEERING, Role.MODERATOR, Role.OPERATOR)
    page = live.open(browser)
    page.emulate_media(color_scheme="dark")
    live.enter(page, "Olga")
    assert [f for path in (*STAFF, *PUBLIC[:8]) for f in faults(page, path.format(**ids))] == []


def test_narrow_zoomed_spread_and_by_focus(live: Site, browser: Browser, ids: dict[str, int]):
    """A few; `make pages` looks at every kind."""
    page = live.open(browser, size=eye.DESK)
    live.enter(page, "Alice")
    found = []
    for path in ("/", "/propositions/{need}", "/propositions/{trial}/modifier", "/recherche?q=garder", "/decisions"):
        page.goto(path.format(**ids))
        found += [f"{path} {check}: {one}" for check, some in eye.look(page) for one in some]
    assert found == []
