"""Migrations: on SQLite with foreign keys off, in one immediate transaction, with the rows counted before and after."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.models.journal import guards

OWN = ("search_fts", "alembic_version")
MOVED = {"ballot": "sealed_ballot"}  # 0006 moves the ballots of open votes


def _mine(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """The full-text shadow tables are not models."""
    return not (kind == "table" and (name or "").startswith(OWN))


def _counts(connection: sa.Connection) -> dict[str, int]:
    names = [n for n in sa.inspect(connection).get_table_names() if not n.startswith(OWN)]
    return {n: connection.exec_driver_sql(f'SELECT count(*) FROM "{n}"').scalar_one() for n in names}  # noqa: S608


def _check(connection: sa.Connection, before: dict[str, int]) -> None:
    """A batch migration once emptied a table of ballots without a word (reliability: never again)."""
    after = _counts(connection)
    moved = {n: max(0, after.get(to, 0) - before.get(to, 0)) for n, to in MOVED.items()}
    lost = {n: (k, after[n]) for n, k in before.items() if n in after and after[n] + moved.get(n, 0) < k}
    if lost:
        raise RuntimeError(f"rows lost, nothing was changed: {lost}")
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"foreign keys broken, nothing was changed: {broken[:5]}")


def _guard_again(connection: sa.Connection) -> None:
    """Batch mode copies a table and loses its triggers: make the append-only ones again."""
    if connection.dialect.name != "sqlite":
        return
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    for statement in guards("sqlite"):
        if statement.split()[2] not in there:
            connection.exec_driver_sql(statement)


def _run(connection: sa.Connection, metadata: sa.MetaData) -> set[str]:
    """The tables in which a migration erased something for good."""
    before, erased = _counts(connection), set()

    def note(step: Any, **given: Any) -> None:
        erased.update(getattr(step.up_revision.module, "ERASED", ()))

    context.configure(connection=connection, target_metadata=metadata, include_object=_mine, render_as_batch=True,
                      compare_type=True, transactional_ddl=True, on_version_apply=note)
    with context.begin_transaction():
        context.run_migrations()
    _check(connection, before)
    if sa.inspect(connection).has_table("event"):
        _guard_again(connection)
    return erased


def _wipe(engine: sa.Engine, erased: set[str]) -> None:
    """Old versions of rows leave the tables (PostgreSQL: written again whole; its log keeps them until it is written
    over) and the write-ahead log (SQLite, whose `secure_delete` has cleared the pages)."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        for table in sorted(erased) if engine.dialect.name == "postgresql" else ():
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')


def main() -> None:
    db = current_app.extensions["migrate"].db
    with db.engine.connect() as plain:
        sqlite = plain.dialect.name == "sqlite"
        if sqlite:
            plain.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection = plain.execution_options(writes=True)
        with connection.begin():
            erased = _run(connection, db.metadata)
        if sqlite:
            plain.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    _wipe(db.engine, erased)


main()
