"""A PostgreSQL database copied by pg_dump, and checked: what is checked and what is dumped are one and the same
snapshot (pg_export_snapshot), so that nothing that happens meanwhile tells them apart."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.orm import Session

from app.site.backups.files import BackupFailed
from app.site.register import State, state

NAME = "database.dump"
DEBIAN = Path("/usr/lib/postgresql")
TOLD_BY = {"host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
           "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
           "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE", "service": "PGSERVICE", "options": "PGOPTIONS"}


def binary(name: str, engine: sa.Engine) -> str:
    """The newest that is installed: it must not be older than the server."""
    with engine.connect() as connection:
        server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    found = sorted((int(path.parts[4]), str(path)) for path in DEBIAN.glob(f"*/bin/{name}") if path.parts[4].isdigit())
    if found and found[-1][0] >= server:
        return found[-1][1]
    if not found and (path := shutil.which(name)) is not None:
        return path
    raise BackupFailed(
        f"il faut {name} en version {server} ou plus\u00a0: apt-get install postgresql-client-{server}", "tool")


def environment(url: sa.URL) -> dict[str, str]:
    """How the tools reach the database: never on their command line, which everybody on the machine can read."""
    told = conninfo_to_dict(url.set(drivername="postgresql").render_as_string(hide_password=False))
    given = {TOLD_BY[key]: str(value) for key, value in told.items() if key in TOLD_BY and value is not None}
    return {**{key: value for key, value in os.environ.items() if not key.startswith("PG")}, **given}


def run(words: Sequence[str], url: sa.URL) -> None:
    """BackupFailed with the first line of what the tool says."""
    done = subprocess.run(words, env=environment(url), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[0]
        raise BackupFailed(f"{Path(words[0]).name}\u00a0: {said}")


def copy(source: sa.Engine, target: Path, *, strict: bool = True) -> State:
    """Dumped, read again whole, and checked in the snapshot it was dumped from."""
    tool = binary("pg_dump", source)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    frozen = source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with frozen.begin() as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        run([tool, "--format=custom", "--compress=3", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={target}"], source.url)
        with Session(connection) as session:
            found = state(session)
    if found.faults and strict:
        raise BackupFailed(f"la base ne tient pas\u00a0: {found.faults[0]}", "unsound")
    read_whole(source, target)
    return found


def read_whole(engine: sa.Engine, file: Path) -> None:
    """Every byte is unpacked, to nowhere: a dump cut short or damaged is found."""
    run([binary("pg_restore", engine), "--file=/dev/null", str(file)], engine.url)


def load(engine: sa.Engine, file: Path) -> None:
    """Into an empty database; all of it or nothing."""
    run([binary("pg_restore", engine), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         "--dbname", str(engine.url.database), str(file)], engine.url)


@contextmanager
def scratch(engine: sa.Engine) -> Iterator[sa.Engine | None]:
    """A database of a moment, beside the site's; None where this role may not make one."""
    name = f"cordee_check_{secrets.token_hex(6)}"
    outside = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with outside.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except sa.exc.ProgrammingError:  # permission denied
        yield None
        return
    made = sa.create_engine(engine.url.set(database=name))
    try:
        yield made
    finally:
        made.dispose()
        with outside.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}"')


def tables(engine: sa.Engine) -> list[str]:
    """Of the schema that this role works in."""
    with engine.connect() as connection:
        return sorted(sa.inspect(connection).get_table_names())


def replace(engine: sa.Engine, file: Path, work: Path) -> None:
    """What is there goes, and what the dump holds comes, in one transaction: all of it, or nothing changed."""
    wipe, script = work / "wipe.sql", work / "load.sql"
    wipe.write_text(_drops(engine))
    run([binary("pg_restore", engine), "--no-owner", "--no-privileges", f"--file={script}", str(file)], engine.url)
    run([binary("psql", engine), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
         f"--file={wipe}", f"--file={script}"], engine.url)


def empty(engine: sa.Engine) -> None:
    """Everything that this role has in its schema; for what was empty before."""
    with engine.begin() as connection:
        connection.exec_driver_sql(_drops(engine) or "SELECT 1")


DROP_TABLES = (
    "SELECT 'DROP TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' CASCADE;' FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"
    " AND pg_get_userbyid(c.relowner) = current_user AND c.relkind = 'r'")
DROP_FUNCTIONS = (
    "SELECT 'DROP FUNCTION ' || p.oid::regprocedure || ' CASCADE;' FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema()"
    " AND pg_get_userbyid(p.proowner) = current_user AND NOT EXISTS (SELECT 1 FROM pg_depend d"
    " WHERE d.objid = p.oid AND d.deptype = 'e')")


def _drops(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return "\n".join(drop for asked in (DROP_TABLES, DROP_FUNCTIONS)
                         for drop in connection.exec_driver_sql(asked).scalars())
