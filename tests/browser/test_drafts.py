"""A line that is cut, a page that is lost, two tabs: nothing typed goes away."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, comes_to

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
    page.get_by_role("link", name="Rentrer le soir sans voiture", exact=True).click()
    expect(page.locator("#lived")).to_have_value(LIVED + MORE)


def test_lost_with_the_page_it_is_offered_back(live: Site, browser: Browser):
    page = writing(live, browser)
    page.goto("/brouillons")
    page.get_by_role("link", name="Rentrer le soir sans voiture", exact=True).click()
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


OTHER = "Écrit dans l’autre onglet."


def test_two_tabs_end_with_a_choice_and_both_texts(live: Site, browser: Browser):
    page = writing(live, browser)
    page.goto("/brouillons")
    page.get_by_role("link", name="Rentrer le soir sans voiture", exact=True).click()
    second = page.context.new_page()
    second.goto(page.url)
    page.locator("#lived").fill(LIVED + MORE)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
    second.locator("#lived").fill(OTHER)
    expect(second.locator("[data-autosave-status]")).to_contain_text("un autre onglet")
    second.locator("form[data-autosave] button.primary").click()
    expect(second.get_by_text(LIVED + MORE)).to_be_visible()
    expect(second.locator("#lived")).to_have_value(OTHER)
    second.locator("main button.primary").click()  # this text stays
    page.reload()
    expect(page.locator("#lived")).to_have_value(OTHER)


def test_a_message_typed_and_lost_is_found_again_then_cleared(live: Site, browser: Browser):
    """A crash, a sending that is accepted, and somebody who leaves a shared computer."""
    need = live.world.need(live.world.person("Alice"))
    address, kept = f"/propositions/{need}/commenter", "Object.keys(localStorage).filter(k => k.startsWith('typed:'))"
    page = live.open(browser)
    live.enter(page, "Alice")
    page.goto(address)
    page.locator("#body").fill(LIVED)
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.goto(address)
    expect(page.get_by_text("Texte retrouvé")).to_be_visible()
    expect(page.locator("#body")).to_have_value(LIVED)
    page.locator("[data-autosave-drop]").click()
    expect(page.locator("#body")).to_have_value("")
    page.locator("#body").fill(LIVED + MORE)
    page.locator("main button.primary").click()
    expect(page.get_by_text(LIVED + MORE)).to_be_visible()
    comes_to(page, kept, [])
    page.goto(address)
    page.locator("#body").fill(OTHER)
    page.goto("/mon-espace")
    comes_to(page, f"{kept}.length", 1)
    page.locator("form[action='/deconnexion'] button").first.evaluate("button => button.click()")
    page.wait_for_url("/")
    comes_to(page, kept, [])


def test_a_button_pressed_three_times_says_it_once(live: Site, browser: Browser):
    """The server counts it once in any case; the browser spares it the second request."""
    number = live.world.need(live.world.person("Alice"))
    page = live.open(browser)
    live.enter(page, "Alice")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"/propositions/{number}/commenter")
    page.locator("#body").fill("Je le dis une fois.")
    page.get_by_role("button", name="Publier", exact=True).evaluate(
        "button => { button.click(); button.click(); button.click(); }")
    expect(page.locator("#comment-1")).to_contain_text("Je le dis une fois.")
    assert len(sent) == 1
