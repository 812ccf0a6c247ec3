"""The store that several processes count their limits in is away: people come in, limits hold in each process, and the
operator is told. With a real one: tests/slow/test_redis.py."""

import socket
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.extensions import db, limiter
from tests.build import put_in_service
from tests.web.signing import ask, fit, token


def nobody() -> str:
    """An address that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{asked.getsockname()[1]}"


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    copy(sqlite_template, tmp_path / "cordee.db")
    made = fit(create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False,
                          database_url=f"sqlite:///{tmp_path / 'cordee.db'}", rate_limits=True, rate_store=nobody()))
    with made.app_context():
        put_in_service(sessionmaker(db.engine))
    yield made
    limiter.enabled = False  # it is of the process
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_people_come_in_and_limits_hold(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = app.test_client()
    assert ask(client, "alice@example.org").status_code == 303
    sent = {"csrf_token": token(client.get("/connexion")), "email": "no address"}
    codes = [client.post("/connexion", data=sent).status_code for _ in range(60)]
    assert (codes[0], codes[-1]) == (422, 429)
    assert [record.getMessage() for record in caplog.records if "unreachable" in record.getMessage()] != []
    assert sum("unreachable" in record.getMessage() for record in caplog.records) == 1


def test_it_is_told(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert answer.json["limits"] == "each process apart"
    checked = app.test_cli_runner().invoke(args=["site", "check"]).output
    assert "WRONG limits of tries count for all processes" in checked
