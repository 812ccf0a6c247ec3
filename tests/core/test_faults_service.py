"""What a database says when it cannot: made to say it, on each database, and told apart from a fault of ours."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from app import create_app, jobs as runner
from app.core.database import is_full, is_transient
from app.extensions import db


def _fault(act: Callable[[], object]) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        act()
    return caught.value


def _ask(engine: sa.Engine, *statements: str) -> Callable[[], object]:
    def act() -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    return act


def test_a_missing_column_is_no_crowd(engine: sa.Engine):
    fault = _fault(_ask(engine, "SELECT no_such_column FROM person"))
    assert (is_transient(fault), is_full(fault)) == (False, False)


def test_a_lock_passes(engine: sa.Engine):
    sqlite = engine.dialect.name == "sqlite"
    wait = "PRAGMA busy_timeout=0" if sqlite else "SET LOCAL lock_timeout = 1"
    take = "DELETE FROM theme" if sqlite else "LOCK TABLE theme IN ACCESS EXCLUSIVE MODE"
    with engine.begin() as holding:
        holding.exec_driver_sql(take)
        fault = _fault(_ask(engine, wait, take))
    assert (is_transient(fault), is_full(fault)) == (True, False)


def test_a_full_file_is_full(sqlite_file: Path):
    engine = sa.create_engine(f"sqlite:///{sqlite_file}", module=dbapi2)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    fault = _fault(_ask(engine, f"PRAGMA max_page_count={pages}", "CREATE TABLE big (x)",
                        "INSERT INTO big VALUES (zeroblob(9999999))"))
    engine.dispose()
    assert (is_transient(fault), is_full(fault)) == (False, True)


@pytest.mark.parametrize(("orig", "transient", "full"), [
    (psycopg.errors.DiskFull(), False, True),  # no throw-away disk in the suite: the class the driver makes of 53100
    (psycopg.errors.TooManyConnections(), True, False),
    (psycopg.errors.AdminShutdown(), True, False),
    (psycopg.errors.CannotConnectNow(), True, False),
    (psycopg.errors.QueryCanceled(), True, False),
    (psycopg.errors.DeadlockDetected(), True, False),
    (psycopg.errors.UndefinedColumn(), False, False),
    (psycopg.errors.IoError(), False, False),
    (psycopg.errors.OutOfMemory(), True, False)])
def test_what_the_driver_names(orig: psycopg.Error, transient: bool, full: bool):
    fault = DBAPIError.instance("select", {}, orig, psycopg.Error)
    assert (is_transient(fault), is_full(fault)) == (transient, full)


@pytest.mark.parametrize("address", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://x@/x?host=/nowhere"])
def test_a_database_that_is_away(address: str):
    sqlite = address.startswith("sqlite")
    engine = sa.create_engine(address, **({"module": dbapi2} if sqlite else {}))
    assert is_transient(_fault(engine.connect))


def test_a_connection_that_was_cut(postgres_engine: sa.Engine):
    def act() -> None:
        with postgres_engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_transient(_fault(act))


def test_no_free_connection(sqlite_file: Path):
    engine = sa.create_engine(f"sqlite:///{sqlite_file}", module=dbapi2, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect(), pytest.raises(sa.exc.TimeoutError) as caught:
        engine.connect()
    engine.dispose()
    assert is_transient(caught.value)


def test_what_is_no_database_error():
    assert (is_transient(ValueError()), is_full(ValueError())) == (False, False)


def test_a_constraint_does_not_quote_what_people_wrote(engine: sa.Engine):
    """Neither in the fault nor in the one it comes from: both are in a traceback."""
    theme = "INSERT INTO theme (position, slug, name, about) VALUES (1, 'alice@example.org', '{}', '{}')"
    fault = _fault(_ask(engine, theme, theme))
    assert "theme" in str(fault)
    assert "alice@example.org" not in str(fault).partition("[SQL")[0] + str(fault.orig)


def test_a_job_without_its_database_says_so_in_a_line(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """And a fault of ours keeps its traceback."""
    (tmp_path / "folder").mkdir()  # no file opens there
    away = create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False,
                      database_url=f"sqlite:///{tmp_path / 'folder'}")
    assert set(runner.once(away, ("due", "deliver")).values()) == {-1}
    assert caplog.text.count("the database is locked, busy or away") == 2
    assert [record for record in caplog.records if record.exc_info] == []
    empty = create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False)
    assert runner.once(empty, ("due",)) == {"due": -1}
    assert "no such table" in caplog.text
    for app in (away, empty):
        with app.app_context():
            db.engine.dispose()
