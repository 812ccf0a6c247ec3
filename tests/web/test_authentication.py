"""Flask-Login over the session rows: what opens a session, what ends it, and what a visitor's browser is given."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie

from app.extensions import db
from app.models.people import LoginSession
from tests.build import World
from tests.queries_count import statements
from tests.web.signing import ask, last_code, post, sign_in

ALICE = "alice@example.org"


def digests(app: Flask) -> list[str]:
    with app.app_context():
        found = [row.digest for row in db.session.query(LoginSession).order_by(LoginSession.id)]
        db.session.remove()
    return found


@pytest.mark.parametrize("path", ["/", "/besoins", "/regles", "/aide", "/healthz"])
def test_a_visitor_is_given_no_cookie(client: FlaskClient, site: World, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_who_is_there_is_asked_once_and_of_a_cookie_with_a_token_alone(
        app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    with app.app_context():
        engine = db.engine
    with statements(engine) as sent:
        client.get("/aide")
    assert not any("login_session" in statement for statement in sent)
    sign_in(app, client, ALICE)
    with statements(engine) as sent:
        client.get("/aide")
    assert sum("login_session" in statement for statement in sent) == 1


def test_a_cookie_of_before_is_worth_nothing_after_the_sign_in(app: Flask, client: FlaskClient, site: World) -> None:
    """Session fixation (OWASP ASVS 7.2.4): nothing that was planted in a browser stays there once it is signed in."""
    site.person("Alice")
    ask(client, ALICE)
    with client.session_transaction() as cookie:
        cookie["planted"], before = "here", cookie["csrf_token"]
    post(client, "/connexion/code", {"code": last_code(app, ALICE)})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before


def test_each_sign_in_draws_a_token_of_its_own(app: Flask, site: World) -> None:
    site.person("Alice")
    first, second = app.test_client(), app.test_client()
    tokens = []
    for browser in (first, second):
        sign_in(app, browser, ALICE)
        with browser.session_transaction() as cookie:
            tokens.append(cookie["_user_id"])
    assert tokens[0] != tokens[1]
    assert len(set(digests(app))) == 2


def test_a_closed_row_ends_the_session_at_once(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    with app.app_context():
        db.session.query(LoginSession).update({"revoked_at": site.now})
        db.session.commit()
    assert client.get("/mon-espace").status_code == 303


def test_another_network_does_not_sign_out(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    client.environ_base |= {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "another one"}
    assert client.get("/mon-espace").status_code == 200


def test_nothing_of_the_network_is_in_the_cookie(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    with client.session_transaction() as cookie:
        assert "_id" not in cookie


def test_a_remember_cookie_opens_nothing(app: Flask, client: FlaskClient, site: World) -> None:
    """Even one signed with the site's own key, around a token that is good."""
    site.person("Alice")
    sign_in(app, client, ALICE)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    other = app.test_client()
    with app.app_context():
        other.set_cookie("remember_token", encode_cookie(token))
    answer = other.get("/mon-espace")
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_a_person_number_is_not_a_token(app: Flask, client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(alice)
    assert client.get("/mon-espace").status_code == 303


@pytest.mark.parametrize(("address", "says"), [
    ("https://participer.example.org", "max-age=31536000; includeSubDomains"), ("http://127.0.0.1:8000", None)])
def test_a_site_in_https_says_so_for_a_year(app: Flask, client: FlaskClient, site: World, address: str,
                                            says: str | None) -> None:
    """HSTS (RFC 6797): on pages, files, redirects and errors alike."""
    app.config["CORDEE"] = replace(app.config["CORDEE"], base_url=address)
    for path in ("/", "/site.webmanifest", "/mon-espace", "/nowhere", "/healthz"):
        assert client.get(path).headers.get("Strict-Transport-Security") == says
