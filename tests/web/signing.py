"""Signing in as a person does: an address, the code of the mail, and for a first time a name."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.delivery import Mail

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token(page: TestResponse | str) -> str:
    """The CSRF token of a page with a form."""
    found = TOKEN.search(page if isinstance(page, str) else page.text)
    assert found, "no form on this page"
    return found.group(1)


def post(client: FlaskClient, path: str, fields: dict[str, str] | None = None, at: str | None = None) -> TestResponse:
    """Send a form with the token of the page it is on (`at`, else the same address)."""
    return client.post(path, data={"csrf_token": token(client.get(at or path)), **(fields or {})})


def last_code(app: Flask, email: str) -> str:
    """What the newest mail to that address would say."""
    with app.app_context():
        row = db.session.query(Mail).filter_by(to_address=email).order_by(Mail.id.desc()).first()
        assert row is not None, "no mail"
        code = str(row.params["code"])
        db.session.remove()
    return code


def ask(client: FlaskClient, email: str) -> TestResponse:
    return post(client, "/connexion", {"email": email})


def sign_in(app: Flask, client: FlaskClient, email: str) -> TestResponse:
    """As somebody who has an account already."""
    ask(client, email)
    return post(client, "/connexion/code", {"code": last_code(app, email)})


WHO = {"first_name": "Alice", "last_name": "Martin", "name_choice": "first_initial", "adult": "y", "agreed": "y"}


def sign_up(app: Flask, client: FlaskClient, email: str, **who: str) -> TestResponse:
    sign_in(app, client, email)
    return post(client, "/connexion/bienvenue", WHO | who)
