"""Flask-Login over the session rows: what opens a session, what ends it, and what a visitor's browser is given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.accounts.models import LoginSession, Person
from app.core.kinds import PersonState
from app.extensions import db
from tests.build import World
from tests.queries_count import statements
from tests.web.signing import ask, fit, last_code, post, sign_in

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


def test_an_erased_account_opens_nothing_even_if_its_row_was_left(
        app: Flask, client: FlaskClient, site: World) -> None:
    """ASVS 7.4.2: erasing deletes the rows of its sessions; this is the wall behind."""
    site.person("Alice")
    sign_in(app, client, ALICE)
    with app.app_context():
        db.session.query(Person).update({"state": PersonState.ERASED, "erased_at": site.now, "email": None,
                                         "email_key": None, "password_hash": None, "place_id": None, "first_name": "",
                                         "last_name": "", "pseudonym": "", "about": ""})
        db.session.commit()
    assert client.get("/mon-espace").headers["Location"].startswith("/connexion")


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


def test_a_visit_of_another_day_renews_the_thirty_days(app: Flask, client: FlaskClient, site: World) -> None:
    """And only that: sixty days after the sign-in it ends in any case (ASVS 7.3.1, 7.3.2)."""
    site.person("Alice")
    sign_in(app, client, ALICE)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with app.app_context():
        row = db.session.query(LoginSession).one()
        row.created_at, row.seen_at = yesterday - timedelta(days=44), yesterday
        row.expires_at = ends = yesterday + timedelta(days=2)
        db.session.commit()
    with client.session_transaction() as cookie:
        cookie["seen"] = yesterday.date().isoformat()
    assert client.get("/mon-espace").status_code == 200
    with app.app_context():
        row = db.session.query(LoginSession).one()
        assert row.seen_at.date() == datetime.now(UTC).date()
        assert ends < row.expires_at == row.created_at + timedelta(days=60)
        row.expires_at = datetime.now(UTC)
        db.session.commit()
    assert client.get("/mon-espace").headers["Location"].startswith("/connexion")


def test_the_cookies_of_a_site_in_https(sqlite_file: Path, tmp_path: Path) -> None:
    """Session, language and known browser alike (ASVS 3.3.1 to 3.3.4, RFC 6265bis)."""
    own = create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{sqlite_file}", jobs=False,
                     base_url="https://participer.example.org", rate_limits=False)
    with own.app_context():
        make = sessionmaker(db.engine, expire_on_commit=False)
    World(make, datetime.now(UTC)).in_service().person("Alice")
    client = fit(own).test_client()
    client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_HOST": "participer.example.org"}
    set_ = [client.get("/langue/en").headers["Set-Cookie"], *ask(client, ALICE).headers.getlist("Set-Cookie"),
            *post(client, "/connexion/code", {"code": last_code(own, ALICE)}).headers.getlist("Set-Cookie")]
    with own.app_context():
        db.session.remove()
        db.engine.dispose()
    assert {told.split("=")[0] for told in set_} >= {"__Host-cordee", "__Secure-cordee-device", "lang"}
    for told in set_:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(told.split("; ")), told
        assert "Domain=" not in told


@pytest.mark.parametrize(("address", "says"), [
    ("https://participer.example.org", "max-age=31536000; includeSubDomains"), ("http://127.0.0.1:8000", None)])
def test_a_site_in_https_says_so_for_a_year(app: Flask, client: FlaskClient, site: World, address: str,
                                            says: str | None) -> None:
    """HSTS (RFC 6797): on pages, files, redirects and errors alike."""
    app.config["CORDEE"] = replace(app.config["CORDEE"], base_url=address)
    for path in ("/", "/site.webmanifest", "/mon-espace", "/nowhere", "/healthz"):
        assert client.get(path).headers.get("Strict-Transport-Security") == says
