"""The map in both modes, a point placed without a script, and paper: exactly one sheet for a poster."""

import base64
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from app.core.database import WRITE
from app.proposals.models import Proposal
from app.territory import service as territory
from app.territory.rules import Spot, box_of, parse_places
from tests.browser.conftest import Site
from tests.browser.test_pages import faults

SHIPPED = Path(__file__).parents[2] / "app" / "data" / "territory" / "hautes-alpes.csv"
DESK = {"width": 1280, "height": 900}
GREY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mM8c+bMfwAHWAM0Jx3h0wAAAABJRU5ErkJggg==")


@dataclass
class Tiles:
    """A server of tiles that answers with the same grey square, or not at all."""

    url: str
    asked: list[str]
    broken: bool = False


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    def answer(environ, start):
        request = Request(environ)
        made.asked.append(f"{request.path} {request.headers.get('Referer', '')}")
        return Response("" if made.broken else GREY, 404 if made.broken else 200, mimetype="image/png")(environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    made = Tiles(f"http://127.0.0.1:{server.server_port}", [])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()


@pytest.fixture
def alps(tiles: Tiles, live: Site) -> Site:
    """With the true communes, and something in two of them. The server of tiles is there until the browser is gone."""
    live.world.do(territory.replace, None, parse_places(SHIPPED.read_text())[0])
    alice = live.world.person("Alice")
    live.world.need(alice)
    live.world.idea(alice)
    return live


def with_tiles(site: Site, tiles: Tiles) -> None:
    told = site.app.config["CORDEE"]
    site.app.config["CORDEE"] = replace(
        told, map_tiles=tiles.url + "/{z}/{x}/{y}.png", map_attribution="© les gens <b>",
        map_attribution_url="https://exemple.org/licence")


def test_the_drawing_is_walked_through_by_keyboard(alps: Site, browser: Browser):
    page = alps.open(browser, javascript=False, size=DESK)
    page.goto("/territoire")
    page.get_by_role("link", name="Passer la carte").focus()
    page.keyboard.press("Tab")
    names = [page.evaluate("document.activeElement.getAttribute('aria-label')")]
    page.keyboard.press("Tab")
    names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert sorted(names) == ["Embrun\xa0: 1 besoin", "Gap\xa0: 1 projet"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/communes/050(61|46)"))


def test_pages_with_a_map_and_sheets_are_sound(alps: Site, browser: Browser):
    page = alps.open(browser)
    alps.enter(page, "Alice")
    found = [fault for path in ("/territoire", "/propositions/1/lieu", "/propositions/1/affiche",
                                "/propositions/1/fiche", "/r/HA-N-2026-0001-A") for fault in faults(page, path)]
    assert found == []


def test_tiles_take_the_place_of_the_drawing(alps: Site, browser: Browser, tiles: Tiles):
    with_tiles(alps, tiles)
    page = alps.open(browser, size=DESK)
    page.goto("/territoire")
    gap = page.get_by_role("link", name="Gap – 1 projet")
    expect(gap).to_be_visible()
    expect(page.locator(".chart > svg.map")).to_be_hidden()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© les gens <b>")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert tiles.asked
    assert all(line.endswith(f" {alps.url}/") for line in tiles.asked)  # our address, never the page's
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    gap.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/communes/05061"))


def test_the_drawing_comes_back_when_the_tiles_do_not(alps: Site, browser: Browser, tiles: Tiles):
    with_tiles(alps, tiles)
    tiles.broken = True
    page = alps.open(browser, size=DESK)
    page.goto("/territoire")
    expect(page.get_by_role("button", name="Voir le fond de carte")).to_be_visible()
    expect(page.locator(".chart > svg.map")).to_be_visible()


def test_only_that_page_may_load_their_pictures(alps: Site, tiles: Tiles):
    with_tiles(alps, tiles)
    client = alps.app.test_client()
    assert tiles.url in client.get("/territoire").headers["Content-Security-Policy"]
    for path in ("/", "/besoins", "/communes/05061", "/territoire/carte.geojson"):
        assert tiles.url not in client.get(path).headers["Content-Security-Policy"]


def test_a_point_is_placed_by_clicks_without_a_script(alps: Site, browser: Browser):
    page = alps.open(browser, javascript=False)
    alps.enter(page, "Alice")
    page.goto("/propositions/1/lieu")
    page.get_by_label("Lieu-dit").fill("La halle")
    picture = page.locator("input[type=image]")
    box = picture.bounding_box()
    assert (box["width"], round(box["height"])) == (280, int(picture.get_attribute("height")))  # or clicks would lie
    for _ in range(3):  # aims at the same corner of what is shown: always further to the north-west
        picture.click(position={"x": 70, "y": round(box["height"] / 4)})
        expect(page.get_by_text("Le point est placé")).to_be_visible()
    assert page.get_by_label("Lieu-dit").input_value() == "La halle"
    north, west = (float(page.get_by_label(name).input_value()) for name in ("Latitude", "Longitude"))
    sides = box_of([Spot(row.latitude, row.longitude) for row in parse_places(SHIPPED.read_text())[0]]).widened()
    tall, wide = sides.north - sides.south, sides.east - sides.west
    part = 1 / 4 + 1 / 16 + 1 / 64  # a quarter of the whole, of a quarter of it, of a sixteenth
    assert north == pytest.approx((sides.middle.latitude + tall * part) / 1e6, abs=0.01)
    assert west == pytest.approx((sides.middle.longitude - wide * part) / 1e6, abs=0.01)
    page.get_by_role("button", name="Enregistrer le lieu").click()
    expect(page.get_by_role("status").get_by_text("Le lieu est enregistré")).to_be_visible()


def test_enter_saves_and_never_clicks_on_the_map(alps: Site, browser: Browser):
    page = alps.open(browser, javascript=False)
    alps.enter(page, "Alice")
    page.goto("/propositions/1/lieu")
    page.get_by_label("Lieu-dit").fill("La halle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Le lieu est enregistré")).to_be_visible()


@pytest.mark.parametrize("title", ["Une halle", "Une maison des saisonniers " * 11 + "ici", "Anticonstitution" * 19])
def test_a_poster_is_one_sheet_of_paper(alps: Site, browser: Browser, title: str):
    """Also with a title that no form would take (an import brought it), and with words that cannot be cut."""
    with alps.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Proposal).where(Proposal.id == 1).values(
            title=title[:300], excerpt="Un résumé. " * 29, where_text="Au bord de la route, derrière la mairie " * 5))
        session.commit()
    page = alps.open(browser, size=DESK)
    page.goto("/propositions/1/affiche")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="print")
    code, edge = page.locator(".poster-how").bounding_box(), page.locator(".poster").bounding_box()
    assert code["y"] + code["height"] <= edge["y"] + edge["height"]  # how to take part is not cut off


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
