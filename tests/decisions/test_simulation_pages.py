"""The committee tries rules on what happened: who may, which rules, what is told, and nothing is kept."""

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role
from app.decisions.service import charters
from app.extensions import db
from tests.build import CHARTERS, World
from tests.queries_count import statements
from tests.web.signing import post, sign_in, token
from tests.web.test_matrix import counts

PAGE = "/regles/simulation"
DEFAULT = (CHARTERS / "default.toml").read_text()
STRICTER = DEFAULT.replace("supports = { at_least = 8,", "supports = { at_least = 12,")


@pytest.fixture
def chair(app: Flask, client: FlaskClient, site: World) -> FlaskClient:
    """A need that eight people of the valley made collective last month; one that two support."""
    site.later(days=-30)
    site.supporters(site.need(site.person("Alice"), title="Un car le soir"), 8)
    site.supporters(site.need(site.person("Alice"), title="Une crèche au col"), 2)
    site.person("Carole", Role.STEERING)
    site.later(days=30)
    sign_in(app, client, "carole@example.org")
    return client


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, site: World):
    assert "/connexion" in client.get(PAGE).headers["Location"]


def test_a_resident_may_not(app: Flask, client: FlaskClient, site: World):
    site.person("Bob")
    sign_in(app, client, "bob@example.org")
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("what", ["brouillon", "2", "x", "%00", "9" * 40])
def test_rules_that_are_not_there(chair: FlaskClient, what: str):
    assert chair.get(PAGE, query_string={"quoi": what}).status_code == 404


def test_faults_are_told_line_by_line(chair: FlaskClient):
    page = post(chair, PAGE, {"text": 'key = "x"\n'})
    assert page.status_code == 422
    assert "ligne 1" in page.text
    assert "Erreur" in page.text.split("</title>")[0]
    assert 'key = &#34;x&#34;' in page.text  # nothing that was written is lost


def test_a_file_that_is_no_text_is_a_fault(chair: FlaskClient):
    sent = {"csrf_token": token(chair.get(PAGE)), "file": (io.BytesIO(b"\xff\xfe\x00" * 50), "regles.toml")}
    assert chair.post(PAGE, data=sent).status_code == 422


def test_a_file_too_long_for_a_charter(chair: FlaskClient):
    sent = {"csrf_token": token(chair.get(PAGE)), "file": (io.BytesIO(b"#" * 300_000), "regles.toml")}
    page = chair.post(PAGE, data=sent)
    assert page.status_code == 422
    assert "trop long" in page.text


def test_an_empty_form_shows_the_rules_in_force(chair: FlaskClient):
    assert "tout se serait passé comme dans les faits" in post(chair, PAGE, {"text": ""}).text


def test_the_rules_in_force_change_nothing(chair: FlaskClient):
    page = chair.get(PAGE).text
    assert "tout se serait passé comme dans les faits" in page
    assert "Version 1, en vigueur" in page
    assert "2 propositions comme dans les faits" in page


def test_stricter_rules_beside_what_happened(chair: FlaskClient):
    page = post(chair, PAGE, {"text": STRICTER}).text.replace("\u00a0", " ")
    assert "sur 2 propositions : 1 serait restée où elle était" in page
    assert re.search(r"8 soutiens sur 12 ; il en manque 4 \(toujours pas, 3[01] jours après\)", page)
    assert "Reconnu comme collectif" in page
    assert "Un car le soir</a>" in page


def test_a_file_serves_as_well(chair: FlaskClient):
    sent = {"csrf_token": token(chair.get(PAGE)), "file": (io.BytesIO(STRICTER.encode()), "regles.toml")}
    assert "serait restée où elle était" in chair.post(PAGE, data=sent).text


def test_the_draft_is_tried_first_where_there_is_one(chair: FlaskClient, site: World):
    carole = site.people["Carole"]
    draft = site.do(charters.begin, carole, site.space_id)
    with site.make_session() as session:
        number = session.execute(sa.text("SELECT number FROM charter_draft WHERE id = :n"), {"n": draft}).scalar_one()
    site.do(charters.save, carole, draft, STRICTER, number)
    for query in ({}, {"quoi": "brouillon"}):
        assert "serait restée où elle était" in chair.get(PAGE, query_string=query).text
    assert "comme dans les faits" in chair.get(PAGE, query_string={"quoi": "1"}).text


def test_nothing_is_kept(app: Flask, chair: FlaskClient):
    chair.get(PAGE)
    before = counts(app)
    post(chair, PAGE, {"text": STRICTER})
    assert counts(app) == before


def test_in_english(chair: FlaskClient):
    chair.set_cookie("lang", "en")
    page = chair.get(PAGE, headers={"Accept-Language": "en"}).text.replace("\u00a0", " ")
    assert "all would have gone as it did: 2 proposals" in page
    assert "Nobody can pass it without others." in page or "Can pass it without anybody else" in page


def test_each_gate_that_people_open_says_who_can_do_what(chair: FlaskClient, site: World):
    for name in ("Dan", "Eve", "Finn"):
        site.person(name, Role.STEERING)
    site.structure("La Fabrique", site.people["Dan"], site.people["Eve"], site.people["Finn"])
    page = chair.get(PAGE).text.replace("\u00a0", " ")
    assert "Idée → Groupe de travail" in page
    assert "Peut faire passer sans personne d’autre : La Fabrique (3 voix)." in page
    assert "4 voix sur la liste aujourd’hui." in page
    assert 'class="pic-for"' in page


def test_a_pattern_is_drawn_once(chair: FlaskClient):
    page = chair.get(PAGE).text
    assert page.count('id="pic-lines"') == 1
    assert page.count("<figure") == 2


def test_as_many_statements_whatever_there_is(app: Flask, chair: FlaskClient, site: World):
    def asked() -> int:
        chair.get(PAGE)
        with app.app_context(), statements(db.engine) as seen:
            chair.get(PAGE)
        return len(seen)

    few = asked()
    for n in range(4):
        site.supporters(site.need(site.person("Alice"), title=f"Le besoin numéro {n}"), 2)
    assert asked() == few
    assert few <= 42
