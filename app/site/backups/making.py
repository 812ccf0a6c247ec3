"""A SQLite database copied while others write, and checked. `cp` of a live one is broken one time in two."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session

from app.core.secrets import private_folder, write_private
from app.site import erasure_list
from app.site.backups import archive, files, postgres
from app.site.backups.files import BackupFailed, Instance, settings_without_secrets
from app.site.register import State, state
from app.site.rules import Generations

NAME = "database.sqlite"


def copy(source: sa.Engine, target: Path) -> None:
    """VACUUM INTO: one reading transaction, which no writer waits for; compact, and without what was deleted. The disk
    is not waited for here (the copy is read again at once, and goes away): the archive made from it is."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    raw = dbapi2.connect(str(source.url.database), timeout=30)
    try:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def engine_of(file: Path) -> sa.Engine:
    """To read alone."""
    return sa.create_engine(f"sqlite:///file:{file}?mode=ro&uri=true", module=dbapi2)


def check(file: Path, *, strict: bool = True) -> State:
    """Everything that can be known of a copy by itself; BackupFailed at what is wrong. A copy made before an upgrade
    (not `strict`) is that of the site as it is, faults of its journal included: they are in its state."""
    engine = engine_of(file)
    try:
        with Session(engine) as session:
            said = session.execute(sa.text("PRAGMA integrity_check(1)")).scalar()
            if said != "ok":
                raise BackupFailed(f"la copie est abîmée\u00a0: {said}", "unsound")
            if (broken := session.execute(sa.text("PRAGMA foreign_key_check")).first()) is not None:
                raise BackupFailed(f"dans la copie, une ligne de {broken[0]} renvoie à une autre qui manque", "unsound")
            found = state(session)
    except sa.exc.DatabaseError as fault:
        raise BackupFailed(f"la copie ne se lit pas\u00a0: {fault.orig}", "unsound") from None
    finally:
        engine.dispose()
    if found.faults and strict:
        raise BackupFailed(f"la copie ne tient pas\u00a0: {found.faults[0]}", "unsound")
    return found


# One copy of the whole site, made while it runs: copied, checked, packed, encrypted, and only then given its name.

SETTINGS = "settings.toml"
FULL = "le disque est plein\u00a0: aucune copie n’a été faite, les anciennes sont là"
LEAST_ROOM = 50_000_000  # bytes, beside what the copy itself takes


def make_backup(here: Instance, now: datetime, label: str = files.SCHEDULED, *, encrypted: bool = True,
                target: Path | None = None) -> Path:
    """The file that was made. BackupFailed, with the older ones still there and nothing half written, where it was
    not. `encrypted=False`: one that must be put back on this very machine, where no private key is."""
    folder = _folder(here)
    with _alone(folder):
        _sweep(folder)
        files.thin(folder, now, _generations(here))
        try:
            made = _made(here, now, label, folder, encrypted, target)
        except (BackupFailed, archive.Refused, OSError, sa.exc.DBAPIError) as fault:
            failed = _said(fault)
            files.note_try(folder, now, failed.code)
            raise failed from None
        finally:
            _sweep(folder)
        files.note_try(folder, now, "")
        files.thin(folder, now, _generations(here), made)
    return made


def _generations(here: Instance) -> Generations:
    told = here.settings
    return Generations(told.backup_hourly, told.backup_daily, told.backup_weekly, told.backup_monthly)


def _folder(here: Instance) -> Path:
    try:
        if not here.settings.backup_folder:
            return private_folder(here.copies)
        here.copies.mkdir(mode=0o700, parents=True, exist_ok=True)  # one that is there keeps the rights it was given
    except OSError as fault:
        raise BackupFailed(f"{here.copies}\u00a0: {fault.strerror}") from None
    return here.copies


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One copy at a time: two would fill the disk together, and thin what the other is about to name."""
    lock = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed("une autre copie est en train de se faire", "busy") from None
        yield
    finally:
        os.close(lock)


def _sweep(folder: Path) -> None:
    """What a copy that was interrupted left."""
    for left in folder.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    for half in folder.glob("*.tar.gz*.part"):
        half.unlink(missing_ok=True)


def _said(fault: Exception) -> BackupFailed:
    """One sentence for the operator."""
    if isinstance(fault, BackupFailed):
        return fault
    if isinstance(fault, OSError) and fault.errno in archive.FULL:
        return BackupFailed(FULL, "full")
    if isinstance(fault, sa.exc.DBAPIError):
        return BackupFailed(f"la base\u00a0: {str(fault.orig).strip().splitlines()[0]}")
    return BackupFailed(str(fault))


def _made(here: Instance, now: datetime, label: str, folder: Path, encrypted: bool, target: Path | None) -> Path:
    public = archive.recipients(here.settings.backup_recipient) if encrypted else []
    _has_room(here, folder, label)
    work = folder / f".making-{secrets.token_hex(8)}"
    work.mkdir(mode=0o700)
    named = target or files.free_name(folder, label, now, bool(public))
    half = named.with_name(f"{named.name}.part")
    try:
        began = datetime.now(UTC)  # what is done from here on may or may not be in the copy
        name, found = _database(here, work, strict=label == files.SCHEDULED)
        (work / SETTINGS).write_text(settings_without_secrets(here.settings))
        members = [(name, work / name), (SETTINGS, work / SETTINGS)]
        archive.write(half, _told(here, began, label, found), members, public)
        half.rename(named)
        _sync(named.parent)
    finally:
        half.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    _lay_list_beside(here, folder)
    return named


def _database(here: Instance, work: Path, *, strict: bool) -> tuple[str, State]:
    if here.is_sqlite:
        file = work / NAME
        try:
            copy(here.engine, file)
        except dbapi2.Error as fault:
            full = "full" in str(fault) or "disk I/O" in str(fault)
            raise BackupFailed(FULL, "full") if full else BackupFailed(f"la base\u00a0: {fault}") from None
        return NAME, check(file, strict=strict)
    return postgres.NAME, postgres.copy(here.engine, work / postgres.NAME, strict=strict)


def _told(here: Instance, began: datetime, label: str, found: State) -> dict[str, Any]:
    return {"made_at": began.isoformat(), "label": label, "engine": here.engine.dialect.name,
            "revision": found.revision, "base_url": here.settings.base_url, "rows": found.rows,
            "journal": found.journal, "decisions": found.decisions, "faults": found.faults}


def _has_room(here: Instance, folder: Path, label: str) -> None:
    """Below a share of free disk none is made: a copy must not be what stops the site. The one before an upgrade, of a
    site that is stopped, only needs its own room."""
    disk, share = shutil.disk_usage(folder), here.settings.backup_free_percent
    if label == files.SCHEDULED and disk.free * 100 < disk.total * share:
        raise BackupFailed(
            f"moins de {share} % du disque est libre ({disk.free // 1_000_000} Mo)\u00a0: aucune copie n’a été faite."
            " Faites de la place, ou choisissez un autre disque (backup_folder)", "room")
    if disk.free < (needed := _size(here) * 2 + LEAST_ROOM):
        raise BackupFailed(f"une copie demande {needed // 1_000_000} Mo, qui ne sont pas libres", "room")


def _size(here: Instance) -> int:
    if here.is_sqlite:
        name = Path(str(here.engine.url.database))
        return name.stat().st_size if name.exists() else 0
    with here.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _lay_list_beside(here: Instance, folder: Path) -> None:
    """The list of what was taken away, as it is now: whoever carries the copies elsewhere carries it too, apart from
    each of them."""
    source = here.folder / erasure_list.NAME
    if not source.exists():
        return
    write_private(folder / erasure_list.NAME, source.read_bytes())


def _sync(folder: Path) -> None:
    """The name itself is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
