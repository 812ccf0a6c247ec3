"""Pages that say how the house works; its health; the mails of a demonstration."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import stamp
from sqlalchemy.orm import sessionmaker

from app import create_app, jobs as runner
from app.core.events import KINDS
from app.core.kinds import MailState, Role
from app.core.permissions import Action
from app.extensions import db
from app.notifications.jobs import written
from app.notifications.models import Mail
from app.notifications.service import Leased
from app.site.views.pages import ACTIONS, ARTICLES, ROLES, THINGS
from tests.build import World, put_in_service
from tests.web.signing import ask, last_code, post, token

PUBLIC = ["/aide", "/qui-peut-quoi", "/regles", "/mentions-legales", "/accessibilite", "/code-source",
          "/courriels-de-demonstration", *(f"/aide/{slug}" for slug in ARTICLES)]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_visitor_reads_it_without_a_cookie(client: FlaskClient, site: World, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.text.count("<h1") == 1


def test_an_article_that_is_not_there(client: FlaskClient, site: World) -> None:
    assert client.get("/aide/inconnue").status_code == 404
    assert client.get("/aide/..%2f..%2fbase").status_code == 404


def test_every_action_and_role_has_its_words() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(ROLES) == set(Role)
    assert {action.value.split(":")[0] for action in Action} == set(THINGS)


def test_the_permissions_page_says_every_action(client: FlaskClient, site: World) -> None:
    from markupsafe import escape

    page = client.get("/qui-peut-quoi").text
    assert [action for action in Action if str(escape(ACTIONS[action])) not in page] == []


def test_the_rules_are_those_of_the_charter(client: FlaskClient, site: World) -> None:
    assert "groupe de travail" in client.get("/regles").text


@pytest.fixture
def at_head(app: Flask, site: World) -> None:
    with app.app_context():
        stamp()


def test_health_is_good(client: FlaskClient, at_head: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert answer.json["journal"][0]["seq"] >= 1
    assert "Set-Cookie" not in answer.headers


def test_health_is_bad_on_another_schema(app: Flask, client: FlaskClient, at_head: None) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["schema"]) == (503, False)


def _statements(app: Flask, client: FlaskClient) -> list[str]:
    """What /healthz asks of the database."""
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *given: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get("/healthz")
    sa.event.remove(engine, "before_cursor_execute", note)
    return asked


def test_health_compares_the_schema_once_and_again_where_it_changed(
        app: Flask, client: FlaskClient, at_head: None) -> None:
    client.get("/healthz")
    assert not [asked for asked in _statements(app, client) if "sqlite_master" in asked and "type IN" in asked]
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX for_a_report ON person (created_at)")
    assert [asked for asked in _statements(app, client) if "sqlite_master" in asked and "type IN" in asked]
    assert client.get("/healthz").json["schema"] is True


def test_health_says_that_a_guard_is_gone_and_not_which(
        app: Flask, client: FlaskClient, at_head: None, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/healthz").json["schema"] is True
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER event_no_UPDATE")
    for _again in range(2):
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json["schema"], answer.json["ok"]) == (503, False, False)
        assert "event_no" not in answer.text
    assert caplog.text.count("trigger event.event_no_UPDATE is missing") == 1


def test_health_is_bad_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database at all, by no means" * 200)
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{tmp_path / 'x.db'}")
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json["database"]) == (503, False)
    with app.app_context():
        db.engine.dispose()


def test_the_source_of_what_runs_is_there_without_the_instance(client: FlaskClient, site: World) -> None:
    answer = client.get("/code-source.tar.gz")
    with tarfile.open(fileobj=BytesIO(answer.data)) as tar:
        names = tar.getnames()
    assert "cordee/app/site/views/pages.py" in names
    assert not [name for name in names if "/instance/" in name or "__pycache__" in name or "/." in name]
    answer.close()


def test_production_has_no_page_of_mails(sqlite_file: Path, tmp_path: Path) -> None:
    app = create_app(tmp_path, secret_key="t" * 40, mode="production", mail_url="smtp://127.0.0.1:1", jobs=False,
                     database_url=f"sqlite:///{sqlite_file}", rate_limits=False)
    with app.app_context():
        put_in_service(sessionmaker(db.engine))
    client = app.test_client()
    assert client.get("/courriels-de-demonstration").status_code == 404
    client.get("/connexion/code?courriel=alice@example.org&code=123456")
    assert client.get("/connexion/code").headers["Location"] == "/connexion"
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_code_goes_out_by_the_jobs_and_is_forgotten(app: Flask, client: FlaskClient, site: World) -> None:
    ask(client, "alice@example.org")
    code = last_code(app, "alice@example.org")
    assert runner.once(app)["post"] == 1
    assert code in client.get("/courriels-de-demonstration").text
    with app.app_context():
        row = db.session.query(Mail).one()
        assert (row.state, row.params) == (MailState.SENT, {})
        db.session.remove()


def test_a_mail_is_in_its_readers_language(app: Flask, site: World) -> None:
    client = app.test_client()
    client.get("/langue/en")
    ask(client, "alice@example.org")
    with app.app_context():
        assert db.session.query(Mail.locale).scalar() == "en"
        db.session.remove()


OWN_MAILS = ("code", "link", "address_code", "address_changed", "password_changed", "password_removed", "draft_ends",
             "factor_added", "factor_removed", "factor_recovered", "factor_reset", "new_sign_in", "sheet_ends")
AT_ONCE = tuple(kind.replace(".", "_") for kind, event in KINDS.items() if any(one.at_once for one in event.to))


@pytest.mark.parametrize("kind", OWN_MAILS + AT_ONCE)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_mail_is_written(app: Flask, kind: str, locale: str) -> None:
    params = {"code": "123456", "minutes": 15, "path": "/propositions/7", "who": "Bob", "title": "<Un> & l’autre",
              "content": "comment", "ground": "hate", "reason": "Parce que.", "role": "steering", "until": "2026-06-01",
              "factor": "totp", "left": 3, "how": "two", "browser": "Firefox", "at": "2026-06-01T12:00:00+00:00"}
    with app.app_context():
        letter = written(app, Leased(1, "alice@example.org", kind, locale, params, f"{kind}-1"))
    assert letter.subject.strip()
    assert "&lt;" not in letter.subject + letter.body, "a text mail escapes nothing"
    assert "http://127.0.0.1:8000" in letter.body


def test_a_mail_that_cannot_go_waits(app: Flask, client: FlaskClient, site: World) -> None:
    ask(client, "alice@example.org")
    (Path(app.instance_path) / "mail").write_text("a file where the folder should be")
    assert runner.once(app)["post"] == 0
    with app.app_context():
        row = db.session.query(Mail).one()
        assert (row.state, row.tries) == (MailState.PENDING, 1)
        db.session.remove()


def test_the_loop_stops_at_once(app: Flask, site: World) -> None:
    stop = runner.start_inside(app)
    stop.set()


def test_tries_on_a_password_are_counted_and_the_code_still_opens(sqlite_file: Path, tmp_path: Path) -> None:
    """S7: ten for an account; whoever has the mailbox gets in."""
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{sqlite_file}", jobs=False)
    with app.app_context():
        put_in_service(sessionmaker(db.engine))
    client = app.test_client()
    tries = [client.post("/connexion/mot-de-passe", data={
        "csrf_token": token(client.get("/connexion/mot-de-passe")), "email": "alice@example.org", "password": "x" * 14})
        for _ in range(11)]
    assert [page.status_code for page in tries] == [422] * 10 + [429]
    assert client.post("/mon-espace/mot-de-passe", data={}).status_code in (303, 400), "no session: no count"
    assert ask(client, "alice@example.org").status_code == 303
    assert post(client, "/connexion/code", {"code": last_code(app, "alice@example.org")}).status_code == 303
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
