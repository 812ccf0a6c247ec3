"""Passkeys on pages: made on « Sécurité », shown after the code by mail, refused with a reason and a way out."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import LoginSession, Passkey
from app.extensions import db
from tests.authenticator import Authenticator
from tests.build import World
from tests.conftest import STARTED
from tests.web.signing import post, sign_in, token

HOME, SAFETY = "/mon-espace", "/mon-espace/securite"
ADD, ASK, USE = f"{SAFETY}/cles/ajouter", "/connexion/second-facteur/cle/defi", "/connexion/second-facteur/cle"
CHALLENGE = "/connexion/second-facteur"
FRENCH = {"Accept-Language": "fr"}
ALICE = "alice@example.org"


@pytest.fixture
def here(app: Flask, site: World) -> Flask:
    """Under a name, over https; Alice has an account."""
    app.config["CORDEE"] = replace(app.config["CORDEE"], base_url="https://cordee.example")
    site.person("Alice")
    return app


@pytest.fixture
def alice(here: Flask) -> FlaskClient:
    return signed_in(here)


def signed_in(app: Flask, email: str = ALICE) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, email)
    return client


def asked(client: FlaskClient, act: str, page: str) -> dict[str, Any]:
    answer = client.post(ASK, data={"csrf_token": token(client.get(page)), "act": act})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told: dict[str, Any] = answer.json
    return told


def add(client: FlaskClient, device: Authenticator, name: str = "Téléphone") -> TestResponse:
    answer = device.create(asked(client, "create", ADD))
    return post(client, ADD, {"name": name, "answer": answer})


def use(client: FlaskClient, device: Authenticator) -> TestResponse:
    device.count += 1
    return post(client, USE, {"answer": device.get(asked(client, "get", CHALLENGE))}, at=CHALLENGE)


def test_what_a_browser_is_asked_to_make(alice: FlaskClient) -> None:
    options = asked(alice, "create", ADD)
    assert options["rp"]["id"] == "cordee.example"
    assert (options["user"]["name"], options["excludeCredentials"]) == (ALICE, [])
    add(alice, device := Authenticator())
    assert [one["id"] for one in asked(alice, "create", ADD)["excludeCredentials"]] == [
        one["id"] for one in asked(alice, "get", CHALLENGE)["allowCredentials"]] != []
    assert device.id


def test_it_is_made_then_asked_for_after_the_code(here: Flask, alice: FlaskClient) -> None:
    device = Authenticator()
    made = add(alice, device)
    assert (made.status_code, made.location) == (303, f"{SAFETY}/codes-de-secours")
    page = alice.get(SAFETY, headers=FRENCH)
    assert "Téléphone" in page.text
    assert "pas encore utilisée" in page.text
    other = here.test_client()
    entering = sign_in(here, other, ALICE)
    assert (entering.location, other.get(HOME).status_code) == (CHALLENGE, 303)
    assert use(other, device).status_code == 303
    assert other.get(HOME).status_code == 200


def test_an_answer_is_good_once(here: Flask, alice: FlaskClient) -> None:
    device = Authenticator()
    add(alice, device)
    device.count = 1
    other = signed_in(here)
    answer = device.get(asked(other, "get", CHALLENGE))
    form = {"answer": answer, "csrf_token": token(other.get(CHALLENGE))}
    third = signed_in(here)
    assert other.post(USE, data=form).status_code == 303
    again = third.post(USE, data={"answer": answer, "csrf_token": token(third.get(CHALLENGE))}, headers=FRENCH)
    assert again.status_code == 422
    assert "a déjà servi" in again.text
    assert third.get(HOME).status_code == 303


@pytest.mark.parametrize(("changed", "words"), [
    ({"origin": "https://cordee.exemple"}, "pour un autre site"), ({"id": b"another"}, "n’est pas de votre compte"),
    ({"count": -1}, "son compteur est revenu en arrière"), ({"flags": 0}, "n’a pas pu être vérifiée")])
def test_a_refusal_says_why(here: Flask, alice: FlaskClient, changed: dict[str, Any], words: str) -> None:
    device = Authenticator(count=5)
    add(alice, device)
    other = signed_in(here)
    refused = use(other, replace(device, **changed))
    assert refused.status_code == 422
    assert words in refused.text
    assert other.get(HOME).status_code == 303


def test_without_the_script_the_page_says_what_is_needed(here: Flask, alice: FlaskClient) -> None:
    nothing = post(alice, ADD, {"name": "Téléphone", "answer": ""})
    assert nothing.status_code == 422
    add(alice, Authenticator())
    other = signed_in(here)
    page = other.post(USE, data={"csrf_token": token(other.get(CHALLENGE)), "answer": ""}, headers=FRENCH)
    assert page.status_code == 422
    assert "JavaScript y soit permis" in page.text


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://cordee.example", "https://192.0.2.7"])
def test_without_a_name_and_https_the_page_says_so(app: Flask, site: World, base_url: str) -> None:
    app.config["CORDEE"] = replace(app.config["CORDEE"], base_url=base_url)
    site.person("Alice")
    client = signed_in(app)
    for page in (SAFETY, ADD):
        assert "une adresse en https://" in client.get(page, headers=FRENCH).text
    assert ADD not in client.get(SAFETY).text
    refused = post(client, ADD, {"name": "x", "answer": "{}"}, at="/mon-espace/reglages")
    assert refused.status_code == 422
    assert client.post(ASK, data={"csrf_token": token(client.get("/mon-espace/reglages")), "act": "create"}
                       ).status_code == 403


def test_nobody_is_asked_for_anything_before_their_code(here: Flask) -> None:
    client = here.test_client()
    sent = {"csrf_token": token(client.get("/connexion"))}
    for act in ("create", "get", ""):
        refused = client.post(ASK, data={**sent, "act": act})
        assert (refused.status_code, refused.json) == (403, {})
    assert client.post(USE, data={**sent, "answer": "{}"}).location == CHALLENGE


def test_half_way_in_no_passkey_is_made(here: Flask, alice: FlaskClient) -> None:
    """Who has the mailbox alone does not give themselves a second factor."""
    add(alice, Authenticator())
    other = signed_in(here)
    sent = {"csrf_token": token(other.get(CHALLENGE))}
    assert other.post(ASK, data={**sent, "act": "create"}).status_code == 403
    assert other.post(ADD, data={**sent, "name": "x", "answer": "{}"}).location == "/connexion"
    with here.app_context():
        assert db.session.query(Passkey).count() == 1
        db.session.remove()


def test_what_was_not_drawn_here_opens_nothing(here: Flask, alice: FlaskClient) -> None:
    device = Authenticator()
    add(alice, device)
    other = signed_in(here)
    device.count = 1
    with here.app_context():
        db.session.query(LoginSession).update({"challenge": None})
        db.session.commit()
        db.session.remove()
    refused = other.post(USE, data={"csrf_token": token(other.get(CHALLENGE)),
                                    "answer": device.get({"challenge": "A" * 43})}, headers=FRENCH)
    assert "cinq minutes" in refused.text


def test_before_one_is_added_or_removed_it_is_shown_again(here: Flask, alice: FlaskClient) -> None:
    device = Authenticator()
    add(alice, device)
    with here.app_context():
        db.session.query(LoginSession).update({"strong_at": STARTED - timedelta(minutes=16)})
        number = db.session.query(Passkey.id).scalar()
        db.session.commit()
        db.session.remove()
    for path in (ADD, f"{SAFETY}/cles/{number}/retirer"):
        assert alice.get(path).location == f"{CHALLENGE}?suite={path}"
    assert alice.post(ADD, data={"csrf_token": token(alice.get(SAFETY)), "name": "x", "answer": "{}"}
                      ).location == CHALLENGE
    alice.get(f"{CHALLENGE}?suite={ADD}")
    assert use(alice, device).status_code == 303
    assert alice.get(ADD).status_code == 200


def test_it_is_renamed_and_removed(here: Flask, alice: FlaskClient) -> None:
    add(alice, Authenticator(), "Vieux téléphone")
    with here.app_context():
        number = db.session.query(Passkey.id).scalar()
        db.session.remove()
    refused = post(alice, f"{SAFETY}/cles/{number}/renommer", {"name": ""})
    assert refused.status_code == 422
    assert post(alice, f"{SAFETY}/cles/{number}/renommer", {"name": "Clé <b>du</b> bureau"}).location == SAFETY
    assert "Clé &lt;b&gt;du&lt;/b&gt; bureau" in alice.get(SAFETY).text
    assert post(alice, f"{SAFETY}/cles/{number}/retirer").location == SAFETY
    assert "bureau" not in re.sub(r'id="news".*?</div>', "", alice.get(SAFETY).text, flags=re.S)
    assert signed_in(here).get(HOME).status_code == 200


def test_a_strangers_passkey_is_not_there(here: Flask, site: World, alice: FlaskClient) -> None:
    add(alice, Authenticator())
    site.person("Bob")
    bob = signed_in(here, "bob@example.org")
    with here.app_context():
        number = db.session.query(Passkey.id).scalar()
        db.session.remove()
    for act in ("renommer", "retirer"):
        assert bob.get(f"{SAFETY}/cles/{number}/{act}").status_code == 404
        sent = {"csrf_token": token(bob.get("/mon-espace/reglages")), "name": "x"}
        assert bob.post(f"{SAFETY}/cles/{number}/{act}", data=sent).status_code == 404


def test_sent_twice_it_is_one(here: Flask, alice: FlaskClient) -> None:
    answer = Authenticator().create(asked(alice, "create", ADD))
    page = alice.get(ADD)
    sent = {"csrf_token": token(page), "act_key": re.search(r'act_key" value="(\w+)"', page.text)[1],
            "name": "Téléphone", "answer": answer}
    assert [alice.post(ADD, data=sent).location for _ in range(2)] == 2 * [f"{SAFETY}/codes-de-secours"]
    with here.app_context():
        assert db.session.query(Passkey).count() == 1
        db.session.remove()
