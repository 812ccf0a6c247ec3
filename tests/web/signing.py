"""Signing in as a person does: an address, the code of the mail, and for a first time a name."""

import re
from typing import Any
from uuid import uuid4

from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app.extensions import db
from app.notifications.models import Mail

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEY = re.compile(r'name="act_key"[^>]*value="([^"]+)"')

COMPILED = FileSystemBytecodeCache()  # each template is compiled once, not once for each application of a run


class Browser(FlaskClient):
    """A form of ours is never sent without its key: where a test does not say which, it is a page just opened."""

    def open(self, *args: Any, **given: Any) -> TestResponse:
        sent = given.get("data")
        if isinstance(sent, dict) and "csrf_token" in sent and "act_key" not in sent:
            given["data"] = {**sent, "act_key": uuid4().hex}
        return super().open(*args, **given)


def fit(app: Flask) -> Flask:
    """For tests: clients that send keys; and a view that is `keyed` ends where it said that it would."""
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = COMPILED
    app.after_request(_ends_where_it_said)
    return app


def _ends_where_it_said(answer: Response) -> Response:
    sending = g.get("sending")
    if sending is not None and sending.written and answer.status_code == 303:
        assert answer.headers["Location"] == sending.location
    return answer


def key_of(page: TestResponse | str) -> str:
    """The key of a page with a form."""
    found = KEY.search(page if isinstance(page, str) else page.text)
    assert found, "no form on this page"
    return found.group(1)


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
