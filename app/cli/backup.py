"""`flask backup` and the copy made before each upgrade: VACUUM INTO, checked, then named."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from pysqlite3 import dbapi2

from app.extensions import db
from app.outside.private import open_private, private_folder


def _copy(target: Path) -> None:
    """A whole, compact copy while others write; `cp` of a live base is broken one time in two."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    open_private(part).close()  # SQLite writes into an empty file, and leaves its rights as they are
    source = dbapi2.connect(str(db.engine.url.database))
    try:
        source.execute("VACUUM INTO ?", (str(part),))
    finally:
        source.close()
    _check(part)
    part.rename(target)


def _check(file: Path) -> None:
    copy = dbapi2.connect(str(file))
    try:
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    finally:
        copy.close()
    if said != "ok":
        raise click.ClickException(f"the copy is damaged and was not kept as a backup: {said}")


def _folder() -> Path:
    return private_folder(Path(current_app.instance_path) / "backups")


def copy_before_upgrade() -> None:
    """Asked by the upgrade itself, where it is about to change a site that holds something. PostgreSQL has a dump of
    its own (pg_dump), and takes the whole upgrade back where it fails."""
    if db.engine.dialect.name != "sqlite":
        return
    _copy(_folder() / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%S}.db")


def copies_before_upgrade() -> set[tuple[int, Path]]:
    """With the moment of each, to tell a new one from those that were there."""
    return {(file.stat().st_mtime_ns, file) for file in _folder().glob("before-upgrade-*")}


def put_back(copy: Path) -> None:
    """In place of the database, its log with it; the copy stays."""
    _check(copy)
    db.engine.dispose()
    there = Path(str(db.engine.url.database))
    half = there.with_name(f"{there.name}.part")
    shutil.copy(copy, half)
    for left in ("-wal", "-shm"):
        there.with_name(there.name + left).unlink(missing_ok=True)
    half.rename(there)


@click.command("backup")
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def command(target: Path | None) -> None:
    """A verified copy of the SQLite database (PostgreSQL: use pg_dump)."""
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException("PostgreSQL has its own: pg_dump -Fc")
    target = target or _folder() / f"cordee-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
    _copy(target)
    click.echo(f"{target} ({target.stat().st_size // 1024} kB)")
