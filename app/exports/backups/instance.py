"""What a copy is made of: a folder, a database, settings."""

from dataclasses import dataclass, fields
from json import dumps
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.settings import Settings

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
