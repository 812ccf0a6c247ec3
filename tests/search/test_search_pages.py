"""The search page."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.kinds import Ground, Role, Stance, Subject, Verdict
from app.discussion import service as discussion
from app.extensions import db
from app.moderation import service as moderation
from app.proposals.service import proposals
from app.search import service as found
from tests.build import REASON, World
from tests.queries_count import statements
from tests.web.town import Town, town

FRENCH = {"Accept-Language": "fr"}
STATEMENTS = 16  # of the page with hits of every kind


def read(client: FlaskClient, query: str, **more: str) -> str:
    answer = client.get("/recherche", query_string={"q": query, **more}, headers=FRENCH)
    assert answer.status_code == 200
    return answer.text


def titles(page: str) -> list[str]:
    found = re.findall(r'class="card-title"><a [^>]*>(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Alice's need on bikes at Gap, with a comment; an idea; a structure; thirty more needs on rooms."""
    for there in town(sqlite_template, tmp_path_factory.mktemp("search")):
        world = there.world
        alice = world.person("Alice")
        need = world.need(alice, "Réparer les vélos", "Le vélo <b>rouille</b> & personne ne répare.", town="Gap")
        world.do(discussion.post, world.person("Bob"), need, Stance.FOR, "Mon vélo aussi.", "fr")
        world.idea(alice, "Un atelier vélo à Gap")
        world.do(found.enter, None, [(Subject.STRUCTURE, world.structure("Les Vélos du Buëch"))])
        world.do(proposals.withdraw, alice, world.need(alice, "Des vélos à donner"), REASON)
        people = [world.person(f"Person{n}") for n in range(4)]
        for n in range(30):
            world.need(people[n % 4], f"Une salle numéro {n}", town="Tallard")
        yield there


@pytest.mark.parametrize("query", [
    "tri=recents", "kind=person", "q[x]=1", "commune=Gap", "commune=99999", "theme=rien", "etape=need.rien",
    "etape=rien", "etat=rien", "annee=26", "nature=gens"])
def test_it_takes_its_own_words_and_nothing_else(place: Town, query: str) -> None:
    assert place.client.get(f"/recherche?q=salle&{query}").status_code == 400


@pytest.mark.parametrize("query", [
    "", "le", "' OR 1=1 --", '"', "*", "\x00", "a" * 200, "🙂", "\u202e", "%", "NEAR(", "-vélo", "vélo -", '"vélo',
    "vél* -b*", "a b c d e f g h i j k l m n o", "((((", "\\", "vélo:*", "&|!", "#", "#0", "# 1", "9" * 40, "ﬁ ½ ß İ"])
def test_any_words_are_answered(place: Town, query: str) -> None:
    read(place.client, query)


@pytest.mark.parametrize("suite", ["x", "W10.x", "a.b.c"])
def test_a_cursor_from_elsewhere_shows_the_first_page(place: Town, suite: str) -> None:
    assert len(titles(read(place.client, "salle", suite=suite))) == 20


def test_nothing_asked_says_how_to_ask(place: Town) -> None:
    page = read(place.client, "")
    assert "Une seule boîte pour tout" in page
    assert "<title>Recherche – Cordée</title>" in page


def test_words_that_are_void_say_that_one_is_missing(place: Town) -> None:
    assert "Il manque un mot à chercher" in read(place.client, "le pour -vélo")


def test_nothing_found_says_what_to_try_and_offers_to_write_it(place: Town) -> None:
    page = read(place.client, "locomotive")
    assert "Rien pour «\u00a0locomotive\u00a0»" in page
    assert "titre=locomotive" in page


def test_nothing_left_by_the_filters_offers_to_take_them_off(place: Town) -> None:
    page = read(place.client, "salle", commune="05061")
    assert "Avec ces filtres, il ne reste rien" in page
    assert 'href="/recherche?q=salle"' in page


def test_all_kinds_are_in_one_list_with_what_they_are(place: Town) -> None:
    page = read(place.client, "velos")
    assert set(titles(page)) == {
        "Réparer les vélos", "Un atelier vélo à Gap", "Les Vélos du Buëch", "Des vélos à donner"}
    for words in ("Commentaire", "Structure", "Retirée", "Gap", "5 résultats", "<mark>vélos</mark>"):
        assert words in page, words


def test_what_is_typed_and_what_is_found_is_never_html(place: Town) -> None:
    page = read(place.client, 'rouille "><img src=x>')
    assert "<img src=x>" not in page
    assert "<b>rouille" not in read(place.client, "rouille")
    assert "&lt;b&gt;" in read(place.client, "rouille") or "<mark>rouille</mark>" in read(place.client, "rouille")


def test_facets_narrow_and_say_how_many(place: Town) -> None:
    page = read(place.client, "velo")
    assert re.search(r'nature=besoins"[^>]*><span>Besoins</span> <span class="facet-count">2<', page)
    assert re.search(r'commune=05061"[^>]*><span>Gap</span> <span class="facet-count">3<', page)
    assert titles(read(place.client, "velo", nature="structures")) == ["Les Vélos du Buëch"]
    assert titles(read(place.client, "velo", etat="retirees")) == ["Des vélos à donner"]
    narrow = read(place.client, "velo", nature="projets", commune="05061")
    assert titles(narrow) == ["Un atelier vélo à Gap"]
    assert narrow.count('aria-current="true"') >= 2


def test_a_year_or_a_theme_narrows(place: Town) -> None:
    year = str(place.world.now.year)
    assert "Les Vélos du Buëch" not in titles(read(place.client, "velo", annee=year))
    assert titles(read(place.client, "velo", theme="locaux")) == ["Un atelier vélo à Gap"]
    assert titles(read(place.client, "velo", etape="project.idea")) == ["Un atelier vélo à Gap"]


def test_the_next_page_goes_on(place: Town) -> None:
    first = read(place.client, "salle")
    [more] = re.findall(r'rel="next nofollow" href="([^"]+)"', first)
    rest = place.client.get(more.replace("&amp;", "&"), headers=FRENCH).text
    assert len(titles(first)) == 20
    assert sorted(titles(first) + titles(rest)) == sorted(f"Une salle numéro {n}" for n in range(30))


def test_where_one_word_is_missing_it_is_said(place: Town) -> None:
    page = read(place.client, "réparer vélos locomotive")
    assert "Aucun texte ne tient tous ces mots" in page
    assert "Réparer les vélos" in titles(page)


def test_another_spelling_is_a_link(place: Town) -> None:
    page = read(place.client, "reaprer vleos")
    assert 'Vouliez-vous dire <a href="/recherche?q=r%C3%A9parer+v%C3%A9los">' in page


@pytest.mark.parametrize("query", ["#1", "n° 1", "no 1"])
def test_a_number_leads_straight_to_its_proposal(place: Town, query: str) -> None:
    assert place.client.get("/recherche", query_string={"q": query}).location == "/propositions/1"


def test_a_bare_number_is_offered_and_one_that_is_not_there_is_a_word(place: Town) -> None:
    assert "Cherchez-vous la proposition numéro 1" in read(place.client, "1")
    assert "Cherchez-vous" not in read(place.client, "9999")


def test_help_is_found(place: Town) -> None:
    page = read(place.client, "premiers pas", nature="aide")
    assert titles(page)[0] == "Premiers pas"
    assert titles(read(place.client, "code chiffres")) != []


def test_a_hidden_text_is_nowhere(client: FlaskClient, site: World) -> None:
    need = site.need(site.person("Alice"), "Une locomotive à Gap")
    site.do(moderation.report, site.person("Bob"), Subject.PROPOSAL, need, Ground.OFF_TOPIC, REASON)
    site.do(moderation.judge, site.person("Mona", Role.MODERATOR), 1, Verdict.HIDE, Ground.OFF_TOPIC, REASON)
    assert titles(read(client, "locomotive")) == []
    assert "Vouliez-vous" not in read(client, "locomotve")
    assert client.get("/recherche?q=%231").status_code == 200


def test_the_number_of_statements_is_fixed_and_the_page_is_light(place: Town) -> None:
    with place.app.app_context():
        engine = db.engine
    with statements(engine) as seen:
        page = read(place.client, "velo")
    assert len(seen) <= STATEMENTS
    with statements(engine) as more:
        long = read(place.client, "salle")
    assert len(more) <= len(seen)
    assert max(len(gzip.compress(text.encode(), 5)) for text in (page, long)) < 15_000
