"""Each error page says what happened and what to do next, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.rules.permissions import Action
from app.web.doors import guard
from app.web.errors.words import PAGES
from tests.web.town import town


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One of its own: a page is added to it."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("errors")):
        yield made.app


@pytest.fixture(scope="module")
def broken(house: Flask) -> FlaskClient:
    """An application with a page for every error."""

    @guard(Action.SITE_READ)
    def fail(code: int) -> str:
        if code == 503:
            raise OperationalError("select", {}, Exception("database is locked"))
        return abort(code) if code != 500 else str(1 // 0)

    house.config["PROPAGATE_EXCEPTIONS"] = False
    house.add_url_rule("/broken/<int:code>", "broken", fail)
    return house.test_client()


@pytest.mark.parametrize("code", sorted(PAGES))
@pytest.mark.parametrize(("lang", "back"), [("fr", "Retour à l’accueil"), ("en", "Back to the home page")])
def test_the_page(broken: FlaskClient, code: int, lang: str, back: str):
    answer = broken.get(f"/broken/{code}", headers={"Accept-Language": lang})
    assert answer.status_code == code
    assert back in answer.text
    assert "Traceback" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_a_busy_database_says_when_to_come_back(broken: FlaskClient):
    assert broken.get("/broken/503").headers["Retry-After"] == "10"


def test_an_error_is_never_kept_by_a_cache(broken: FlaskClient):
    assert broken.get("/broken/404").headers["Cache-Control"] == "no-store"
