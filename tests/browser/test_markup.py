"""Hostile strings on one page of a real browser, and what is pasted from a word processor, line cut or not."""

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app.core.database import WRITE
from app.core.markup import rendered
from app.proposals.models import Revision
from tests.browser.conftest import Site
from tests.core.test_pasted import WORD, WORD_READ
from tests.vectors import corpus

PASTE = """([field, html, text]) => {
  const board = new DataTransfer();
  board.setData("text/html", html);
  board.setData("text/plain", text);
  document.querySelector(field).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: board, bubbles: true, cancelable: true }));
}"""


def test_nothing_of_the_list_runs(live: Site, browser: Browser):
    """No dialog, no report of the policy (live hears the console), no request out."""
    need = live.world.need(live.world.person("Alice"))
    with live.world.make_session() as session:
        session.connection(execution_options=WRITE)
        html = "".join(f"<section>{rendered(bad)}</section>" for bad in corpus())
        session.execute(sa.update(Revision).values(html={"lived": html}))
        session.commit()
    page, asked, said = live.open(browser), [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("dialog", lambda one: (said.append(one.message), one.dismiss()))
    page.goto(f"/propositions/{need}", wait_until="networkidle")
    assert page.locator(".rich section").count() == len(corpus())
    assert (said, [url for url in asked if not url.startswith(live.url)]) == ([], [])


def paste(page: Page, field: str) -> None:
    page.locator(field).focus()
    page.evaluate(PASTE, [field, WORD, "Un four pour Névache"])


def test_a_word_processor_s_text_is_pasted_as_markdown(live: Site, browser: Browser):
    live.world.person("Alice")
    page = live.open(browser)
    live.enter(page, "Alice")
    page.goto("/propositions/nouvelle/need")
    page.locator("#lived").fill("Avant. ")
    paste(page, "#lived")
    expect(page.locator("#lived")).to_have_value("Avant. " + WORD_READ)
    page.keyboard.press("Control+z")
    expect(page.locator("#lived")).to_have_value("Avant. ")
    page.context.set_offline(True)
    paste(page, "#lived")
    expect(page.locator("#lived")).to_have_value("Avant. Un four pour Névache")
    page.context.set_offline(False)
