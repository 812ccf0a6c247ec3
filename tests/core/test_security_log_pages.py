"""What happens at the doors is one line of the log each, with ids and codes alone (ASVS 16.3.1 to 16.3.3)."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from app.core import logs
from app.core.web import requests
from tests.build import World
from tests.web.signing import ask, post, sign_in, token

ALICE = "alice@example.org"


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Whatever another application of this process did to the parent logger."""
    requests.LOG.addHandler(caplog.handler)
    requests.LOG.setLevel(logging.INFO)
    yield caplog
    requests.LOG.removeHandler(caplog.handler)
    requests.LOG.setLevel(logging.NOTSET)
    for record in caplog.records:
        assert "@" not in record.getMessage()
        assert len(record.getMessage().splitlines()) == 1


def last(said: pytest.LogCaptureFixture) -> str:
    return [record.getMessage() for record in said.records if record.name == "cordee.security"][-1]


def test_what_opens_nothing(app: Flask, client: FlaskClient, site: World, said: pytest.LogCaptureFixture) -> None:
    site.person("Alice")
    ask(client, ALICE)
    post(client, "/connexion/code", {"code": "000000"})
    assert last(said) == "authn_login_fail route=/connexion/code reason=code_is_wrong"
    post(client, "/connexion/mot-de-passe", {"email": ALICE, "password": "quatre mots sans rapport"})
    assert last(said) == "authn_login_fail route=/connexion/mot-de-passe reason=wrong_password"
    post(client, "/connexion/lien/none-of-ours")
    assert last(said) == "authn_login_fail route=/connexion/lien/<token> reason=link_is_over"


def test_who_comes_in_and_leaves(app: Flask, client: FlaskClient, site: World, said: pytest.LogCaptureFixture) -> None:
    alice = site.person("Alice")
    sign_in(app, client, ALICE)
    assert last(said) == f"authn_login_success route=/connexion/code person={alice} session=1"
    post(client, "/deconnexion", at="/mon-espace")
    assert last(said) == f"session_ended route=/deconnexion person={alice} session=1"


def test_what_is_refused_at_a_door(app: Flask, client: FlaskClient, site: World,
                                   said: pytest.LogCaptureFixture) -> None:
    alice = site.person("Alice")
    sign_in(app, client, ALICE)
    client.get("/moderation")
    assert last(said) == f"authz_fail route=/moderation person={alice} reason=not_your_role action=case:read"
    client.post("/mon-espace/reglages", data={})
    assert last(said) == "input_refused route=/mon-espace/reglages reason=token"
    sent = {"csrf_token": token(client.get("/mon-espace/reglages"))}
    client.post("/mon-espace/reglages", data=sent, headers={"Origin": "https://evil.example"})
    assert "input_refused route=/mon-espace/reglages" in last(said)
    assert last(said).endswith("reason=another_site")


def test_a_limit_that_was_met(app: Flask, said: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/connexion", method="POST"):
        app.handle_user_exception(TooManyRequests())
    assert last(said) == "excess_rate_limit_exceeded route=/connexion"


def test_a_value_cannot_begin_a_line_nor_a_field(app: Flask, said: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/"):
        requests.note("authz_fail", reason="x\nauthn_login_success person=1")
    assert last(said) == "authz_fail route=/ reason=x_authn_login_success_person_1"


def test_the_clock_of_the_log_is_utc() -> None:
    record = logging.makeLogRecord({"msg": "x", "created": datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp()})
    assert re.match(r"2026-06-01T12:00:00\.\d{3}Z ", logs.LAYOUT.format(record))
