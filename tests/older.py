"""Sites made by earlier versions, put back from tests/data/sites: whole, populated, on either database."""

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import sqlalchemy as sa
from pysqlite3 import dbapi2

SITES = Path(__file__).parent / "data" / "sites"
COMMITS = ("73816ff", "6318e37")
ENGINES = ("sqlite", "postgresql")
_NUMBERS = count()
KEPT = [(commit, engine) for commit in COMMITS for engine in ENGINES]


def _bytes(commit: str, engine: str) -> bytes:
    return lzma.decompress((SITES / f"{commit}.{engine}.xz").read_bytes())


@contextmanager
def put_back(commit: str, engine: str, folder: Path, server: str = "") -> Iterator[str]:
    """The address of a database of its own, gone at the end. `server`: the address of a database of PostgreSQL."""
    if engine == "sqlite":
        (folder / "cordee.db").write_bytes(_bytes(commit, engine))
        yield f"sqlite:///{folder / 'cordee.db'}"
        return
    name = f"older_{next(_NUMBERS)}"
    with _database(server, name) as (address, plain):
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(_bytes(commit, engine))
        yield address


@contextmanager
def _database(server: str, name: str) -> Iterator[tuple[str, str]]:
    url = sa.make_url(server)
    plain = f"host={url.query['host']} user={url.username} dbname="
    with psycopg.connect(f"{plain}{url.database}", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield url.set(database=name).render_as_string(hide_password=False), plain + name
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def opened(address: str) -> Iterator[sa.Engine]:
    """As a migration sees it: on SQLite without foreign keys, and with transactions that hold what they say."""
    given = {"module": dbapi2} if address.startswith("sqlite") else {}
    engine = sa.create_engine(address, **given)
    if given:
        sa.event.listen(engine, "connect", lambda raw, _record: setattr(raw, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        yield engine
    finally:
        engine.dispose()
