"""The register's pages: read by everybody, changed by who may."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role
from app.structures import service as mandates
from tests.build import World
from tests.web.signing import post, sign_in

ALICE = "alice@example.org"
CARD = {"name": "La Clairière", "kind": "association", "college": "associations"}


def test_a_visitor_reads_without_a_cookie(client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil", site.person("Alice"))
    for path in ("/structures", "/structures/le-fournil"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "Le Fournil" in page.text
        assert "csrf_token" not in page.text


def test_an_unknown_structure_is_not_there(client: FlaskClient, site: World) -> None:
    assert client.get("/structures/inconnue").status_code == 404


def test_the_list_is_kept_by_college(client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil")
    assert "Le Fournil" in client.get("/structures?college=associations").text
    assert "Le Fournil" not in client.get("/structures?college=residents").text
    assert "Le Fournil" in client.get("/structures?q=FOURNÏL").text
    assert "Aucune structure de ce nom" in client.get("/structures?q=%25").text
    assert client.get("/structures?college=<script>&apres=%00'--").status_code == 200


def test_a_second_page_follows_the_first(client: FlaskClient, site: World) -> None:
    for n in range(21):
        site.structure(f"Structure {n:02d}")
    page = client.get("/structures").text
    assert "Structure 19" in page
    assert "Structure 20" not in page
    assert "Structure 20" in client.get("/structures?apres=structure 19").text


def test_one_enters_a_structure_and_asks_to_speak(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    answer = post(client, "/structures/nouvelle", CARD | {"speak": "y", "place": "Gap", "aliases": "Clairière\nLC"})
    assert answer.headers["Location"] == "/structures/la-clairiere"
    assert "Votre demande attend" in client.get("/structures/la-clairiere").text


def test_a_double_is_refused_with_a_link(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    post(client, "/structures/nouvelle", CARD)
    page = post(client, "/structures/nouvelle", CARD | {"name": "LA CLAIRIERE"})
    assert page.status_code == 422
    assert 'href="/structures/la-clairiere"' in page.text


@pytest.mark.parametrize("field", ["name", "kind", "college"])
def test_what_a_card_needs(app: Flask, client: FlaskClient, site: World, field: str) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert post(client, "/structures/nouvelle", CARD | {field: "\x00"}).status_code == 422
    assert post(client, "/structures/nouvelle", {k: v for k, v in CARD.items() if k != field}).status_code == 422


def test_a_stranger_does_not_change_the_page(app: Flask, client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil", site.person("Bob"))
    site.structure("Autre", site.person("Alice"))
    sign_in(app, client, ALICE)
    assert "Modifier cette page" not in client.get("/structures/le-fournil").text
    assert post(client, "/structures/le-fournil/modifier", CARD).status_code == 422


def test_who_speaks_for_it_changes_the_page(app: Flask, client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil", site.person("Alice"))
    sign_in(app, client, ALICE)
    post(client, "/structures/le-fournil/modifier", CARD | {"name": "Le Fournil", "about": "<b>Du pain</b>"})
    page = client.get("/structures/le-fournil").text
    assert "&lt;b&gt;Du pain" in page


def test_a_request_is_answered_by_the_committee(app: Flask, client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil")
    site.do(mandates.ask, site.person("Bob"), 1, "Boulanger")
    site.person("Alice", Role.STEERING)
    sign_in(app, client, ALICE)
    assert "parler au nom de" in client.get("/mon-espace").text
    post(client, "/mandats/1/confirmer", at="/structures/le-fournil")
    assert "Boulanger" in app.test_client().get("/structures/le-fournil").text


def test_requests_are_not_shown_to_everybody(client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil")
    site.do(mandates.ask, site.person("Bob"), 1, "Boulanger")
    assert "Boulanger" not in client.get("/structures/le-fournil").text


def test_one_asks_on_a_page_of_its_own(app: Flask, client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil")
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert post(client, "/structures/le-fournil/mandat", {"title": "Voisine"}).status_code == 303
    assert post(client, "/structures/le-fournil/mandat", {"title": "Voisine"}).status_code == 422


def test_a_mandate_is_ended_by_its_person(app: Flask, client: FlaskClient, site: World) -> None:
    site.structure("Le Fournil", site.person("Alice"))
    sign_in(app, client, ALICE)
    post(client, "/mandats/1/terminer", at="/structures/le-fournil")
    assert "Personne pour le moment" in client.get("/structures/le-fournil").text
    assert post(client, "/mandats/99/terminer", at="/mon-espace").status_code == 404
