"""Each error page says what happened and what to do next, in both languages."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.core.database import existing
from app.core.permissions import Action
from app.core.web.doors import guard
from app.core.web.errors import PAGES
from app.extensions import db
from tests.web.town import town


def _locked() -> str:
    with db.engine.connect() as one, db.engine.connect() as other:
        one.exec_driver_sql("DELETE FROM theme")
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        return str(other.exec_driver_sql("DELETE FROM theme"))


def _full() -> str:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # no less than there are: none may be added
        return str(connection.exec_driver_sql("CREATE TABLE big AS SELECT zeroblob(9999999)"))


def _wrong() -> str:
    return str(db.session.execute(sa.text("SELECT no_such_column FROM person WHERE email = :email"),
                                  {"email": "alice@example.org"}))


AS_IT_IS: dict[int, Callable[[], str]] = {500: _wrong, 503: _locked, 507: _full}


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
        return AS_IT_IS[code]() if code in AS_IT_IS else abort(code)

    @guard(Action.SITE_READ)
    def missing(how: str) -> str:
        if how == "named":
            return str(existing(db.session(), Person, 987_654))
        return str(db.session.execute(sa.select(Person).where(Person.id == 987_654)).scalar_one())

    house.config["PROPAGATE_EXCEPTIONS"] = False
    house.add_url_rule("/broken/<int:code>", "broken", fail)
    house.add_url_rule("/missing/<how>", "missing", missing)
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


def test_a_fault_of_ours_is_logged_with_its_traceback_and_without_what_people_wrote(
        broken: FlaskClient, caplog: pytest.LogCaptureFixture):
    """A missing column said "very busy", and nothing of it was in the log."""
    with caplog.at_level(logging.WARNING):
        assert broken.get("/broken/500").status_code == 500
    assert "no such column" in caplog.text
    assert "Traceback" in caplog.text
    assert "alice@example.org" not in caplog.text


def test_a_busy_database_is_one_line_of_the_log(broken: FlaskClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        broken.get("/broken/503")
    assert "locked" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_full_disk_is_logged_and_is_not_called_busy(broken: FlaskClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        answer = broken.get("/broken/507")
    assert "disque du serveur est plein" in answer.text
    assert "Retry-After" not in answer.headers
    assert "disk is full" in caplog.text


def test_a_missing_row_is_a_page_not_found_where_a_loader_says_so_alone(
        broken: FlaskClient, caplog: pytest.LogCaptureFixture):
    assert broken.get("/missing/named").status_code == 404
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
    assert broken.get("/missing/elsewhere").status_code == 500
    assert "NoResultFound" in caplog.text
