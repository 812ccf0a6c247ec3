"""A line that is cut, a page that is lost, two tabs: nothing typed goes away."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

LIVED = "Après dix-neuf heures il n’y a plus de car pour rentrer."
MORE = " Ma fille attend à la gare."


def writing(live: Site, browser: Browser) -> Page:
    live.world.person("Alice")
    page = live.open(browser)
    live.enter(page, "Alice")
    page.goto("/propositions/nouvelle/need")
    page.locator("#title").fill("Rentrer le soir sans voiture")
    page.locator("#lived").fill(LIVED)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
    return page


def test_typed_while_the_line_was_cut_it_is_saved_when_it_is_back(live: Site, browser: Browser):
    page = writing(live, browser)
    page.context.set_offline(True)
    page.locator("#lived").fill(LIVED + MORE)
    status = page.locator("[data-autosave-status]")
    expect(status).to_contain_text("appareil")
    page.context.set_offline(False)
    expect(status).to_contain_text("Brouillon enregistré à")
    page.goto("/brouillons")
    page.get_by_role("link", name="Rentrer le soir sans voiture").click()
    expect(page.locator("#lived")).to_have_value(LIVED + MORE)


def test_lost_with_the_page_it_is_offered_back(live: Site, browser: Browser):
    page = writing(live, browser)
    page.goto("/brouillons")
    page.get_by_role("link", name="Rentrer le soir sans voiture").click()
    page.context.set_offline(True)
    page.locator("#lived").fill(LIVED + MORE)
    expect(page.locator("[data-autosave-status]")).to_contain_text("appareil")
    address = page.url
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(address)
    again.locator("[data-autosave-take]").click()
    expect(again.locator("#lived")).to_have_value(LIVED + MORE)
    expect(again.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")


def test_a_change_to_a_published_text_is_kept_and_two_tabs_end_with_a_choice(live: Site, browser: Browser):
    number = live.world.idea(live.world.person("Alice"))
    page = live.open(browser)
    live.enter(page, "Alice")
    page.goto(f"/propositions/{number}/modifier")
    other = page.context.new_page()
    other.goto(f"/propositions/{number}/modifier")
    for text in ("Un local chauffé.", "Un local chauffé et trois bénévoles."):
        page.locator("#brings").fill(text)
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
        page.wait_for_function("document.querySelector('[name=saved]').value > 0")
    other.locator("#brings").fill("Un hangar.")
    expect(other.locator("[data-autosave-status]")).to_contain_text("modifié dans un autre onglet")
    other.locator("#note").fill("Un hangar nous est prêté")
    other.get_by_role("button", name="Publier la nouvelle version").click()
    expect(other.get_by_text("Un local chauffé", exact=False).first).to_be_visible()
    expect(other.locator("#brings")).to_have_value("Un hangar.")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"/propositions/{number}/modifier")
    again.get_by_role("link", name="La reprendre").click()
    expect(again.locator("#brings")).to_have_value("Un local chauffé et trois bénévoles.")
