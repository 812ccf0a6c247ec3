"""The folder of copies: what is in it, what leaves it, and how the last try went."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.config import Settings
from app.core.secrets import write_private
from app.site import rules as retention

NAME = re.compile(r"(cordee|before-upgrade)-(\d{8}T\d{6})Z(?:-\d+)?\.tar\.gz(\.age)?")
SCHEDULED, UPGRADE = "cordee", "before-upgrade"
TRY = "last-try.json"
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file is only there under its name once it was checked."""

    path: Path
    label: str
    at: datetime
    encrypted: bool
    size: int


@dataclass(frozen=True, slots=True)
class Try:
    at: datetime
    fault: str  # a code of BackupFailed; empty where it went well


def listed(folder: Path) -> list[Copy]:
    """The newest first."""
    found = []
    for path in _entries(folder):
        if (told := NAME.fullmatch(path.name)) is not None:
            at = datetime.strptime(told[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            found.append(Copy(path, told[1], at, told[3] is not None, path.stat().st_size))
    return sorted(found, key=lambda copy: (copy.at, copy.path.name), reverse=True)


def _entries(folder: Path) -> list[Path]:
    """Nothing where there is no folder yet, or none that may be read: whoever asks is told that there is no copy."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def last_good(folder: Path, now: datetime) -> datetime | None:
    """Of those that are not of a time to come: a clock that was wrong for a while must not hold up the next one."""
    return next((copy.at for copy in listed(folder) if copy.at <= now + SKEW), None)


def free_name(folder: Path, label: str, now: datetime, encrypted: bool) -> Path:
    """Two copies of one second have two names."""
    base, ending = f"{label}-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z", ".tar.gz" + ".age" * encrypted
    names = (f"{base}{ending}", *(f"{base}-{n}{ending}" for n in range(2, 100)))
    return next(folder / name for name in names if not (folder / name).exists())


def thin(folder: Path, now: datetime, generations: retention.Generations, made: Path | None = None) -> int:
    """Those that nobody needs any more go, and never the one that was just made. How many."""
    copies, gone = listed(folder), 0
    kept = retention.kept((copy.at for copy in copies if copy.label == SCHEDULED), generations)
    upgrades = retention.kept_upgrades((copy.at for copy in copies if copy.label == UPGRADE), now)
    for copy in copies:
        if copy.at not in (kept if copy.label == SCHEDULED else upgrades) and copy.path != made:
            copy.path.unlink(missing_ok=True)
            gone += 1
    return gone


def last_try(folder: Path) -> Try | None:
    try:
        told = json.loads((folder / TRY).read_text())
        return Try(datetime.fromisoformat(told["at"]), str(told["fault"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_try(folder: Path, now: datetime, fault: str) -> None:
    """Whole or not at all; a full disk leaves the one before."""
    with suppress(OSError):
        write_private(folder / TRY, json.dumps({"at": now.isoformat(), "fault": fault}).encode())


# What a copy is made of: a folder, a database, settings.

SECRET = ("secret_key", "database_url", "mail_url", "rate_store", "demo_passphrase")  # are a secret, or may hold one
MACHINE = ("backup_folder", "mode", "jobs", "workers", "threads", "proxies")  # of where it runs, not of the site


class BackupFailed(RuntimeError):
    """No copy was made, or it is not a good one: one sentence, in the language of the commands, and a code that the
    operator's page says in the reader's. The older copies are still there."""

    def __init__(self, said: str, code: str = "other") -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Instance:
    folder: Path
    engine: sa.Engine
    settings: Settings

    @classmethod
    def of(cls, app: Any) -> "Instance":
        """Of an application, inside its context."""
        return cls(Path(app.instance_path), app.extensions["sqlalchemy"].engine, app.config["CORDEE"])

    @property
    def copies(self) -> Path:
        return Path(self.settings.backup_folder) if self.settings.backup_folder else self.folder / "backups"

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"


def settings_without_secrets(told: Settings) -> str:
    """As settings.toml is written: what is not as it was made, and neither secret nor of this machine alone."""
    lines = ["# From a backup. Secrets are never in one: secret_key is drawn again, mail_url is for you to write.\n"]
    for field in fields(Settings):
        value = getattr(told, field.name)
        if field.name in (*SECRET, *MACHINE) or value == field.default:
            continue
        written = list(value) if isinstance(value, tuple) else value
        lines.append(f"{field.name} = {dumps(written, ensure_ascii=False)}\n")
    return "".join(lines)
