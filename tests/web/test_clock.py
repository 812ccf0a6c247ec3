"""A clock that was ahead and is put right: nobody is signed out, nothing that was sent is refused."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from tests.build import World
from tests.web.signing import sign_in, token

DAY = 86_400


def dated(app: Flask, client: FlaskClient, seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cookie of that browser, as if it had been signed at another moment."""
    with client.session_transaction() as kept:
        content = dict(kept)
    signer = app.session_interface.get_signing_serializer(app)
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time()) + seconds)
        client.set_cookie("cordee", signer.dumps(content))


@pytest.mark.parametrize("ahead", [1, 2 * 3600])
def test_who_signed_in_meanwhile_stays_and_what_they_send_passes(
        app: Flask, client: FlaskClient, site: World, monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    need = site.need(site.person("Alice"))
    sign_in(app, client, "alice@example.org")
    page = client.get(f"/propositions/{need}/commenter")
    dated(app, client, ahead, monkeypatch)
    assert client.get("/mon-espace").status_code == 200
    sent = {"csrf_token": token(page), "stance": "for", "body": "Un avis donné à l’heure juste."}
    assert client.post(f"/propositions/{need}/commenter", data=sent).status_code == 303


def test_a_cookie_is_over_after_its_days(app: Flask, client: FlaskClient, site: World,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    site.person("Alice")
    sign_in(app, client, "alice@example.org")
    dated(app, client, -61 * DAY, monkeypatch)
    assert client.get("/mon-espace").status_code != 200


@pytest.mark.parametrize("kept", ["", "x", "e30.aaaa.bbbb"])
def test_what_we_did_not_sign_is_nobody(client: FlaskClient, site: World, kept: str) -> None:
    client.set_cookie("cordee", kept)
    assert client.get("/besoins").status_code == 200
    assert client.get("/mon-espace").status_code == 303
