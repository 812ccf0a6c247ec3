"""The pages of what is done together: a meeting's answer, and acts of staff."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import roles
from app.core.kinds import DecisionState, Role
from app.decisions.models import Decision
from app.decisions.service import decisions
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.service.proposals import look_again
from app.territory.models import Membership
from tests.build import REASON, World
from tests.web.signing import post, sign_in

NO = "Je n’étais pas à cette réunion, et personne ne m’a rien demandé."


def as_(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


@pytest.fixture
def idea(site: World) -> int:
    site.later(days=-50)
    number = site.ready_idea(site.person("Alice"))
    site.do(look_again, None, number)
    for name in ("Carole", "Ines", "Jean"):
        site.person(name, Role.STEERING)
    site.later(days=10)
    return number


def typed(app: Flask, site: World, idea: int) -> FlaskClient:
    carole = as_(app, "Carole")
    there = [str(site.people[name]) for name in ("Carole", "Ines", "Jean")]
    page = post(carole, f"/comite/{idea}/to_work_group",
                {"answer": "promoted", "reason": REASON, "yes": "3", "present": there})
    assert page.status_code == 303, page.text
    return carole


def stage(app: Flask, idea: int) -> str:
    with app.app_context():
        return db.session.get_one(Proposal, idea).stage


def test_hands_without_names_are_refused_beside_the_names_and_nothing_typed_is_lost(app: Flask, site: World, idea: int):
    page = post(as_(app, "Carole"), f"/comite/{idea}/to_work_group",
                {"answer": "promoted", "reason": REASON, "yes": "3"})
    assert page.status_code == 422
    assert 'id="present' in page.text
    assert REASON in page.text


def test_the_page_of_the_item_says_what_waits_and_those_there_confirm(app: Flask, site: World, idea: int):
    carole = typed(app, site, idea)
    assert stage(app, idea) == "idea"
    assert "sauf si une personne présente conteste" in app.test_client().get(f"/propositions/{idea}").text
    assert f"/propositions/{idea}" in carole.get("/comite").text
    for name in ("Ines", "Jean"):
        client = as_(app, name)
        assert "/comite/reponses/1" in client.get("/mon-espace").text
        assert post(client, "/comite/reponses/1/confirmer", {}, at="/comite/reponses/1").status_code == 303
    assert stage(app, idea) == "work_group"


def test_contested_it_says_so(app: Flask, site: World, idea: int):
    typed(app, site, idea)
    ines = as_(app, "Ines")
    assert post(ines, "/comite/reponses/1/contester", {"reason": "Non"}, at="/comite/reponses/1").status_code == 422
    assert post(ines, "/comite/reponses/1/contester", {"reason": NO}, at="/comite/reponses/1").status_code == 303
    assert NO in as_(app, "Jean").get("/comite/reponses/1").text
    assert stage(app, idea) == "idea"


def test_it_is_not_there_for_who_was_not(app: Flask, site: World, idea: int):
    typed(app, site, idea)
    site.person("Karim", Role.STEERING)
    for name in ("Alice", "Karim"):
        client = as_(app, name)
        assert client.get("/comite/reponses/1").status_code == 404
        assert post(client, "/comite/reponses/1/confirmer", {}, at="/mon-espace").status_code == 404


@pytest.fixture
def asked(app: Flask, site: World) -> FlaskClient:
    """Three operators; Olga wants Bob to moderate."""
    olga, *_others = [site.person(name, Role.OPERATOR) for name in ("Olga", "Otto", "Odile")]
    site.do(roles.grant, olga, site.person("Bob"), Role.MODERATOR)
    return as_(app, "Otto")


def moderates(app: Flask, person: int) -> bool:
    with app.app_context():
        return db.session.scalar(sa.select(Membership.id).where(
            Membership.person_id == person, Membership.role == Role.MODERATOR,
            Membership.revoked_at.is_(None))) is not None


def test_a_colleague_agrees_on_a_page(app: Flask, site: World, asked: FlaskClient):
    assert "/a-plusieurs/1" in asked.get("/mon-espace").text
    assert "/a-plusieurs/1" in asked.get("/a-plusieurs").text
    assert "/a-plusieurs/1/accord" in asked.get("/a-plusieurs/1").text
    assert "/a-plusieurs/1/accord" not in as_(app, "Olga").get("/a-plusieurs/1").text
    assert post(asked, "/a-plusieurs/1/accord", {}, at="/a-plusieurs/1").status_code == 303
    assert moderates(app, site.people["Bob"])


def test_or_refuses_with_words(app: Flask, site: World, asked: FlaskClient):
    assert post(asked, "/a-plusieurs/1/refus", {"reason": ""}, at="/a-plusieurs/1").status_code == 422
    assert post(asked, "/a-plusieurs/1/refus", {"reason": NO}, at="/a-plusieurs/1").status_code == 303
    assert NO in asked.get("/a-plusieurs/1").text
    assert not moderates(app, site.people["Bob"])


def test_nobody_else_sees_it(app: Flask, site: World, asked: FlaskClient):
    bob = as_(app, "Bob")
    assert bob.get("/a-plusieurs/1").status_code == 404
    assert "/a-plusieurs/1" not in bob.get("/a-plusieurs").text


def test_an_announced_annulment_is_read_on_the_decision_and_taken_back(app: Flask, site: World):
    idea = site.ready_idea(site.person("Alice"))
    ines = site.person("Ines", Role.STEERING)
    site.person("Jean", Role.STEERING)
    number = site.do(decisions.open_gate, ines, idea, site.gate(idea), "Passe-t-elle ?")
    page = post(as_(app, "Ines"), f"/decisions/{number}/annuler", {"reason": REASON})
    assert page.status_code == 303
    assert REASON in app.test_client().get(f"/decisions/{number}").text
    jean = as_(app, "Jean")
    assert "/a-plusieurs/1" in jean.get(f"/decisions/{number}").text
    assert post(jean, "/a-plusieurs/1/refus", {"reason": NO}, at="/a-plusieurs/1").status_code == 303
    assert REASON not in app.test_client().get(f"/decisions/{number}").text
    with app.app_context():
        assert db.session.get_one(Decision, number).state is DecisionState.OPEN
