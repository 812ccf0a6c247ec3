"""The committee's queue and its answer at a gate."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import WRITE
from app.core.kinds import Answer, Role
from app.decisions.service import steering
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.service.proposals import look_again
from tests.build import REASON, World
from tests.queries_count import statements
from tests.web.signing import post, sign_in


def as_(app: Flask, client: FlaskClient, name: str) -> FlaskClient:
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


@pytest.fixture
def idea(site: World) -> int:
    """Ready for ten days; its conditions came of age some time ago."""
    site.later(days=-50)
    number = site.ready_idea(site.person("Alice"))
    site.do(look_again, None, number)
    site.person("Carole", Role.STEERING)
    site.later(days=10)
    return number


@pytest.fixture
def carole(app: Flask, client: FlaskClient, idea: int) -> FlaskClient:
    return as_(app, client, "Carole")


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, site: World):
    assert "/connexion" in client.get("/comite").headers["Location"]


def test_a_resident_is_told_why_not(app: Flask, client: FlaskClient, site: World, idea: int):
    as_(app, client, "Alice")
    for path in ("/comite", f"/comite/{idea}/to_work_group"):
        page = client.get(path)
        assert page.status_code == 403
        assert "Votre rôle ne permet pas cela" in page.text


def test_the_queue_says_who_carries_the_figures_and_until_when(carole: FlaskClient, site: World, idea: int):
    page = carole.get("/comite").text
    assert "Une outilthèque partagée à Gap" in page
    assert "Les outils du pays" in page
    assert "dans 20 jours" in page
    assert "12 soutiens" in page


def test_a_late_answer_is_told(carole: FlaskClient, site: World, idea: int):
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.get_one(Proposal, idea).ready_since = site.now - timedelta(days=31)
        session.commit()
    page = carole.get("/comite").text
    assert "En retard de 1 jour" in page
    assert 'class="due late"' in page


def test_what_falls_asleep_soon_is_there(carole: FlaskClient, site: World):
    number = site.idea(site.people["Alice"], title="Un four à pain banal à Tallard")
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.get_one(Proposal, number).active_at = site.now - timedelta(days=170)
        session.commit()
    page = carole.get("/comite").text
    assert "Un four à pain banal à Tallard" in page.split('id="waiting"')[1]


def test_promoting_with_a_reason(carole: FlaskClient, site: World, idea: int):
    path = f"/comite/{idea}/to_work_group"
    assert post(carole, path, {"answer": "promoted", "reason": REASON}).headers["Location"] == "/comite"
    page = carole.get("/comite").text
    assert REASON in page.split('id="answered"')[1]
    assert carole.get(path).headers["Location"] == f"/propositions/{idea}"


def test_declining_leaves_it_where_it_is(carole: FlaskClient, site: World, idea: int):
    post(carole, f"/comite/{idea}/to_work_group", {"answer": "declined", "reason": REASON})
    assert "Rien n’attend de réponse" in carole.get("/comite").text
    with site.make_session() as session:
        assert session.get_one(Proposal, idea).stage == "idea"


@pytest.mark.parametrize(("given", "field"), [
    ({"answer": "promoted", "reason": ""}, "reason"), ({"answer": "promoted", "reason": "Oui."}, "reason"),
    ({"answer": "declined", "reason": "x" * 3000}, "reason"), ({"answer": "maybe", "reason": REASON}, "answer"),
    ({"reason": REASON}, "answer")])
def test_each_refusal_is_beside_its_field(carole: FlaskClient, site: World, idea: int, given: dict, field: str):
    page = post(carole, f"/comite/{idea}/to_work_group", given)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_what_is_not_ready_is_not_promoted(carole: FlaskClient, site: World):
    number = site.idea(site.people["Alice"], title="Un four à pain banal à Tallard")
    page = post(carole, f"/comite/{number}/to_work_group", {"answer": "promoted", "reason": REASON})
    assert page.status_code == 422
    assert 'id="answer-error"' in page.text
    assert REASON in page.text


def test_nobody_answers_on_what_they_carry(app: Flask, client: FlaskClient, site: World, idea: int):
    site.role(site.people["Alice"], Role.STEERING)
    as_(app, client, "Alice")
    page = client.get(f"/comite/{idea}/to_work_group")
    assert "Vous portez cette proposition" in page.text
    assert 'name="answer"' not in page.text
    given = {"answer": "promoted", "reason": REASON}
    page = post(client, f"/comite/{idea}/to_work_group", given, at="/mon-espace/reglages")
    assert page.status_code == 422


@pytest.mark.parametrize("path", ["/comite/99/to_work_group", "/comite/1/to_the_moon"])
def test_what_is_not_there(carole: FlaskClient, site: World, path: str):
    assert carole.get(path).status_code == 404


def test_an_automatic_gate_waits_for_nobody(carole: FlaskClient, site: World, idea: int):
    assert carole.get(f"/comite/{idea}/to_outcome").headers["Location"] == f"/propositions/{idea}"


def test_forty_items_in_as_many_statements_as_one(app: Flask, carole: FlaskClient, site: World, idea: int):
    with app.app_context():
        engine = db.engine
    carole.get("/comite")
    with statements(engine) as one:
        carole.get("/comite")
    for n in range(39):
        made = site.idea(site.person(f"Author{n}"), title=f"Une idée toute prête numéro {n}")
        with site.make_session() as session:
            session.connection(execution_options=WRITE)
            session.get_one(Proposal, made).ready_since = site.now
            session.commit()
    with statements(engine) as forty:
        page = carole.get("/comite").text
    assert len(forty) == len(one) <= 15
    assert page.count("toute prête numéro") >= 39


def test_the_next_page_goes_on_from_a_row(carole: FlaskClient, site: World, idea: int, monkeypatch):
    from app.proposals.queries import steering as read

    monkeypatch.setattr(read, "READY", 1)
    made = site.idea(site.people["Alice"], title="Un four à pain banal à Tallard")
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.get_one(Proposal, made).ready_since = site.now
        session.commit()
    first = carole.get("/comite").text.split('id="waiting"')[0]
    assert "four à pain" not in first
    link = first.split('rel="next" href="')[1].split('"')[0]
    assert "four à pain" in carole.get(link).text.split('id="waiting"')[0]


@pytest.mark.parametrize("cursor", ["x", "1-", "99999999999999999999-1", "-5", "٣-٤"])
def test_a_cursor_that_is_none_is_the_first_page(carole: FlaskClient, site: World, idea: int, cursor: str):
    page = carole.get("/comite", query_string={"apres": cursor})
    assert page.status_code == 200
    assert "outilthèque" in page.text


def test_what_was_declined_before_is_told_when_it_comes_back(carole: FlaskClient, site: World, idea: int):
    site.do(steering.decide, site.people["Carole"], idea, "to_work_group", Answer.DECLINED, REASON)
    site.do(look_again, None, idea)
    assert "des choses ont changé depuis" in carole.get("/comite").text
