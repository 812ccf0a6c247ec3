"""What who holds the machine can read of a database: all its files, whatever a query would show."""

import base64
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from app.decisions.queries.rolls import OPTION


def folder(engine: sa.Engine) -> Path:
    """Of the keys."""
    path: Path = engine.get_execution_options()[OPTION]
    return path


def files(engine: sa.Engine, since: float = 0.0) -> Iterator[Path]:
    """Written at that moment or later. SQLite: the file and its logs. PostgreSQL: its whole data directory, once what
    is in memory was written to it."""
    if engine.dialect.name == "sqlite":
        base = Path(str(engine.url.database))
        found = [base, *base.parent.glob(f"{base.name}-*")]
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
        found = [file for file in (Path(str(engine.url.query["host"])) / "data").rglob("*") if file.is_file()]
    for file in found:
        try:
            if file.stat().st_mtime >= int(since):
                yield file
        except FileNotFoundError:
            continue


def where(engine: sa.Engine, needles: Iterable[bytes], since: float = 0.0, *, tables_only: bool = False) -> list[str]:
    """The files in which one of these stands; `tables_only` leaves out the write-ahead log of PostgreSQL."""
    wanted, found = list(needles), []
    for file in files(engine, since):
        if tables_only and file.parent.name == "pg_wal":
            continue
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            continue
        found += [file.name for needle in wanted if needle in data]
    return found


def shapes(secret: bytes) -> list[bytes]:
    """As it is, and as it would be written in a text."""
    return [secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret).rstrip(b"="),
            base64.urlsafe_b64encode(secret).rstrip(b"=")]


def moment() -> float:
    return time.time()
