"""A demonstration keeps to its machine, or behind a passphrase, and says what it is on every page."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker

from app.core.kinds import Role
from app.extensions import db
from tests.build import World
from tests.conftest import STARTED
from tests.web.signing import post, sign_in

PHRASE = "ABCD-EFGH-2345"
MAILS = "/courriels-de-demonstration"
BANNER = "tout y est inventé"


@pytest.fixture
def demo(app: Flask) -> World:
    """As `serve --demo` leaves it: people of its own, no set-up."""
    with app.app_context():
        world = World(sessionmaker(db.engine, expire_on_commit=False), STARTED)
    world.person("Olga", Role.OPERATOR)
    _become(app, mode="demo")
    return world


def _become(app: Flask, **told: str) -> None:
    app.config["CORDEE"] = replace(app.config["CORDEE"], **told)


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.7", "2001:db8::1", "", "not an address"])
def test_it_answers_nobody_elsewhere(client: FlaskClient, demo: World, address: str) -> None:
    answer = client.get(MAILS, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 403
    assert "--demo-open" in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_it_answers_its_own_machine(client: FlaskClient, demo: World, address: str) -> None:
    assert client.get(MAILS, environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("header", [
    {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "::1"}, {"Via": "1.1 x"},
    {"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}])
def test_nor_anybody_through_a_proxy_or_under_another_name(client: FlaskClient, demo: World, header: dict) -> None:
    assert client.get(MAILS, headers=header).status_code == 403


@pytest.mark.parametrize("mode", ["demo", "development"])
def test_every_mode_that_shows_mails_has_the_wall(app: Flask, client: FlaskClient, demo: World, mode: str) -> None:
    _become(app, mode=mode)
    assert client.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403


def test_a_real_site_has_no_wall_and_no_such_page(app: Flask, client: FlaskClient, site: World) -> None:
    _become(app, mode="production", demo_passphrase=PHRASE)
    page = client.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert page.status_code == 200
    assert BANNER not in page.text
    assert client.get("/demonstration").status_code == 404


@pytest.mark.parametrize("path", ["/", MAILS, "/connexion", "/mon-espace", "/nowhere", "/besoins?q=x"])
def test_an_open_one_asks_for_its_passphrase_first(app: Flask, client: FlaskClient, demo: World, path: str) -> None:
    _become(app, demo_passphrase=PHRASE)
    answer = client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.headers["Location"].startswith("/demonstration")


def test_a_wrong_passphrase_opens_nothing(app: Flask, client: FlaskClient, demo: World) -> None:
    _become(app, demo_passphrase=PHRASE)
    for typed in ("", "ABCD-EFGH-2346", "é", "x" * 200):
        assert post(client, "/demonstration", {"passphrase": typed}).status_code == 422
    assert client.get("/").status_code == 303


def test_the_right_one_opens_it_for_this_browser_whoever_signs_in(app: Flask, client: FlaskClient, demo: World) -> None:
    _become(app, demo_passphrase=PHRASE)
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    answer = post(client, "/demonstration?suite=/besoins", {"passphrase": "abcd efgh 2345"})
    assert answer.headers["Location"] == "/besoins"
    assert BANNER in client.get("/besoins").text
    sign_in(app, client, "olga@example.org")
    assert client.get("/mon-espace").status_code == 200
    post(client, "/deconnexion", at="/mon-espace")
    assert client.get("/besoins").status_code == 200
    _become(app, demo_passphrase="another-phrase-2345")
    assert client.get("/besoins").status_code == 303


@pytest.mark.parametrize("path", ["/", "/besoins", "/connexion", MAILS, "/nowhere"])
def test_every_page_says_what_it_is(client: FlaskClient, demo: World, path: str) -> None:
    assert BANNER in client.get(path, headers={"Accept-Language": "fr"}).text
