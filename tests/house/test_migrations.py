"""An older site comes to today's tables by every migration there is, with all that it held."""

import ast
import hashlib
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.core.resources import MIGRATIONS, TREE
from app.core.schema import made_by, read
from app.core.schema.state import state
from app.core.schema.things import differences, harmful
from app.extensions import db
from app.governance.published import digest_of, verify as count_again
from app.journal import queries as journal
from app.journal.rules import verify
from app.migrations.repair import Unrepairable, repair
from app.migrations.rows import counts, lost
from tests import older, postgres as pg

FROZEN = {"sqlite": "adc5eda9b3382c27", "postgresql": "cb7b9f0ec3615ec3"}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _first(engine: str) -> list[str]:
    first = _scripts().get_revision("0001")
    assert first is not None
    statements: list[str] = first.module.statements(engine)
    return statements


# The laws of the chain.

def test_one_migration_follows_the_other():
    found = list(_scripts().walk_revisions())
    assert [type(one.down_revision) for one in found] == [str] * (len(found) - 1) + [type(None)]
    assert len(_scripts().get_heads()) == 1


@pytest.mark.parametrize("file", sorted(MIGRATIONS.glob("versions/*.py")), ids=lambda file: file.stem)
def test_a_migration_is_literal(file: Path):
    """What the code says tomorrow must not change what a migration did yesterday."""
    tree = ast.parse(file.read_text())
    brought = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    brought |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in brought if name.split(".")[0] in ("app", "tests", "wsgi", "migrations")} == set()
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"create_all", "metadata"}


@pytest.mark.parametrize("engine", older.ENGINES)
def test_the_first_one_is_frozen(engine: str):
    told = (MIGRATIONS / "versions" / f"0001_{engine}.sql").read_bytes()
    assert hashlib.sha256(told).hexdigest()[:16] == FROZEN[engine]


# Older sites.

@dataclass
class Site:
    app: Flask
    before: dict[str, int]
    after: dict[str, int]


@pytest.fixture(scope="module", params=older.KEPT, ids="-".join)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As its operator would, once for all that is asked of it."""
    commit, engine = request.param
    folder = tmp_path_factory.mktemp("older")
    server = request.getfixturevalue("postgres") if engine == "postgresql" else ""
    with older.put_back(commit, engine, folder, server) as address, older.opened(address) as real:
        with real.connect() as connection:
            before = counts(connection)
        pg.migrate(address, folder)
        with real.connect() as connection:
            after = counts(connection)
        app = create_app(folder, secret_key="s" * 40, mode="test", database_url=address, jobs=False, rate_limits=False)
        yield Site(app, before, after)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def site(upgraded: Site) -> Iterator[Site]:
    with upgraded.app.app_context():
        yield upgraded


def test_it_was_populated(site: Site):
    assert [table for table, rows in site.before.items() if not rows] == []


def test_no_row_is_lost(site: Site):
    assert lost(site.before, site.after) == {}
    assert set(site.before) <= set(site.after)


def test_its_schema_is_the_one_of_the_models(site: Site):
    with db.engine.connect() as connection:
        assert state(connection, str(MIGRATIONS)).sentence == ""


def test_its_journal_holds(site: Site):
    with Session(db.engine) as session:
        for space in journal.heads(session):
            _count, fault = verify(journal.entries(session, space.id, space.journal_seq), space.journal_seq,
                                   space.journal_head)
            assert (fault, journal.beyond(session, space.id)) == (None, None)


def test_its_decisions_count_to_the_same(site: Site):
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text(
            "SELECT f.text, d.file_digest FROM decision_file f JOIN decision d ON d.id = f.decision_id")).all()
    assert rows
    for text, digest in rows:
        assert [finding for finding in count_again(text) if finding.wrong] == []
        assert digest_of(text) == digest


def test_its_pages_answer(site: Site):
    client = site.app.test_client()
    for path in ("/", "/besoins", "/projets", "/decisions", "/journal", "/recherche?q=velo", "/structures", "/regles"):
        assert client.get(path, follow_redirects=True).status_code == 200, path
    assert client.get("/healthz").json["schema"] is True


# The repair alone.

@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path, engine_name: str) -> Iterator[str]:
    """The oldest site, as it was."""
    server = request.getfixturevalue("postgres") if engine_name == "postgresql" else ""
    with older.put_back("73816ff", engine_name, tmp_path, server) as found:
        yield found


@pytest.fixture(params=older.ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def _content(connection: sa.Connection, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    found = {}
    for table, names in columns.items():
        listed = ", ".join(f'"{name}"' for name in names)
        found[table] = sorted(map(repr, connection.exec_driver_sql(f'SELECT {listed} FROM "{table}"').all()))
    return found


def test_a_repair_keeps_every_value(address: str, engine_name: str):
    """Row by row, in each column that was there."""
    with older.opened(address) as engine, engine.connect() as connection:
        columns: dict[str, list[str]] = {}
        for thing in read(connection):
            if thing.kind == "column":
                columns.setdefault(thing.table, []).append(thing.name)
        before = _content(connection, columns)
        wanted = made_by(connection, _first(engine_name))
        assert "table site is missing" in repair(connection, wanted)
        assert _content(connection, columns) == before
        assert harmful(differences(read(connection), wanted.schema)) == []
        assert repair(connection, wanted) == []


def _refused(address: str, folder: Path, caplog: pytest.LogCaptureFixture) -> str:
    """The upgrade ends with one sentence, and nothing has changed."""
    with older.opened(address) as engine, engine.connect() as connection:
        before = read(connection), counts(connection)
    with pytest.raises(SystemExit) as ended:
        pg.migrate(address, folder)
    assert ended.value.code == 1
    with older.opened(address) as engine, engine.connect() as connection:
        assert (read(connection), counts(connection)) == before
    said = caplog.records[-1].getMessage()
    assert "othing was changed" in said
    assert "\n" not in said
    return said


def test_what_cannot_be_brought_is_left_as_it_is(address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with older.opened(address) as engine, engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person ADD COLUMN shoes VARCHAR(9)")
    assert "column person.shoes is not known" in _refused(address, tmp_path, caplog)


@pytest.mark.parametrize(("done", "says"), [
    ("UPDATE alembic_version SET version_num = '9999'", "a newer version"),
    ("DELETE FROM alembic_version", "of no known version")])
def test_a_number_that_is_not_ours(tmp_path: Path, caplog: pytest.LogCaptureFixture, done: str, says: str):
    with older.put_back("6318e37", "sqlite", tmp_path) as address:
        with older.opened(address) as engine, engine.begin() as connection:
            connection.exec_driver_sql(done)
        assert says in _refused(address, tmp_path, caplog)


def _themes(statements: list[str], old: str, new: str) -> list[str]:
    """The same tables, but for the one of themes."""
    return [one.replace(old, new) if one.startswith("CREATE TABLE theme") else one for one in statements]


def test_what_a_repair_does_not_guess(address: str, engine_name: str):
    """A rule of somebody's own; a column that nobody knows what to fill with; another kind of value; a constraint that
    a row does not keep."""
    first = _first(engine_name)
    cases = (
        ("CREATE UNIQUE INDEX one_name ON person (id, about)", first, "index person.one_name is not known"),
        ("SELECT 1", _themes(first, "CONSTRAINT pk", "colour VARCHAR(7) NOT NULL, CONSTRAINT pk"),
         "nothing says what to fill in .column theme.colour"),
        ("SELECT 1", _themes(first, "position INTEGER", "position VARCHAR(9)"), "column theme.position differs"),
        ("SELECT 1", _themes(first, "CONSTRAINT pk", "CONSTRAINT ck_short CHECK (length(slug) < 2), CONSTRAINT pk"),
         "its rows do not fit"))
    with older.opened(address) as engine:
        for done, statements, says in cases if engine_name == "sqlite" else (cases[0], cases[-1]):
            with engine.connect() as connection:
                connection.exec_driver_sql(done)
                with pytest.raises(Unrepairable, match=says):
                    repair(connection, made_by(connection, statements))


def test_a_copy_is_made_before_a_site_is_changed(tmp_path: Path):
    with older.put_back("73816ff", "sqlite", tmp_path) as address:
        pg.migrate(address, tmp_path)
    (copy,) = (tmp_path / "backups").glob("before-upgrade-*")
    with tarfile.open(copy) as packed:
        packed.extract("database.sqlite", tmp_path, filter="data")
    with older.opened(f"sqlite:///{tmp_path / 'database.sqlite'}") as engine, engine.connect() as connection:
        assert "easy_summary" not in {t.name for t in read(connection)}


def test_the_server_does_not_start_on_what_it_cannot_serve(tmp_path: Path):
    with older.put_back("73816ff", "sqlite", tmp_path) as address:
        with older.opened(address) as engine, engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE person ADD COLUMN shoes VARCHAR(9)")
        told = os.environ | {"CORDEE_INSTANCE": str(tmp_path), "CORDEE_SECRET_KEY": "s" * 40}
        ended = subprocess.run([sys.executable, "-m", "flask", "serve"], cwd=TREE, env=told, capture_output=True,
                               text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "column person.shoes is not known" in ended.stderr
    assert "Traceback" not in ended.stderr


# What was lost since.

LOST = {
    "sqlite": ("DROP TRIGGER event_no_UPDATE", "DROP INDEX ix_event_subject", "DROP TABLE search_fts"),
    "postgresql": ("DROP TRIGGER event_append_only ON event", "DROP INDEX ix_event_subject",
                   "ALTER TABLE person DROP CONSTRAINT uq_person_email_key"),
}


def test_what_was_lost_is_told_and_made_again(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path):
    server = request.getfixturevalue("postgres") if engine_name == "postgresql" else ""
    with older.put_back("6318e37", engine_name, tmp_path, server) as address, older.opened(address) as engine:
        pg.migrate(address, tmp_path)
        with engine.begin() as connection:
            for statement in LOST[engine_name]:
                connection.exec_driver_sql(statement)
        with engine.connect() as connection:
            assert len(state(connection, str(MIGRATIONS)).differs) >= 3
            assert "flask db upgrade" in state(connection, str(MIGRATIONS)).sentence
        with engine.connect() as connection:
            rows = counts(connection)
        pg.migrate(address, tmp_path)
        with engine.connect() as connection:
            assert state(connection, str(MIGRATIONS)).well
            assert counts(connection) == rows
