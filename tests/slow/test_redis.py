"""A real Redis that stops and comes back, under sign-ins: nobody is sent away, and limits count together again."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.extensions import db, limiter, limits_count_together
from tests.build import put_in_service
from tests.web.signing import ask, fit

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def redis(port: int, folder: Path) -> Iterator[None]:
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    within(lambda: socket.create_connection(("127.0.0.1", port), 0.1).close() is None)
    yield
    running.terminate()
    running.wait()


def within(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.05)  # another program comes up, or the limiter asks for it again
    raise AssertionError("not within the time")


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Flask, int]]:
    shutil.copy(sqlite_template, tmp_path / "cordee.db")
    port = free_port()
    app = fit(create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False, rate_limits=True,
                         database_url=f"sqlite:///{tmp_path / 'cordee.db'}", rate_store=f"redis://127.0.0.1:{port}"))
    with app.app_context():
        put_in_service(sessionmaker(db.engine))
    yield app, port
    limiter.enabled = False
    limiter.storage.storage.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def enters(app: Flask, number: int) -> bool:
    return ask(app.test_client(), f"p{number}@example.org").status_code == 303


def test_it_stops_and_comes_back(served: tuple[Flask, int], tmp_path: Path) -> None:
    app, port = served
    with redis(port, tmp_path):
        assert enters(app, 1)
        assert limits_count_together()
    assert enters(app, 2)
    assert not limits_count_together()
    with redis(port, tmp_path):
        assert limits_count_together()
        within(lambda: enters(app, int(time.monotonic() * 1000)) and not limiter._storage_dead)


def test_a_silent_one_is_not_waited_for(served: tuple[Flask, int]) -> None:
    app, port = served
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", port))
        silent.listen()
        assert enters(app, 1)
        assert not limits_count_together()
