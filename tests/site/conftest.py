"""A whole site on either database, that a test may copy, lose, restore and move: each with an instance of its own."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.extensions import db
from tests import postgres as pg
from tests.build import World
from tests.conftest import STARTED


@dataclass
class Servers:
    """Where a new, empty or migrated, database is found: files, and one PostgreSQL."""

    postgres: str
    templates: dict[str, str]
    made: list[str] = field(default_factory=list)

    def database(self, kind: str, folder: Path, *, migrated: bool) -> str:
        if kind == "sqlite":
            if migrated:
                shutil.copy(self.templates["sqlite"], folder / "cordee.db")
            return f"sqlite:///{folder / 'cordee.db'}"
        name = f"drill_{secrets.token_hex(6)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self.templates['postgresql'] if migrated else 'template0'}")
        self.made.append(name)
        return self.postgres.replace("/cordee?", f"/{name}?")

    def of_an_ordinary_role(self) -> str:
        """As an operator makes it: a role that owns its database, and nothing more."""
        name = f"drill_{secrets.token_hex(6)}"
        self._admin("DO $$ BEGIN CREATE ROLE ordinary LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        self._admin(f"CREATE DATABASE {name} OWNER ordinary TEMPLATE template0")
        self.made.append(name)
        return self.postgres.replace("cordee@/cordee?", f"ordinary@/{name}?")

    def _admin(self, statement: str) -> None:
        engine = sa.create_engine(self.postgres, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def drop(self) -> None:
        while self.made:
            self._admin(f"DROP DATABASE IF EXISTS {self.made.pop()} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE drill_template TEMPLATE template0")
    engine.dispose()
    pg.migrate(postgres.replace("/cordee?", "/drill_template?"), tmp_path_factory.mktemp("drill"))
    return "drill_template"


@pytest.fixture
def servers(postgres: str, postgres_template: str, sqlite_template: Path) -> Iterator[Servers]:
    there = Servers(postgres, {"sqlite": str(sqlite_template), "postgresql": postgres_template})
    yield there
    there.drop()


@dataclass
class House:
    """A site: its folder, its database, its application."""

    servers: Servers
    kind: str
    folder: Path
    url: str
    given: dict[str, object] = field(default_factory=dict)
    _app: Flask | None = None
    _world: World | None = None

    @property
    def app(self) -> Flask:
        if self._app is None:
            told: dict[str, object] = {"secret_key": "t" * 40, "mode": "test", "jobs": False, "rate_limits": False}
            self._app = create_app(self.folder, **{**told, "database_url": self.url, **self.given})
        return self._app

    def run(self, *words: object, **given: object) -> Result:
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words], **given)

    def world(self, days_ago: int = 0) -> World:
        """Its people and what they did; made the first time."""
        if self._world is None:
            with self.app.app_context():
                make = sessionmaker(db.engine, expire_on_commit=False)
            self._world = World(make, STARTED - timedelta(days=days_ago)).in_service()
        return self._world

    def copies(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("cordee-*"))

    def beside(self, name: str, *, migrated: bool = False, kind: str = "", **given: object) -> "House":
        """Another machine: an empty folder and an empty database."""
        folder = self.folder.parent / name
        folder.mkdir()
        kind = kind or self.kind
        return House(self.servers, kind, folder, self.servers.database(kind, folder, migrated=migrated), given)

    def close(self) -> None:
        if self._app is not None:
            with self._app.app_context():
                db.session.remove()
                db.engine.dispose()
            self._app = None


@pytest.fixture
def houses(servers: Servers, tmp_path: Path) -> Iterator[list[House]]:
    """Closed in the end, so that no connection stays."""
    there: list[House] = []
    yield there
    for house in there:
        house.close()


@pytest.fixture
def built(servers: Servers, houses: list[House], tmp_path: Path) -> Callable[[str], House]:
    def build(kind: str) -> House:
        folder = tmp_path / "first"
        folder.mkdir()
        made = House(servers, kind, folder, servers.database(kind, folder, migrated=True))
        houses.append(made)
        return made

    return build


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, built: Callable[[str], House]) -> House:
    return built(request.param)


@pytest.fixture
def lone(built: Callable[[str], House]) -> House:
    """Where the database makes no difference: the quicker one."""
    return built("sqlite")
