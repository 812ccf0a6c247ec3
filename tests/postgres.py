"""A throw-away PostgreSQL, and quick emptying between tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from app import create_app


def binaries() -> Path:
    """The newest installed; scripts/ci brings them where they are missing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    raise RuntimeError("PostgreSQL is missing; as root: apt-get install -y postgresql")


def server() -> Iterator[str]:
    """Started as user postgres when we are root (it refuses root); sockets only, nothing synced to disk. In a folder of
    its own: pytest closes its own folders to other users each time it starts, under the feet of a session beside."""
    home = Path(tempfile.mkdtemp(prefix="cordee-pg-"))
    try:
        yield from _served(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _served(home: Path) -> Iterator[str]:
    home.chmod(0o777)
    data, bins = home / "data", binaries()
    run(bins / "initdb", "--no-sync", "-E", "UTF8", "-A", "trust", "-U", "cordee", "-D", data)
    run(bins / "pg_ctl", "-D", data, "-w", "-o", options(home), "-l", home / "log", "start")
    create(home, "cordee")
    yield f"postgresql+psycopg://cordee@/cordee?host={home}"
    run(bins / "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)


def options(home: Path) -> str:
    return (f"-h '' -k {home} -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"
            " -c max_connections=60")


def run(*words: object, check: bool = True) -> None:
    """As user postgres when we are root, which its programs refuse."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*as_user, *map(str, words)], check=check, capture_output=True)


def create(home: Path, name: str) -> None:
    """A database that sorts as French does, where this PostgreSQL can (15 and later): nothing may depend on it."""
    plain = (binaries() / "createdb", "-h", home, "-U", "cordee")
    try:
        run(*plain, "-T", "template0", "--locale-provider", "icu", "--icu-locale", "fr", "--locale", "C.UTF-8", name)
    except subprocess.CalledProcessError:
        run(*plain, name)


def migrate(url: str, instance: Path) -> None:
    """The same road as an operator's: `flask db upgrade`."""
    app = create_app(instance, secret_key="t" * 40, mode="test", database_url=url, jobs=False)
    with app.app_context():
        from app.extensions import db

        try:
            upgrade()
        finally:
            db.engine.dispose()


def empty(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """DELETE with triggers off: 14 ms where TRUNCATE takes 96. Numbers begin at 1 again, as in a new file."""
    with _no_triggers(engine) as connection:
        _empty(connection, metadata)


def rows(engine: sa.Engine, metadata: sa.MetaData) -> tuple[dict[str, bytes], list[tuple[str, int]]]:
    """All that is in the tables, as the server copies it, and the numbers given so far."""
    with engine.connect() as connection:
        names = [table.name for table in metadata.sorted_tables]
        filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
        raw = connection.connection.driver_connection.cursor()
        copies = {}
        for name in connection.exec_driver_sql(filled).scalars().all():
            with raw.copy(f'COPY "{name}" TO STDOUT (FORMAT binary)') as copy:
                copies[name] = b"".join(map(bytes, copy))
        given = connection.exec_driver_sql(
            "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        return copies, [tuple(row) for row in given]


def put_back(engine: sa.Engine, metadata: sa.MetaData, kept: tuple[dict[str, bytes], list[tuple[str, int]]]) -> None:
    copies, numbers = kept
    with _no_triggers(engine) as connection:
        _empty(connection, metadata)
        raw = connection.connection.driver_connection.cursor()
        for name, rows in copies.items():
            with raw.copy(f'COPY "{name}" FROM STDIN (FORMAT binary)') as copy:
                copy.write(rows)
        raw.execute("SELECT " + ", ".join(f"setval('\"{name}\"', {value})" for name, value in numbers))


@contextmanager
def _no_triggers(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection


def _empty(connection: sa.Connection, metadata: sa.MetaData) -> None:
    deletes = ";".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
    connection.connection.driver_connection.cursor().execute(deletes)
    connection.exec_driver_sql("SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"
                               " WHERE last_value IS NOT NULL")
