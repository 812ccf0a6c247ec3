"""The settings file of an instance, written by a restore and by a move; an operator's own lines stay as they are."""

import json
import os
import re
import secrets
import tomllib
from pathlib import Path

from app.outside.private import write_private

NAME = "settings.toml"
AUTOMATIC = {"secret_key", "mode"}  # what a first start writes by itself
ENVIRONMENT = ("CORDEE_DATABASE_URL", "CORDEE_DATABASE_URL_FILE")


def _read(instance: Path) -> str:
    """Whole lines, so that others may follow."""
    file = instance / NAME
    there = file.read_text() if file.exists() else ""
    return there if there.endswith("\n") or not there else f"{there}\n"


def join(instance: Path, text: str) -> list[str]:
    """The settings of a backup, which hold no secret, beside those that are here, which win. Returns the names of
    those that say something else than the backup."""
    there = _read(instance)
    mine, copied = tomllib.loads(there), tomllib.loads(text)
    if mine.keys() <= AUTOMATIC:
        secret = mine.get("secret_key") or secrets.token_urlsafe(48)
        there, mine = f'secret_key = "{secret}"\n', {"secret_key": secret}
    new = "".join(f"{line}\n" for line in text.splitlines() if line.partition(" =")[0] not in mine)
    write_private(instance / NAME, f"{there}{new}".encode())
    return sorted(name for name in copied if name in mine and mine[name] != copied[name])


def set_database(instance: Path, url: str) -> bool:
    """False where the environment says it, and would go on saying it."""
    if any(name in os.environ for name in ENVIRONMENT):
        return False
    there, line = _read(instance), f"database_url = {json.dumps(url, ensure_ascii=False)}"
    told, found = re.subn(r"(?m)^\s*database_url\s*=.*$", lambda _found: line, there, count=1)
    write_private(instance / NAME, (told if found else f"{there}{line}\n").encode())
    return True
