"""The first page."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import SpaceKind
from app.proposals.service import carrying
from app.territory import service as spaces
from tests.build import CHARTERS, World
from tests.web.signing import sign_in

FRENCH = {"Accept-Language": "fr"}


def test_it_opens_before_anything_is_there(opened: Flask, client: FlaskClient) -> None:
    answer = client.get("/", headers=FRENCH)
    assert answer.status_code == 200
    assert "Aucun besoin pour le moment" in answer.text


def test_it_says_what_this_is_and_opens_three_doors(client: FlaskClient, site: World) -> None:
    page = client.get("/", headers=FRENCH).text
    for words in ("Ce qui manque ici, on le dit.", "Hautes-Alpes", "Valoriser", "Échanger", "Coopérer"):
        assert words in page
    for path in ("/projets", "/besoins", "/territoire", "/propositions/nouvelle/need", "/aide"):
        assert f'href="{path}"' in page


def test_it_tells_the_way_in_the_charters_words(client: FlaskClient, site: World) -> None:
    page = client.get("/", headers=FRENCH).text
    for stage in ("Idée", "Groupe de travail", "Expérimentation", "Bilan"):
        assert f"rope-name\">{stage}</span>" in page


def test_it_shows_what_is_alive(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.group_project(alice)
    site.need(alice, "Un besoin tout neuf")
    page = client.get("/", headers=FRENCH).text
    assert page.index("Cela avance") < page.index("Une outilthèque partagée à Gap") < page.index("Un besoin tout neuf")


def test_it_names_the_calls_that_are_open_only(client: FlaskClient, site: World) -> None:
    text = (CHARTERS / "default.toml").read_text()
    for slug, opens, closes in (("ouvert", -1, 9), ("fini", -9, -1), ("a-venir", 1, 9)):
        site.do(spaces.open_space, None, slug, SpaceKind.CALL, {"fr": f"Appel {slug}"}, {}, "Europe/Paris", text,
                opens_at=site.now + timedelta(days=opens), closes_at=site.now + timedelta(days=closes))
    page = client.get("/", headers=FRENCH).text
    assert "Appel ouvert" in page
    assert "Appel fini" not in page
    assert "Appel a-venir" not in page


def test_it_counts_what_waits_for_who_is_signed_in(app: Flask, client: FlaskClient, site: World) -> None:
    alice, bob = site.person("Alice"), site.person("Bob")
    site.do(carrying.invite_person, alice, site.idea(alice), bob)
    assert "Ce qui vous attend" not in client.get("/", headers=FRENCH).text
    sign_in(app, client, "bob@example.org")
    page = client.get("/", headers=FRENCH).text
    assert "Ce qui vous attend" in page
    assert "1 invitation à porter une idée" in page
