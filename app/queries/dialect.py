"""The one place that knows which database this is."""

import fcntl
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

WRITE = {"writes": True}
SAFE_SQLITE = (3, 51, 3)
PRAGMAS = ("secure_delete=ON", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000",
           "temp_store=MEMORY")


class UnsafeDatabase(RuntimeError):
    """This SQLite may corrupt a database that several connections share."""


def forget_log(engine: Engine) -> None:
    """What was deleted for good leaves the write-ahead log too: a key that is gone must not be read there. Readers that
    are at work put it off to the next time; nothing is lost."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


class by_signs(sa.sql.functions.FunctionElement[str]):
    """ORDER BY the signs of a text (codes, receipts), not by the collation that the database was created with. For
    names and titles: `rules.names.alphabetical`, or a column of type `sort_key`."""

    inherit_cache = True
    type = sa.String()


@compiles(by_signs)
def _plainly(element: by_signs, compiler: Any, **given: Any) -> str:
    told: str = compiler.process(element.clauses, **given)
    return told  # SQLite compares the bytes of a text


@compiles(by_signs, "postgresql")
def _in_c(element: by_signs, compiler: Any, **given: Any) -> str:
    return f'{compiler.process(element.clauses, **given)} COLLATE "C"'


def upsert(session: Session, table: Any) -> Any:
    """INSERT with on_conflict_do_nothing or _do_update, for either database. Trust RETURNING, not rowcount."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuse a version with the WAL-reset fault (3.7.0 to 3.51.2): silent corruption with several connections."""
    if version < SAFE_SQLITE:
        told = ".".join(map(str, version))
        raise UnsafeDatabase(f"SQLite {told} may corrupt this database; install the locked dependencies (pysqlite3)")


def prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, full durability, real foreign keys, and writers that queue fairly instead of failing."""
    check_sqlite(engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]
    queue = _queue_file(engine)

    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if writes and queue is not None:
            _stand_in_line(connection.connection.record_info, queue)  # type: ignore[arg-type]
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @sa.event.listens_for(engine, "reset")
    def _reset(raw: Any, record: Any, state: Any) -> None:
        _leave_line(record.record_info)

    @sa.event.listens_for(engine, "close")
    def _close(raw: Any, record: Any) -> None:
        if (line := record.record_info.pop("line", None)) is not None:
            os.close(line)


def _queue_file(engine: Engine) -> Path | None:
    name = engine.url.database
    return Path(f"{name}-queue") if name and name != ":memory:" else None


def _stand_in_line(info: dict[str, Any], queue: Path) -> None:
    """A kernel file lock is first come, first served; SQLite's own waiting lets one writer starve the others
    (measured: 1 commit against 22 813 in six seconds)."""
    if "line" not in info:
        info["line"] = os.open(queue, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(info["line"], fcntl.LOCK_EX)


def _leave_line(info: dict[str, Any]) -> None:
    if (line := info.get("line")) is not None:
        fcntl.flock(line, fcntl.LOCK_UN)
