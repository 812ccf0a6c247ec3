"""A throw-away PostgreSQL, and quick emptying between tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
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
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    data, bins = home / "data", binaries()

    def run(*words: object) -> None:
        subprocess.run([*as_user, *map(str, words)], check=True, capture_output=True)

    run(bins / "initdb", "--no-sync", "-E", "UTF8", "-A", "trust", "-U", "cordee", "-D", data)
    options = f"-h '' -k {home} -c fsync=off -c full_page_writes=off -c max_connections=60"
    run(bins / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start")
    run(bins / "createdb", "-h", home, "-U", "cordee", "cordee")
    yield f"postgresql+psycopg://cordee@/cordee?host={home}"
    subprocess.run(
        [*as_user, str(bins / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], check=False, capture_output=True
    )


def migrate(url: str, instance: Path) -> None:
    """The same road as an operator's: `flask db upgrade`."""
    app = create_app(instance, secret_key="t" * 40, mode="test", database_url=url, jobs=False)
    with app.app_context():
        from app.extensions import db

        upgrade()
        db.engine.dispose()


def empty(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """DELETE with triggers off: 14 ms where TRUNCATE takes 96."""
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in reversed(metadata.sorted_tables):
            connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
        connection.exec_driver_sql("SET session_replication_role = DEFAULT")
