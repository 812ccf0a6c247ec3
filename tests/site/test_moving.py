"""A whole site carried to the other database and back: the same rows, the same journal, the same counts."""

import fcntl
import os
import tomllib
from copy import copy
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from app.core.models import Base
from app.extensions import db
from app.proposals.models import Draft
from app.proposals.service import writing
from app.site import settings_files
from tests.site import drill
from tests.site.conftest import House
from tests.web.signing import sign_in

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def moved(house: House, url: str) -> House:
    """The same folder, the other database."""
    answer = house.run("move", "--to", url)
    assert answer.exit_code == 0, answer.output
    house.close()
    return House(house.servers, "sqlite" if url.startswith("sqlite") else "postgresql", house.folder, url)


def elsewhere(house: House, kind: str = "", *, migrated: bool = False) -> str:
    kind = kind or OTHER[house.kind]
    folder = house.folder / "elsewhere"
    folder.mkdir(exist_ok=True)
    return house.servers.database(kind, folder, migrated=migrated)


def told(house: House) -> str:
    return str(tomllib.loads((house.folder / "settings.toml").read_text()).get("database_url", ""))


def test_there_and_back(house: House, houses: list[House]):
    there = drill.filled(house)
    before, files = drill.state_of(house), drill.digest_of_files(house)
    hits = drill.found(house, "alpin")
    other = moved(house, elsewhere(house))
    houses.append(other)
    assert drill.state_of(other) == before
    assert drill.digest_of_files(other) == files
    assert drill.found(other, "alpin") == hits > 0
    assert sa.make_url(told(other)) == sa.make_url(other.url)
    pages = other.app.test_client()
    sign_in(other.app, pages, "alice@example.org")
    assert pages.get(f"/decisions/{there.decision}").status_code == 200
    after = drill.state_of(other)
    back = moved(other, house.servers.database(house.kind, new_folder(house), migrated=False))
    houses.append(back)
    assert drill.state_of(back) == after
    assert back.run("journal", "verify").exit_code == 0


def new_folder(house: House) -> Path:
    folder = house.folder / "back"
    folder.mkdir()
    return folder


def test_what_is_written_next_has_a_new_number(house: House, houses: list[House]):
    """Also where the last rows are gone: their numbers are in the journal."""
    there = drill.filled(house)
    given = ("UPDATE sqlite_sequence SET seq = 500 WHERE name = 'proposal'" if house.kind == "sqlite" else
             "SELECT setval(pg_get_serial_sequence('proposal', 'id'), 500)")
    with house.app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql(given)
    other = moved(house, elsewhere(house))
    houses.append(other)
    world = copy(there.world)
    with other.app.app_context():
        world.make_session = sessionmaker(db.engine, expire_on_commit=False)
    assert world.need(there.alice, "Un besoin d’après") == 501


def test_the_guards_are_there_on_the_other_side(house: House, houses: list[House]):
    drill.filled(house)
    other = moved(house, elsewhere(house))
    houses.append(other)
    for statement in ("UPDATE event SET seq = seq + 1000", "DELETE FROM ballot", "UPDATE event SET space_id = 999"):
        with (other.app.app_context(), db.engine.connect().execution_options(writes=True) as connection,
              pytest.raises(sa.exc.DBAPIError), connection.begin()):
            connection.exec_driver_sql(statement)
    with other.app.app_context():
        found = {key["name"] for table in Base.metadata.tables for key in sa.inspect(db.engine).get_foreign_keys(table)}
    assert "fk_event_space_id_space" in found


def test_an_ordinary_role_is_enough(built, houses: list[House]):
    """To be moved to, copied, restored: no superuser, no right but on its own database."""
    house = built("sqlite")
    drill.filled(house)
    other = moved(house, house.servers.of_an_ordinary_role())
    houses.append(other)
    assert other.run("backup", "make").exit_code == 0
    (made,) = other.copies()
    checked = other.run("backup", "check", made)
    assert checked.exit_code == 0, checked.output
    assert "CREATEDB" in checked.output
    third = House(house.servers, "postgresql", house.folder.parent / "third", house.servers.of_an_ordinary_role())
    third.folder.mkdir()
    houses.append(third)
    answer = third.run("restore", made, "--no-erasures")
    assert answer.exit_code == 0, answer.output


def test_a_null_of_json_stays_one(lone: House, houses: list[House]):
    """Beside a value that is missing: they are two things to both databases."""
    there = drill.filled(lone)
    asked = "SELECT count(*) FROM decision WHERE CAST(result AS TEXT) = 'null'"
    with there.world.make_session() as session:
        before = session.execute(sa.text(asked)).scalar()
    other = moved(lone, elsewhere(lone))
    houses.append(other)
    with other.app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql(asked).scalar() == before


def test_a_character_that_postgresql_refuses_is_left_out_and_said(built, houses: list[House]):
    house = built("sqlite")
    there = drill.filled(house)
    there.world.do(writing.save, there.alice, "k", there.world.space_id, "need", {"title": "nul\x00là"}, 0)
    answer = house.run("move", "--to", elsewhere(house))
    assert answer.exit_code == 0, answer.output
    assert "1 textes avaient un caractère nul" in answer.output
    other = House(house.servers, "postgresql", house.folder, told(house))
    houses.append(other)
    with other.app.app_context(), db.engine.connect() as connection:
        assert connection.execute(sa.select(Draft.fields)).scalar()["title"] == "nullà"


def refused(house: House, url: str, says: str) -> None:
    before = drill.state_of(house)
    answer = house.run("move", "--to", url)
    assert answer.exit_code == 1, answer.output
    assert says in answer.output
    assert drill.state_of(house) == before
    assert not (house.folder / "settings.toml").exists()


def test_an_address_that_is_none(lone: House):
    lone.world()
    for url, says in (("mysql://x/y", "sqlite:///… ou postgresql://…"), ("rien", "pas comprise"),
                      (lone.url, "déjà dans cette base")):
        refused(lone, url, says)


def test_a_database_that_is_not_there(built):
    house = built("sqlite")
    house.world()
    refused(house, house.servers.postgres.replace("/cordee?", "/nowhere?"), "rien n’a changé")
    refused(house, "sqlite:////nowhere/at/all.db", "rien n’a changé")


def test_a_database_that_is_not_empty(house: House, houses: list[House]):
    house.world()
    url = elsewhere(house, migrated=True)
    full = House(house.servers, OTHER[house.kind], house.folder.parent / "full", url)
    full.folder.mkdir()
    houses.append(full)
    full.world().need(full.world().person("Zoe"))
    before = drill.state_of(full)
    refused(house, url, "est déjà là" if full.kind == "sqlite" else "n’est pas vide")
    assert drill.state_of(full) == before


def test_a_database_that_is_migrated_and_empty_will_do(built, houses: list[House]):
    house = built("sqlite")
    drill.filled(house)
    houses.append(moved(house, elsewhere(house, migrated=True)))


def test_not_while_the_site_runs(lone: House):
    lone.world()
    held = os.open(lone.folder / settings_files.LOCK_NAME, os.O_CREAT | os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_SH)
    refused(lone, elsewhere(lone), "arrêtez-le")
    os.close(held)


def test_a_journal_that_does_not_hold_is_not_carried(lone: House):
    world = lone.world()
    world.need(world.person("Alice"))
    with lone.app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        trigger = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'event_no_UPDATE'").scalar()
        connection.exec_driver_sql("DROP TRIGGER event_no_UPDATE")
        connection.exec_driver_sql("UPDATE event SET actor_id = 77 WHERE seq = 2")
        connection.exec_driver_sql(trigger)
    answer = lone.run("move", "--to", elsewhere(lone))
    assert answer.exit_code == 1
    assert "casse à la ligne 2" in answer.output


def test_a_setting_of_the_environment_is_not_written_over(lone: House, monkeypatch: pytest.MonkeyPatch):
    lone.world()
    monkeypatch.setenv("CORDEE_DATABASE_URL", lone.url)
    answer = lone.run("move", "--to", elsewhere(lone))
    assert answer.exit_code == 0, answer.output
    assert "CORDEE_DATABASE_URL" in answer.output
    assert not (lone.folder / "settings.toml").exists()


def test_a_password_is_not_printed(lone: House, monkeypatch: pytest.MonkeyPatch):
    lone.world()
    answer = lone.run("move", "--to", "postgresql://moi:motdepasse@127.0.0.1:9/rien")
    assert answer.exit_code == 1
    assert "motdepasse" not in answer.output
