"""The door: what the pages say when codes are spent, the cookie of a known browser, and how often one may try."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.accounts.models import KnownBrowser
from app.accounts.service import roles
from app.core import limits
from app.extensions import db, limiter
from app.notifications.models import Mail
from tests.build import World
from tests.conftest import STARTED
from tests.queries_count import statements
from tests.web.signing import WHO, ask, last_code, post, sign_in, token

ALICE, NOBODY = "alice@example.org", "nobody@example.org"
FRENCH = {"Accept-Language": "fr"}
LONG = "quatre mots sans rapport"
COOKIE = "cordee-device"
DRAWN = re.compile(r'type="hidden"[^>]*value="[^"@]+"')  # tokens and keys, drawn anew for each form


def spend(app: Flask, email: str) -> None:
    for _ in range(limits.CODES_OF_STRANGERS):
        ask(app.test_client(), email)


def code_page(client: FlaskClient, email: str) -> str:
    ask(client, email)
    return DRAWN.sub("", client.get("/connexion/code", headers=FRENCH).text).replace(email, "X")


def link_of(app: Flask, email: str) -> str:
    with app.app_context():
        row = db.session.query(Mail).filter_by(to_address=email, kind="link").one()
        path = str(row.params["path"])
        db.session.remove()
    return path


def test_when_codes_are_spent_the_page_says_that_none_goes(app: Flask, site: World) -> None:
    """The same words, for who has an account and for who has none."""
    site.person("Alice")
    said = {}
    for email in (ALICE, NOBODY):
        spend(app, email)
        said[email] = [code_page(app.test_client(), email) for _ in range(2)]
    assert said[ALICE][0] == said[NOBODY][0]
    assert "aucun code ne part plus" in said[ALICE][0]
    assert "Aucun courriel n’est parti" in said[ALICE][1]
    assert "Aucun courriel n’est parti" in said[NOBODY][1]


def test_the_same_statements_are_sent_for_who_has_no_account(app: Flask, site: World) -> None:
    """No time tells one from the other: with codes left, with a link, and when nothing goes."""
    site.person("Alice")
    with app.app_context():
        engine = db.engine
    sent = {}
    for email in (ALICE, NOBODY):
        for _ in range(limits.CODES_OF_STRANGERS + 2):
            client = app.test_client()
            fields = {"csrf_token": token(client.get("/connexion")), "email": email}
            with statements(engine) as seen:
                client.post("/connexion", data=fields)
            sent.setdefault(email, []).append(seen)
    assert sent[ALICE] == sent[NOBODY]


def test_the_link_that_goes_instead_opens_the_door(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    spend(app, ALICE)
    ask(client, ALICE)
    elsewhere = app.test_client()
    assert post(elsewhere, link_of(app, ALICE)).headers["Location"] == "/mon-espace"


def test_it_welcomes_a_first_time_too(app: Flask, client: FlaskClient, site: World) -> None:
    spend(app, NOBODY)
    ask(client, NOBODY)
    assert post(client, link_of(app, NOBODY)).headers["Location"] == "/connexion/bienvenue"
    assert post(client, "/connexion/bienvenue", WHO).headers["Location"] == "/mon-espace"


def test_a_code_pasted_with_its_sentence_is_read(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    ask(client, ALICE)
    code = last_code(app, ALICE)
    pasted = f"Voici le code demandé :\n\n    {code[:3]} {code[3:]}\n\nIl est valable 15 minutes."
    assert post(client, "/connexion/code", {"code": pasted}).status_code == 303


def test_a_code_is_typed_where_it_was_asked_for(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    ask(client, ALICE)
    code, other = last_code(app, ALICE), app.test_client()
    ask(other, ALICE)
    if code != last_code(app, ALICE):
        assert post(other, "/connexion/code", {"code": code}).status_code == 422
    assert post(client, "/connexion/code", {"code": code}).status_code == 303


def test_the_cookie_comes_with_a_sign_in_alone(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    ask(client, ALICE)
    post(client, "/connexion/code", {"code": "000000"})
    post(client, "/connexion/mot-de-passe", {"email": ALICE, "password": "faux mot de passe"})
    assert client.get_cookie(COOKIE, path="/connexion") is None
    answer = post(client, "/connexion/code", {"code": last_code(app, ALICE)})
    told = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    for words in ("HttpOnly", "SameSite=Lax", "Path=/connexion", f"Max-Age={limits.BROWSER_DAYS * 86_400}"):
        assert words in told
    with app.app_context():
        assert db.session.query(KnownBrowser.digest).scalar() not in told
        db.session.remove()


def test_it_opens_nothing_by_itself(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    other = app.test_client()
    other.set_cookie(COOKIE, client.get_cookie(COOKIE, path="/connexion").value, path="/connexion")
    assert other.get("/mon-espace").status_code == 303
    assert other.get("/connexion").status_code == 200


def test_a_known_browser_gets_its_code_whatever_strangers_did(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    post(client, "/deconnexion", at="/mon-espace")
    spend(app, ALICE)
    ask(app.test_client(), ALICE)
    assert sign_in(app, client, ALICE).headers["Location"] == "/mon-espace"


def test_one_may_sign_out_and_have_the_browser_forgotten(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert "oublier ce navigateur" in client.get("/mon-espace/connexions", headers=FRENCH).text
    post(client, "/deconnexion", {"oublier": "1"}, at="/mon-espace")
    assert client.get_cookie(COOKIE, path="/connexion") is None
    with app.app_context():
        assert db.session.query(KnownBrowser).count() == 0
        db.session.remove()


@pytest.fixture
def limited(tmp_path: Path, sqlite_file: Path) -> Iterator[Flask]:
    """An application that counts; the limiter is of the process."""
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{sqlite_file}", jobs=False)
    with app.app_context():
        world = World(sessionmaker(db.engine, expire_on_commit=False), STARTED).in_service()
    world.do(roles.set_password, world.person("Alice"), LONG, "", 0)
    yield app
    limiter.enabled = False
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def pressed(client: FlaskClient, path: str, times: int, fields: dict[str, str], at: str = "") -> list[int]:
    told = {"csrf_token": token(client.get(at or path)), **fields}
    return [client.post(path, data=told).status_code for _ in range(times)]


def test_a_network_asks_for_sixty_codes_in_a_quarter_of_an_hour(limited: Flask) -> None:
    said = pressed(limited.test_client(), "/connexion", 61, {"email": "not an address"})
    assert said == [422] * 60 + [429]


def test_a_network_tries_sixty_codes_in_a_quarter_of_an_hour(limited: Flask) -> None:
    client = limited.test_client()
    ask(client, ALICE)
    said = pressed(client, "/connexion/code", 61, {"code": "1"})
    assert said == [422] * 60 + [429]


def test_strangers_tries_on_a_password_do_not_stop_a_known_browser(limited: Flask) -> None:
    mine, stranger = limited.test_client(), limited.test_client()
    sign_in(limited, mine, ALICE)
    post(mine, "/deconnexion", at="/mon-espace")
    wrong = {"email": "Alice+x@example.org", "password": "faux mot de passe"}
    assert pressed(stranger, "/connexion/mot-de-passe", 11, wrong)[-1] == 429
    assert pressed(limited.test_client(), "/connexion/mot-de-passe", 1, wrong | {"email": ALICE}) == [429]
    assert pressed(mine, "/connexion/mot-de-passe", 1, {"email": ALICE, "password": LONG}) == [303]
