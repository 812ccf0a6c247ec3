"""The databases, the application and the people of every test. Each `engine` test runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.core.database import prepare_postgres, prepare_sqlite
from app.core.models import Base
from app.core.secrets import make_private
from app.decisions.queries.rolls import OPTION
from app.extensions import db, limiter
from app.site.views import health, setup
from app.territory import reference
from tests import collation, postgres as pg
from tests.build import World, put_in_service
from tests.web.signing import fit

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STARTED = datetime.now(UTC)  # one moment for all the sites of a session: what is built there once may be put back
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis_settings.load_profile("ci")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throw-away server on a socket of its own, for the whole session."""
    yield from pg.server()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated file; each test gets a copy (3 ms instead of 800)."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    pg.migrate(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="session")
def postgres_engine(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    pg.migrate(postgres, tmp_path_factory.mktemp("pg_instance"))
    engine = sa.create_engine(postgres)
    prepare_postgres(engine)
    collation.watch(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """One for each worker, on a file that each test replaces: what it compiled once serves all the tests."""
    folder = tmp_path_factory.mktemp("sqlite")
    engine = sa.create_engine(f"sqlite:///{folder / 'cordee.db'}", module=dbapi2,
                              connect_args={"check_same_thread": False}, execution_options={OPTION: folder / "keys"})
    prepare_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    file = tmp_path / "cordee.db"
    shutil.copy(sqlite_template, file)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        engine = request.getfixturevalue("sqlite_engine")
        engine.dispose()
        file = Path(engine.url.database)
        for left in file.parent.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield engine
    else:
        engine = request.getfixturevalue("postgres_engine")
        engine.update_execution_options(**{OPTION: request.getfixturevalue("tmp_path") / "keys"})
        pg.empty(engine, Base.metadata)
        yield engine


@pytest.fixture
def make_session(engine: sa.Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


@pytest.fixture
def session(make_session: sessionmaker[Session]) -> Iterator[Session]:
    with make_session() as session:
        yield session


@pytest.fixture
def world(make_session: sessionmaker[Session]) -> World:
    """A small territory with its charter and nobody in it; people and proposals are made by asking it."""
    return World(make_session, NOW)


@pytest.fixture(scope="session")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for each worker: its routes and its templates are compiled once, not for each test."""
    folder = tmp_path_factory.mktemp("frame")
    return fit(create_app(folder, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{folder / 'cordee.db'}",
                          jobs=False, rate_limits=False))


@pytest.fixture
def app(frame: Flask, sqlite_template: Path) -> Iterator[Flask]:
    """The worker's application on a fresh database, with nothing kept of the test before."""
    config = dict(frame.config)
    _forget(frame)
    (file,) = frame.config["CORDEE"].database_files
    shutil.copy(sqlite_template, file)
    make_private(file)
    yield frame
    frame.config.clear()
    frame.config.update(config)


def _forget(app: Flask) -> None:
    limiter.enabled = False  # the limiter is of the process: an application made beside may have opened it
    for kept in (app.extensions["kept"], reference._kept):
        kept.clear()
    app.extensions[setup.KNOWN].clear()
    reference.forget()
    for kept_by_name in ("mail_pause", "jobs_stop", "presence", health.CHECKED):  # a base put back counts anew
        app.extensions.pop(kept_by_name, None)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for left in Path(app.instance_path).iterdir():
        if left.name.startswith(("cordee.db", "mise-en-service", "erasures")) or left.suffix == ".toml":
            left.unlink()
        elif left.name in ("mail", "keys", "backups"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture
def site(app: Flask) -> World:
    """The same world, behind the application's own database, in the present."""
    with app.app_context():
        engine = db.engine
    return World(sessionmaker(engine, expire_on_commit=False), STARTED).in_service()


@pytest.fixture
def opened(app: Flask) -> Flask:
    """In service, with nothing else in it: no territory, no people."""
    with app.app_context():
        put_in_service(sessionmaker(db.engine))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
