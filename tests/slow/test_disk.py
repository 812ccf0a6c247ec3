"""A real disk that fills up, small and in memory: SQLite and PostgreSQL on it, pages before them. As root, who may
mount one; elsewhere the limit of pages in tests/web/test_full.py stands for it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app.extensions import db
from tests import postgres as pg
from tests.build import World
from tests.conftest import STARTED
from tests.core.test_interrupted_pages import filled, sent_again, written
from tests.web.test_full import LONG
from tests.web.town import Town
from tests.web.twins import house

pytestmark = pytest.mark.slow
SIZE = {"sqlite": "24m", "postgresql": "96m"}


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[Path]:
    """In a folder of its own: those of pytest are closed to PostgreSQL's user."""
    place = Path(tempfile.mkdtemp(prefix="cordee-disk-"))
    options = f"size={SIZE[request.param]},mode=0777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
    place.rmdir()


def fill(place: Path) -> None:
    """To the last byte."""
    with open(place / "ballast", "wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4_096))
        except OSError:
            pass


def peopled(app: Flask) -> Town:
    with app.app_context():
        world = World(sessionmaker(db.engine, expire_on_commit=False), STARTED).in_service()
    return Town(app, world, app.test_client())


def drilled(town: Town, place: Path) -> None:
    """Full: read, refused, said. Room again: the same form passes, the same process."""
    town.app.config["PROPAGATE_EXCEPTIONS"] = False
    form, typed = filled(town)
    bob = town.enter("Bob")
    fill(place)
    answers = [bob.post(form.action, data=typed | {"body": LONG}) for _ in range(3)]
    assert answers[-1].status_code == 507, answers[-1].text
    assert "Le disque du serveur est plein" in answers[-1].text
    for path in ("/", "/besoins", "/propositions/1", "/recherche?q=enfants"):
        assert town.client.get(path).status_code == 200
        assert bob.get(path).status_code == 200
    (place / "ballast").unlink()
    assert sent_again(town, answers[-1].text) == 303
    assert written(town, LONG) == 1
    with town.app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a disk")
@pytest.mark.parametrize("disk", ["sqlite"], indirect=True)
def test_sqlite(disk: Path, sqlite_template: Path) -> None:
    (disk / "instance").mkdir()
    shutil.copy(sqlite_template, disk / "instance" / "cordee.db")
    drilled(peopled(house(disk / "instance", f"sqlite:///{disk / 'instance' / 'cordee.db'}")), disk)


@pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a disk")
@pytest.mark.parametrize("disk", ["postgresql"], indirect=True)
def test_postgresql(disk: Path, tmp_path: Path) -> None:
    """Its tables on the small disk; its log, which stops the whole server where it finds no room, on another."""
    (disk / "tables").mkdir(mode=0o777)
    shutil.chown(disk / "tables", "postgres")
    for url in pg.server():
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{disk / 'tables'}'")
            connection.exec_driver_sql("CREATE DATABASE tight TABLESPACE small")
        engine.dispose()
        tight = sa.make_url(url).set(database="tight").render_as_string(hide_password=False)
        pg.migrate(tight, tmp_path)
        drilled(peopled(house(tmp_path / "instance", tight)), disk)
