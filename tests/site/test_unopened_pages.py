"""Before the set-up nothing answers but the set-up, and what was there before it is worth nothing afterwards."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker

from app.core.kinds import Role
from app.extensions import db
from tests.build import World
from tests.conftest import STARTED
from tests.web.test_matrix import first_of

ANSWERS = {"/healthz": 200, "/site.webmanifest": 200, "/langue/<code>": 303, "/installation": 200}


@pytest.fixture(params=["production", "demo", "development"])
def unopened(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    app.config["CORDEE"] = replace(app.config["CORDEE"], mode=request.param)
    return app.test_client()


def test_every_page_leads_to_the_set_up(app: Flask, unopened: FlaskClient) -> None:
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/installation/"):
            continue
        given = {name: "en" if name == "code" else first_of(rule, name) for name in rule.arguments}
        path = str(rule.build(given)[1])
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            with unopened.open(path, method=method) as answer:
                found[f"{method} {rule.rule}"] = (answer.status_code, answer.headers.get("Location"))
    exempt = {f"GET {rule}" for rule in ANSWERS} | {"POST /installation", "GET /demonstration", "POST /demonstration"}
    assert {path: told for path, told in found.items() if path not in exempt and told != (303, "/installation")} == {}
    assert {path: found[f"GET {path}"][0] for path in ANSWERS} == ANSWERS


@pytest.mark.parametrize("path", ["/nowhere", "/connexion/", "/.env", "/static/none.css"])
def test_nor_does_what_is_not_there_answer(unopened: FlaskClient, path: str) -> None:
    assert unopened.get(path).status_code in (303, 308, 404)


def test_nobody_signs_in_before_it(app: Flask, unopened: FlaskClient) -> None:
    """Even with a good token in hand, and under the address of the operator to come."""
    assert unopened.get("/connexion").headers["Location"] == "/installation"
    assert "Set-Cookie" not in unopened.post("/connexion", data={"email": "jeanne@example.org"}).headers


def test_an_operator_named_at_the_terminal_opens_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        world = World(sessionmaker(db.engine, expire_on_commit=False), STARTED)
    assert client.get("/besoins").status_code == 303
    world.person("Olga", Role.OPERATOR)
    assert client.get("/besoins").status_code == 200


def test_once_open_nothing_is_asked_any_more(app: Flask, client: FlaskClient, site: World) -> None:
    from tests.queries_count import statements

    client.get("/besoins")
    with app.app_context():
        engine = db.engine
    with statements(engine) as sent:
        client.get("/mon-espace")
    assert sent == []
