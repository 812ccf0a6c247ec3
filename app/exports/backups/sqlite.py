"""A SQLite database copied while others write, and checked. `cp` of a live one is broken one time in two."""

import os
from pathlib import Path

import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session

from app.exports.backups.instance import BackupFailed
from app.queries.soundness import State, state

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
