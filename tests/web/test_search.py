"""The search page."""

import pytest
from flask.testing import FlaskClient

from app.queries import search
from app.queries.dialect import WRITE
from app.rules.kinds import Subject
from tests.build import World

FRENCH = {"Accept-Language": "fr"}


def read(client: FlaskClient, query: str) -> str:
    answer = client.get("/recherche", query_string={"q": query}, headers=FRENCH)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("query", ["tri=recents", "commune=Gap", "kind=person", "q[x]=1"])
def test_it_takes_words_and_nothing_else(client: FlaskClient, query: str) -> None:
    assert client.get(f"/recherche?q=salle&{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "le", "' OR 1=1 --", '"', "*", "\x00", "a" * 200, "🙂", "\u202e", "%", "NEAR("])
def test_any_words_are_answered(client: FlaskClient, site: World, query: str) -> None:
    site.need(site.person("Alice"))
    read(client, query)


def test_nothing_asked_says_how_to_ask(client: FlaskClient, site: World) -> None:
    assert "Écrivez un ou deux mots" in read(client, "")


def test_nothing_found_says_what_to_try_and_offers_to_write_it(client: FlaskClient, site: World) -> None:
    page = read(client, "locomotive")
    assert "Rien pour «\u00a0locomotive\u00a0»" in page
    assert "titre=locomotive" in page


def test_needs_projects_and_structures_are_grouped(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.need(alice, "Réparer les vélos")
    site.idea(alice, "Un atelier vélo à Gap")
    structure = site.structure("Les Vélos du Buëch")
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        search.index(session, site.space_id, Subject.STRUCTURE, structure, "fr", "Les Vélos du Buëch", now=site.now)
        session.commit()
    page = read(client, "velos")
    places = [page.index(words) for words in ("Réparer les vélos", "Un atelier vélo à Gap", "Les Vélos du Buëch")]
    assert places == sorted(places)
    assert "Après dix-neuf heures, rien." in page


def test_more_than_six_lead_to_the_list(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    for n in range(7):
        site.need(alice, f"Une salle numéro {n}")
    page = read(client, "salle")
    assert page.count('class="card-title"') == 6
    assert 'href="/besoins?q=salle"' in page
