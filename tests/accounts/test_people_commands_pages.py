"""`flask people` and `flask jobs`, as an operator types them."""

from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role
from tests.build import World
from tests.web.signing import post


def run(app: Flask, *words: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(words))
    return done.exit_code, done.output


def test_nobody_gets_a_role_before_signing_in(app: Flask, site: World) -> None:
    code, said = run(app, "people", "grant", "alice@example.org", "operator")
    assert code == 1
    assert "sign in once first" in said


def test_a_role_that_is_not_given_is_refused(app: Flask, site: World) -> None:
    assert run(app, "people", "grant", "alice@example.org", "carrier")[0] == 2


def test_the_first_operator(app: Flask, site: World) -> None:
    site.person("Alice")
    assert run(app, "people", "grant", "ALICE@example.org", "operator") == (0, "operator: given\n")
    assert run(app, "people", "grant", "alice@example.org", "operator") == (0, "operator: was there already\n")
    assert "alice@example.org" in run(app, "people", "list-staff")[1]
    assert run(app, "people", "revoke", "alice@example.org", "operator")[0] == 1, "the last one stays"
    site.person("Bob", Role.OPERATOR)
    assert run(app, "people", "revoke", "alice@example.org", "operator") == (0, "operator: taken away\n")
    assert "alice@example.org" not in run(app, "people", "list-staff")[1]


def test_a_sign_in_line_fills_the_code_and_signs_nobody_in_by_itself(app: Flask, client: FlaskClient,
                                                                     site: World) -> None:
    site.person("Alice", Role.STEERING)
    line = run(app, "people", "sign-in-line", "alice@example.org")[1].strip()
    path = line.removeprefix("http://127.0.0.1:8000")
    code = path.rsplit("=", 1)[1]
    assert f'value="{code}"' in client.get(path).text
    assert client.get("/mon-espace").status_code == 303
    assert post(client, "/connexion/code", {"code": code}).headers["Location"] == "/mon-espace"


def test_one_turn_of_the_jobs(app: Flask, site: World) -> None:
    code, said = run(app, "jobs", "once")
    assert code == 0
    assert "post: 0" in said
