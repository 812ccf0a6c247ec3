"""Pages: tying two proposals, pairs that look alike, a paper from the blank sheet to the receipt, the small map."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.kinds import LinkKind, Role
from app.proposals.queries.proposals import page as row_of
from app.proposals.rules import Reference, read
from app.proposals.service import merging
from app.search import jobs as job
from app.territory import service as territory
from app.territory.rules import parse_places
from tests.web.signing import post, token
from tests.web.town import Town, town

SHIPPED = Path(__file__).parents[2] / "app" / "data" / "territory" / "hautes-alpes.csv"
LIKE = "Garder les enfants le soir, à Embrun et autour"


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("links")):
        world = made.world
        world.do(territory.replace, None, parse_places(SHIPPED.read_text())[0])
        world.need(world.person("Alice"))
        world.need(world.person("Bob"), title=LIKE)
        world.idea(world.people["Bob"], title="Une remorque pour réparer les vélos", problem="Rien ne roule.")
        for name, role in (("Carole", Role.STEERING), ("Mona", Role.MODERATOR), ("Rose", Role.RELAY)):
            world.person(name, role)
        with made.app.app_context():
            assert job.find_alike(made.app, world.now) == 3
            assert job.find_alike(made.app, world.now) == 0
        yield made


def code_of(place: Town, number: int) -> str:
    with place.world.make_session() as session:
        return str(row_of(session, number).reference)


def found(client: FlaskClient, typed: str, number: int = 1) -> list[int]:
    page = client.get(f"/propositions/{number}/relier", query_string={"q": typed}).text
    return [int(n) for n in re.findall(r'name="other" value="(\d+)"', page)]


def test_who_may_not_tie_is_told_at_once(place: Town) -> None:
    place.world.person("Dora")
    led = place.enter("Dora").get("/propositions/1/relier", follow_redirects=True)
    assert "Votre rôle ne permet pas cela" in led.text


def test_what_looks_alike_comes_first_then_what_is_asked(place: Town) -> None:
    alice = place.enter("Alice")
    assert found(alice, "") == [2]
    assert found(alice, "remorque vélos") == [3]
    assert found(alice, code_of(place, 3).lower().replace("-", " ")) == [3]
    assert found(alice, "https://exemple.org/propositions/3?x=1") == [3]
    assert found(alice, "#3") == [3]
    assert found(alice, "rienquirepond") == []


@pytest.mark.parametrize(("typed", "said"), [
    ("wrong", "Vérifiez la dernière lettre"), ("unknown", "Rien ne porte ce code ici"),
    ("own", "cette proposition elle-même")])
def test_a_code_that_leads_to_none_says_why(place: Town, typed: str, said: str) -> None:
    own = code_of(place, 1)
    code = {"own": own, "wrong": own[:-1] + ("A" if own[-1] != "A" else "B"),
            "unknown": str(Reference("HA", "P", 2026, 4242))}[typed]
    assert said in place.enter("Alice").get("/propositions/1/relier", query_string={"q": code}).text


def test_tied_and_seen_on_both_pages(place: Town) -> None:
    bob = place.enter("Bob")
    assert post(bob, "/propositions/3/relier?q=embrun", {"kind": "answers_need"}).status_code == 422
    assert 'value="answers_need"' not in bob.get("/propositions/2/relier?avec=1").text
    tied = post(bob, "/propositions/3/relier?avec=2", {"other": "2", "kind": "answers_need"})
    assert tied.headers["Location"] == "/propositions/3#liens"
    assert "Répond au besoin" in place.read("/propositions/3")
    page = bob.get("/propositions/2").text
    assert "Une idée y répond" in page
    undo = re.search(r'action="(/propositions/2/delier/\d+)"', page)
    assert undo is not None
    assert bob.post(undo[1], data={"csrf_token": token(page)}).status_code == 303
    assert "Une idée y répond" not in place.read("/propositions/2")


def test_the_likeness_is_for_those_it_is_about(place: Town) -> None:
    said = "Ressemble peut-être à"
    assert said not in place.read("/propositions/1")
    assert said not in place.enter("Bob").get("/propositions/1").text
    for name, acts in (("Alice", ["Relier"]), ("Mona", []), ("Carole", ["Relier", "Réunir"])):
        page = place.enter(name).get("/propositions/1").text
        part = page[page.index(said):page.index("Ce n’est pas la même chose")]
        assert [word for word in ("Relier", "Réunir") if f">{word}<" in part] == acts


def test_the_queue_and_its_count(place: Town) -> None:
    assert place.enter("Alice").get("/ressemblances").status_code == 403
    for name, menu in (("Mona", "/moderation"), ("Carole", "/comite")):
        assert re.search(r'href="/ressemblances">Ressemblances</a> <span class="muted">\(1\)', place.enter(
            name).get(menu).text)
    page = place.enter("Carole").get("/ressemblances").text
    assert '/propositions/2/reunir?avec=1' in page
    chosen = place.enter("Carole").get("/propositions/2/reunir?avec=1").text
    assert re.search(r'<option selected value="1"', chosen)


def test_told_apart_from_the_queue(place: Town) -> None:
    mona = place.enter("Mona")
    for number, said in ((3, "pas notées comme semblables"), (1, "ne vous seront plus montrées ensemble")):
        sent = {"csrf_token": token(mona.get("/mon-espace/reglages")), "queue": "1"}
        answer = mona.post(f"/propositions/2/distincte/{number}", data=sent, follow_redirects=True)
        assert said in answer.text
    assert "Aucune ressemblance" in mona.get("/ressemblances").text
    assert "Ressemble peut-être" not in place.enter("Alice").get("/propositions/1").text


PAPER = {"title": "Un banc à l’arrêt du car", "lived": "On attend debout.", "places": "Gap", "first_name": "Lucienne"}


def test_a_paper_from_the_blank_sheet_to_the_receipt(place: Town) -> None:
    rose = place.enter("Rose")
    assert place.enter("Alice").get("/papier").status_code == 403
    drawn = post(rose, "/papier/fiches", {"number": "2"})
    sheets = rose.get(drawn.headers["Location"]).text
    codes = sorted(set(re.findall(r"HA-F-\d{4}-\d{4}-[A-Z]", sheets)))
    assert len(codes) == 2
    assert rose.get(drawn.headers["Location"].replace("n=2", "n=3")).status_code == 404
    unknown = rose.get(f"/r/{codes[0]}")
    assert (unknown.status_code, f"/papier/besoin?fiche={codes[0]}" in unknown.text) == (404, True)
    assert "/papier/besoin" not in place.client.get(f"/r/{codes[0]}").text
    refused = post(rose, "/papier/besoin", PAPER | {"key": "k" * 32, "slip": codes[0]})
    assert (refused.status_code, "accord" in refused.text, codes[0] in refused.text) == (422, True, True)
    sent = post(rose, "/papier/besoin", PAPER | {"key": "k" * 32, "slip": codes[0], "consent": "y"})
    number = int(sent.headers["Location"].rsplit("/", 1)[1])
    assert place.client.get(f"/r/{codes[0]}").headers["Location"] == f"/propositions/{number}"
    page = place.read(f"/propositions/{number}")
    assert "Écrit sur papier, saisi par Rose" in page
    assert "Lucienne" in page
    receipt = rose.get(f"/papier/{number}/recu").text
    assert code_of(place, number) in receipt
    assert "square-code" in receipt
    assert place.enter("Carole").get(f"/papier/{number}").status_code == 200
    place.world.person("Marc", Role.RELAY)
    assert place.enter("Marc").get(f"/papier/{number}").status_code == 404
    assert post(rose, f"/papier/{number}/prenom").status_code == 303
    assert "Lucienne" not in place.read(f"/propositions/{number}")


def test_codes_of_groups_and_decisions_are_in_their_heads(place: Town) -> None:
    world = place.world
    idea = world.group_project(world.person("Zora"))
    group = place.read(place.client.get(f"/propositions/{idea}/groupe").headers["Location"])
    code = re.search(r'class="code">(HA-G-[\d-]+-[A-Z])<', group)
    assert code is not None
    assert read(code[1]).right


def test_the_small_map_leads_to_communes_and_to_the_table(place: Town) -> None:
    page = place.read("/")
    part = page[page.index("Où cela vit"):]
    assert 'href="/communes/05046"' in part
    assert "/territoire#figures" in part
    assert part.count("<circle") < 10


def test_the_committee_ties_what_it_does_not_carry(place: Town) -> None:
    world = place.world
    world.do(merging.tie, world.people["Carole"], 3, 1, LinkKind.INSPIRED_BY)
    assert "A inspiré" in place.read("/propositions/1")
