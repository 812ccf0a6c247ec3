"""Migrations: on SQLite with foreign keys off, in one immediate transaction, with the rows counted before and after.

An upgrade first brings an older site to the tables that its number stands for (repair.py), then runs each migration,
then compares what came out with the models. Whatever is wrong, nothing has changed.
"""

import logging
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from app.core.database import is_full, is_transient
from app.core.schema import Wanted, made_by, of_models
from app.core.schema.state import State, head, known, state
from app.migrations.repair import repair
from app.migrations.rows import OWN, counts, lost
from app.site.cli.backup import copy_before_upgrade

LOG = logging.getLogger("cordee.migrations")
FIRST = "0001"
PATIENCE = 60  # seconds: for another upgrade, and for what an older server still holds
ONE_AT_A_TIME = 8_173_204_551  # any number of our own: two servers that start together upgrade one after the other


def _mine(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """The full-text shadow tables are not models."""
    return not (kind == "table" and (name or "").startswith(OWN))


def _check(connection: sa.Connection, before: dict[str, int]) -> None:
    """A batch migration once emptied a table of ballots without a word (reliability: never again)."""
    if fewer := lost(before, counts(connection)):
        raise RuntimeError(f"rows lost, nothing was changed: {fewer}")
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"foreign keys broken, nothing was changed: {broken[:5]}")


def _upgrading(running: MigrationContext) -> bool:
    """Other commands (current, history, stamp) come through here too, and change nothing of ours."""
    return getattr(running.opts.get("fn"), "__name__", "") == "upgrade"


def _prepare(connection: sa.Connection, running: MigrationContext, directory: str) -> None:
    """What a site of this number should be, it is, before anything is built on it."""
    number = running.get_current_revision()
    if number is None and sa.inspect(connection).has_table("person"):
        raise RuntimeError("There are tables of no known version: restore a backup. Nothing was changed.")
    if number is not None and not known(directory, number):
        raise RuntimeError(f"{_sentence(State(number, head(directory), newer=True))}. Nothing was changed.")
    if number is not None and not state(connection, directory).well:
        copy_before_upgrade()
    if number == FIRST:
        repair(connection, _as_first(connection))
    elif number is not None and number == head(directory):
        repair(connection, of_models(connection))


def _as_first(connection: sa.Connection) -> Wanted:
    first = context.script.get_revision(FIRST)
    return made_by(connection, first.module.statements(connection.dialect.name))


def _sentence(found: State) -> str:
    return found.sentence[0].upper() + found.sentence[1:]


def _run(connection: sa.Connection, metadata: sa.MetaData) -> set[str]:
    """The tables in which a migration erased something for good."""
    directory, erased = current_app.extensions["migrate"].directory, set[str]()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    before = counts(connection)

    def note(**given: Any) -> None:
        erased.update(getattr(given["step"].up_revision.module, "ERASED", ()))

    context.configure(connection=connection, target_metadata=metadata, include_object=_mine, render_as_batch=True,
                      compare_type=True, transactional_ddl=True, on_version_apply=note)
    running = context.get_context()
    if _upgrading(running):
        _prepare(connection, running, directory)
    with context.begin_transaction():
        context.run_migrations()
    _check(connection, before)
    if _upgrading(running) and running.get_current_revision() == head(directory):
        came_out = state(connection, directory)
        if not came_out.well:
            raise RuntimeError(f"{_sentence(came_out)}. Nothing was changed.")
    return erased


def _wipe(engine: sa.Engine, erased: set[str]) -> None:
    """Old versions of rows leave the tables (PostgreSQL: written again whole; its log keeps them until it is written
    over) and the write-ahead log (SQLite, whose `secure_delete` has cleared the pages). The upgrade is done by then."""
    try:
        _wiped(engine, erased)
    except (DBAPIError, dbapi2.Error) as fault:
        why = getattr(fault, "orig", fault)
        LOG.warning("The upgrade is done, but old versions of rows are left in %s (%s). PostgreSQL: VACUUM FULL these "
                    "tables. SQLite: they go with the next closing of the database.", ", ".join(sorted(erased)), why)


def _wiped(engine: sa.Engine, erased: set[str]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        for table in sorted(erased) if engine.dialect.name == "postgresql" else ():
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')


def _told(fault: Exception) -> str | None:
    if is_full(fault):
        return "The disk is full: make room, then try again. Nothing was changed."
    if is_transient(fault):
        why = getattr(fault, "orig", fault)
        return f"The database is locked, busy or away ({why}): try again. Nothing was changed."
    return None


def main() -> None:
    db = current_app.extensions["migrate"].db
    try:
        with db.engine.connect() as plain:
            sqlite = plain.dialect.name == "sqlite"
            if sqlite:
                plain.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            connection = plain.execution_options(writes=True)
            try:
                with connection.begin():
                    erased = _run(connection, db.metadata)
            finally:
                if sqlite:
                    plain.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    except (DBAPIError, dbapi2.Error, OSError) as fault:
        if told := _told(fault):
            raise RuntimeError(told) from fault
        raise
    try:
        _wipe(db.engine, erased)
    except DBAPIError as fault:
        raise RuntimeError(
            f"The upgrade is done and kept, but what it erased may still be read in the files of the database "
            f"({str(fault.orig).splitlines()[0]}): make room, then type `VACUUM (FULL, ANALYZE)` in psql for each of "
            f"{', '.join(sorted(erased)) or 'the tables'}, and start again.") from fault


main()
