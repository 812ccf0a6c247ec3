"""Codes, posters, sheets and points, as people meet them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.database import WRITE
from app.core.kinds import ContentState, Status
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.service import proposals
from app.territory import service as territory
from app.territory.rules import Spot, parse_places
from tests.proposals.qr import matrix_of, text_of
from tests.queries_count import statements
from tests.web.signing import token
from tests.web.town import Town, town

SHIPPED = Path(__file__).parents[2] / "app" / "data" / "territory" / "hautes-alpes.csv"
GAP = Spot(44_559_400, 6_078_600)


@pytest.fixture(scope="module")
def gap(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("gap")):
        made.world.do(territory.replace, None, parse_places(SHIPPED.read_text())[0])
        alice = made.world.person("Alice")
        made.need, made.idea = made.world.need(alice), made.world.idea(alice)
        made.world.person("Bob")
        yield made


def change(place: Town, number: int, **values: object) -> None:
    with place.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Proposal).where(Proposal.id == number).values(**values))
        session.commit()


def code_of(place: Town, number: int) -> str:
    with place.world.make_session() as session:
        return session.get_one(Proposal, number).reference


def wrong(code: str) -> str:
    return code[:-1] + ("C" if code.endswith("B") else "B")


@pytest.mark.parametrize("how", [
    str, str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("0", "O")])
def test_a_short_address_leads_to_the_page(gap: Town, how):
    answer = gap.client.get(f"/r/{how(code_of(gap, gap.need))}")
    assert (answer.status_code, answer.location) == (302, f"/propositions/{gap.need}")


def test_a_wrong_last_letter_says_what_to_check(gap: Town):
    answer = gap.client.get(f"/r/{wrong(code_of(gap, gap.need))}")
    assert answer.status_code == 404
    assert "Vérifiez la dernière lettre" in answer.text


@pytest.mark.parametrize(("typed", "says"), [("HA-N-2031-0009-M", "ne mène nulle part"), ("HA-N", "pas la forme"),
                                             ("<b>", "pas la forme"), ("é" * 90, "pas la forme")])
def test_what_leads_nowhere_says_so(gap: Town, typed: str, says: str):
    answer = gap.client.get(f"/r/{typed}")
    assert answer.status_code == 404
    assert says in answer.text


def test_the_search_box_goes_straight_there(gap: Town):
    code = code_of(gap, gap.idea)
    assert gap.client.get("/recherche", query_string={"q": f" {code.lower()} "}).location == f"/propositions/{gap.idea}"
    answer = gap.client.get("/recherche", query_string={"q": wrong(code).replace("-", "/")}, follow_redirects=True)
    assert "Vérifiez la dernière lettre" in answer.text
    assert gap.client.get("/recherche?q=garder").status_code == 200


def test_the_code_is_on_the_page_and_in_the_lists(gap: Town):
    code = code_of(gap, gap.need)
    assert code in gap.read(f"/propositions/{gap.need}")
    assert code in gap.read("/besoins")


def test_the_square_code_leads_to_the_short_address(gap: Town):
    picture = gap.read(f"/propositions/{gap.need}/code.svg")
    size, path = int(re.search(r'viewBox="0 0 (\d+)', picture)[1]), re.findall(r'd="(M[^"]+)"', picture)[1]
    assert text_of(matrix_of(path, size)) == f"http://127.0.0.1:8000/r/{code_of(gap, gap.need)}"


@pytest.mark.parametrize("paper", ["affiche", "fiche", "code.svg"])
def test_what_is_hidden_is_not_printed(gap: Town, paper: str):
    hidden = gap.world.need(gap.world.person("Alice"), "Un besoin que la modération masque")
    change(gap, hidden, state=ContentState.HIDDEN)
    assert gap.enter("Alice").get(f"/propositions/{hidden}/{paper}").status_code == 404
    assert gap.client.get(f"/propositions/99999/{paper}").status_code == 404


def test_nobody_is_invited_to_what_was_withdrawn(gap: Town):
    gone = gap.world.need(gap.world.person("Alice"), "Un besoin qui n’est plus")
    change(gap, gone, status=Status.WITHDRAWN)
    assert gap.client.get(f"/propositions/{gone}/affiche").status_code == 404
    assert gap.client.get(f"/propositions/{gone}/fiche").status_code == 200


def test_the_sheet_says_everything_and_has_a_form_to_fill_in(gap: Town):
    page = gap.read(f"/propositions/{gap.idea}/fiche")
    for words in ("Les outils dorment dans les garages.", "Qui porte", "Pour devenir", "Votre avis, sur papier",
                  code_of(gap, gap.idea)):
        assert words in page


def test_the_place_is_for_who_carries_it(gap: Town):
    path = f"/propositions/{gap.need}/lieu"
    assert "/connexion" in gap.client.get(path).location
    assert gap.enter("Bob").get(path).status_code == 303


@pytest.mark.parametrize(("latitude", "longitude", "says"), [
    ("nord", "6,08", "Un nombre de degrés"), ("44,56", "", "Un nombre de degrés"),
    ("6,08", "44,56", "loin du territoire"), ("944", "6", "va de -90 à 90")])
def test_a_point_that_is_none_is_refused_beside_its_field(gap: Town, latitude: str, longitude: str, says: str):
    alice, path = gap.enter("Alice"), f"/propositions/{gap.need}/lieu"
    answer = alice.post(path, data={"csrf_token": token(alice.get(path)), "latitude": latitude, "longitude": longitude})
    assert answer.status_code == 422
    assert says in answer.text
    assert "-error" in answer.text


def test_a_click_fills_the_figures_and_keeps_nothing_yet(gap: Town):
    alice, path = gap.enter("Alice"), f"/propositions/{gap.idea}/lieu"
    sent = {"csrf_token": token(alice.get(path)), "where_text": "Le garage", "spot.x": "115", "spot.y": "147",
            "step": "0"}
    first = alice.post(path, data=sent)
    assert first.status_code == 200
    assert "Le garage" in first.text
    figures = re.findall(r'name="l\w+itude"[^>]*value="([\d.]+)"|value="([\d.]+)"[^>]*name="l\w+itude"', first.text)
    assert len(figures) == 2
    middle = re.search(r'name="middle" value="([\d,]+)"', first.text)[1]
    again = alice.post(path, data=sent | {"spot.x": "140", "spot.y": "110", "step": "1", "middle": middle})
    near = [int(part) for part in re.search(r'name="middle" value="([\d,]+)"', again.text)[1].split(",")]
    assert all(abs(here - before) < 20_000 for here, before in zip(near, map(int, middle.split(",")), strict=True))
    with gap.world.make_session() as session:
        assert session.get_one(Proposal, gap.idea).latitude is None


def test_a_button_pressed_without_a_mouse_places_nothing(gap: Town):
    alice, path = gap.enter("Alice"), f"/propositions/{gap.idea}/lieu"
    sent = {"csrf_token": token(alice.get(path)), "spot.x": "0", "spot.y": "0"}
    assert "visez un endroit" in alice.post(path, data=sent).text


def test_a_point_is_kept_shown_and_taken_away(gap: Town):
    alice, path = gap.enter("Alice"), f"/propositions/{gap.need}/lieu"
    sent = {"csrf_token": token(alice.get(path)), "where_text": "La halle", "latitude": "44,5594",
            "longitude": "6,0786"}
    assert alice.post(path, data=sent).status_code == 303
    assert "geo:44.5594,6.0786" in gap.read(f"/propositions/{gap.need}")
    assert 'class="map-mark"' in gap.read("/territoire")
    assert alice.post(path, data={"csrf_token": sent["csrf_token"]}).status_code == 303
    assert "geo:" not in gap.read(f"/propositions/{gap.need}")


@pytest.mark.parametrize("query", [
    "", "?step=2&at=44559400,6078600", "?at=x&step=-1", "?at=0,0", "?step=9999&at=" + "9" * 50])
def test_the_picture_to_click_on_is_always_a_picture(gap: Town, query: str):
    answer = gap.client.get(f"/territoire/fond.svg{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"


def test_the_open_data_say_where_things_are(gap: Town):
    gap.world.do(proposals.locate, gap.world.person("Alice"), gap.idea, "", GAP)
    told = gap.client.get("/territoire/carte.geojson").get_json(force=True)["features"]
    point = next(each for each in told if each["properties"]["kind"] == "proposal")
    assert point["geometry"]["coordinates"] == [6.0786, 44.5594]
    assert point["properties"]["reference"] == code_of(gap, gap.idea)
    commune = next(each["properties"] for each in told if each["properties"].get("code") == "05061")
    assert (commune["needs"], commune["projects"]) == (0, 1)
    gap.world.do(proposals.locate, gap.world.person("Alice"), gap.idea, "", None)


@pytest.mark.parametrize("query", ["quoi=tout", "theme=rien", "etape=rien", "x=1", "quoi=" + "é" * 300])
def test_the_map_answers_to_its_own_questions_only(gap: Town, query: str):
    for path in ("/territoire", "/territoire/carte.geojson"):
        assert gap.client.get(f"{path}?{query}").status_code == 400


def test_the_map_is_narrowed_by_kind_theme_and_stage(gap: Town):
    drawn = {query: gap.read(f"/territoire?{query}").count('<a class="map-dot"') for query in (
        "", "quoi=besoins", "quoi=projets", "quoi=experimentations", "theme=locaux", "etape=idea", "etape=published")}
    assert drawn == {"": 2, "quoi=besoins": 1, "quoi=projets": 1, "quoi=experimentations": 0, "theme=locaux": 1,
                     "etape=idea": 1, "etape=published": 1}


def test_every_lively_commune_is_a_link_with_its_figures_in_words(gap: Town):
    page = gap.read("/territoire")
    assert re.search(r'<a class="map-dot" href="/communes/05061" aria-label="Gap\xa0: 1 projet">', page)
    assert "Les mêmes chiffres en tableau" in page


def test_the_map_asks_as_much_however_many_there_are(gap: Town):
    gap.read("/territoire")
    with gap.app.app_context(), statements(db.engine) as few:
        gap.read("/territoire")
    for n in range(5):
        point = Spot(GAP.latitude + 1_000 * n, GAP.longitude)
        made = gap.world.need(gap.world.person(f"Sup{n}"), f"Un besoin de plus, le numéro {n}")
        gap.world.do(proposals.locate, gap.world.person(f"Sup{n}"), made, "", point)
    gap.read("/territoire")
    with gap.app.app_context(), statements(db.engine) as many:
        assert gap.read("/territoire").count('class="map-mark"') == 6  # five, and the legend's
    assert len(many) == len(few) <= 3


def test_a_list_is_shown_on_the_map(gap: Town):
    answer = gap.client.get("/besoins?vue=carte&theme=locaux")
    assert answer.location == "/territoire?quoi=besoins&theme=locaux#carte"
    assert gap.client.get("/besoins?vue=liste").status_code == 400


def test_without_a_server_of_tiles_nothing_is_asked_of_anybody(gap: Town):
    answer = gap.client.get("/territoire")
    assert "leaflet" not in answer.text
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
