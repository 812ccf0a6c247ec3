"""A copy opened again: unpacked into a folder of its own, held against its list, its database checked."""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.site.backups import archive, making, postgres
from app.site.backups.files import BackupFailed
from app.site.backups.making import SETTINGS
from app.site.register import State, state

NAMES = frozenset({making.NAME, postgres.NAME, SETTINGS})


@dataclass(frozen=True, slots=True)
class Opened:
    """`told` is the list of contents; empty for a bare SQLite file, as older versions made them."""

    folder: Path
    told: dict[str, Any]

    @property
    def is_sqlite(self) -> bool:
        return (self.folder / making.NAME).exists()

    @property
    def database(self) -> Path:
        return self.folder / (making.NAME if self.is_sqlite else postgres.NAME)

    @property
    def settings(self) -> Path:
        return self.folder / SETTINGS


@contextmanager
def opened(file: Path, key: str, beside: Path) -> Iterator[Opened]:
    """In a folder made beside what will receive it (so that a name is enough to put it there), gone afterwards.
    `key`: the private key, or the name of the file that holds it. BackupFailed where it is not good."""
    folder = beside / f".opened-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield _unpacked(file, key, folder)
    except archive.Refused as refused:
        raise BackupFailed(str(refused)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked(file: Path, key: str, folder: Path) -> Opened:
    try:
        if archive.kind(file) == "sqlite":
            shutil.copyfile(file, folder / making.NAME)
            (folder / making.NAME).chmod(0o600)
            return Opened(folder, {})
        private = archive.identities(_key(key)) if key else []
        told = archive.read(file, folder, private, NAMES)
    except OSError as fault:
        raise BackupFailed(f"{file.name}\u00a0: {fault.strerror or fault}") from None
    found = Opened(folder, told)
    if not found.database.exists():
        raise BackupFailed(f"{file.name}\u00a0: il n’y a pas de base dedans")
    return found


def _key(given: str) -> str:
    file = Path(given)
    if given.upper().startswith("AGE-SECRET-KEY-"):
        return given
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as fault:
        raise BackupFailed(f"{file.name}\u00a0: la clé ne se lit pas ({fault})") from None


def check(copy: Opened, engine: sa.Engine | None, *, strict: bool = True) -> tuple[State | None, str]:
    """What is in it, and in one sentence how far that could be checked. `engine`: a PostgreSQL server that may hold
    it for a moment, where it is a PostgreSQL copy."""
    if copy.is_sqlite:
        found = making.check(copy.database, strict=strict)
        return agrees(copy.told, found), "intégrité, journal, dépouillements, nombre de lignes"
    if engine is None:
        return None, "ouverte en entier, mais son contenu ne se vérifie qu’avec un serveur PostgreSQL"
    postgres.read_whole(engine, copy.database)
    with postgres.scratch(engine) as elsewhere:
        if elsewhere is None:
            return None, "ouverte en entier, mais son contenu ne se vérifie qu’avec le droit CREATEDB"
        postgres.load(elsewhere, copy.database)
        with Session(elsewhere) as session:
            found = state(session)
    if found.faults and strict:
        raise BackupFailed(f"la copie ne tient pas\u00a0: {found.faults[0]}", "unsound")
    return agrees(copy.told, found), "restaurée dans une base à part : journal, dépouillements, nombre de lignes"


def agrees(told: dict[str, Any], found: State) -> State:
    """The list says what was there when the copy was made."""
    wanted = {name: told[name] for name in ("revision", "rows", "journal", "decisions") if name in told}
    present = json.loads(json.dumps({name: getattr(found, name) for name in wanted}))
    for name, value in wanted.items():
        if present[name] != value:
            raise BackupFailed(f"la copie n’est pas ce que dit sa liste ({name})", "unsound")
    return found
