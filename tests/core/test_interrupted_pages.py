"""A database that is locked, away, or cut in the middle of an act: the page says so, and what was typed is on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.core import database, unit_of_work
from app.discussion.models import Comment
from app.extensions import db
from tests.cut_line import cut_line
from tests.web.both_engines import settled
from tests.web.forms_of import Shown, forms_of
from tests.web.signing import fit, token
from tests.web.town import Town

WORDS = "Un avis posé, écrit sur le quai de la gare."


@pytest.fixture(params=["sqlite", "postgresql"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    yield from settled(request, request.param, tmp_path)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unit_of_work, database):
        monkeypatch.setattr(module, "PATIENCE", 0.2)


def filled(town: Town) -> tuple[Shown, dict[str, str]]:
    """The form under a need, with an answer in it: Bob's."""
    need = town.world.need(town.world.person("Alice"))
    town.world.person("Bob")
    page = town.enter("Bob").get(f"/propositions/{need}/commenter").text
    form = next(form for form in forms_of(page) if "body" in form.names)
    form.action = form.action or f"/propositions/{need}/commenter"
    return form, dict(form.values) | {"body": WORDS, "stance": "for"}


def written(town: Town, words: str = WORDS) -> int:
    with town.app.app_context():
        n: int = db.session.scalar(sa.select(sa.func.count()).select_from(Comment).where(Comment.body == words))
        db.session.remove()
    return n


def sent_again(town: Town, page: str) -> int:
    form = next(form for form in forms_of(page) if "body" in form.names)
    return town.enter("Bob").post(form.action, data=dict(form.values)).status_code


@pytest.mark.usefixtures("hurried")
def test_a_lock_held_by_a_stranger_loses_nothing_typed(there: Town) -> None:
    form, typed = filled(there)
    with there.world.engine.connect() as stranger:
        raw = stranger.connection.driver_connection
        raw.execute("BEGIN IMMEDIATE" if there.world.engine.dialect.name == "sqlite" else "LOCK TABLE comment")
        answer = there.enter("Bob").post(form.action, data=typed)
        raw.rollback()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert WORDS in answer.text
    assert (sent_again(there, answer.text), written(there)) == (303, 1)


@pytest.mark.usefixtures("hurried")
def test_a_page_is_read_though_the_visit_of_the_day_cannot_be_noted(there: Town) -> None:
    """The one thing that reading writes. Nobody waits for it a second time."""
    filled(there)
    bob = there.enter("Bob")
    with bob.session_transaction() as cookie:
        cookie["seen"] = "2020-01-01"
    with there.world.engine.connect() as stranger:
        raw = stranger.connection.driver_connection
        raw.execute("BEGIN IMMEDIATE" if there.world.engine.dialect.name == "sqlite" else
                    "LOCK TABLE login_session IN EXCLUSIVE MODE")
        assert [bob.get("/besoins").status_code for _ in range(2)] == [200, 200]
        raw.rollback()
    with bob.session_transaction() as cookie:
        assert cookie["seen"] == "2020-01-01"


@pytest.fixture
def cuttable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Town, object]]:
    engine: sa.Engine = request.getfixturevalue("postgres_engine")
    (tmp_path / "line").mkdir()
    with cut_line(Path(engine.url.query["host"]), tmp_path / "line") as line:
        url = engine.url.set(query={"host": str(tmp_path / "line")}).render_as_string(hide_password=False)
        for town in settled(request, "postgresql", tmp_path, url):
            yield town, line


def test_an_act_that_was_kept_is_answered_as_if_nothing_had_been_cut(cuttable) -> None:
    """Its key is in the database: that is how it is known."""
    town, line = cuttable
    form, typed = filled(town)
    line.cut = "after"
    assert town.enter("Bob").post(form.action, data=typed).status_code == 303
    assert written(town) == 1


def test_an_act_that_was_not_is_sent_again_with_its_key(cuttable) -> None:
    town, line = cuttable
    form, typed = filled(town)
    line.cut = "before"
    answer = town.enter("Bob").post(form.action, data=typed)
    assert answer.status_code >= 400
    assert WORDS in answer.text
    assert written(town) == 0
    assert (sent_again(town, answer.text), written(town)) == (303, 1)


@pytest.mark.parametrize("how", ["before", "after"])
def test_where_an_act_has_no_key_who_acted_looks_first(cuttable, how: str) -> None:
    """A support is one upsert: sending it again is the same support."""
    town, line = cuttable
    filled(town)
    sent = {"csrf_token": token(town.enter("Bob").get("/propositions/1/commenter"))}
    line.cut = how
    answer = town.enter("Bob").post("/propositions/1/soutenir", data=sent,
                                    headers={"Referer": "http://localhost/propositions/1"})
    assert answer.status_code == 503
    assert "Retry-After" not in answer.headers
    assert "Nous ne savons pas si c’est enregistré" in answer.text
    assert 'href="/propositions/1"' in answer.text


def test_a_connection_that_the_server_closed_is_replaced(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A restart of the database, as each connection that was kept meets it: no page is lost by it."""
    for town in settled(request, "postgresql", tmp_path):
        town.client.get("/")
        with town.world.engine.connect() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with request.getfixturevalue("postgres_engine").connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")
        assert town.client.get("/").status_code == 200


def test_a_connection_cut_at_the_end_of_a_page_costs_nobody_their_answer(
        request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The page is ready; what is left to do is to end the reading."""
    for town in settled(request, "postgresql", tmp_path):
        @town.app.after_request
        def cut(answer):
            pid = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with request.getfixturevalue("postgres_engine").connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")
            return answer

        assert [town.client.get("/besoins").status_code for _ in range(2)] == [200, 200]


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    return fit(create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False, rate_limits=False,
                          database_url="postgresql://nobody@/nothing?host=/nowhere"))


@pytest.mark.parametrize("path", ["/", "/besoins", "/propositions/1", "/connexion", "/recherche?q=salle"])
def test_a_database_that_is_away_is_said(away: Flask, path: str) -> None:
    answer = away.test_client().get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_health_says_it_too(away: Flask) -> None:
    answer = away.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json["database"] is False
