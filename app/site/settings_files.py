"""The one-time code of a first start, and the answers typed so far: two files of the instance folder, readable by its
owner alone, gone once the site is in service."""

import csv
import fcntl
import json
import os
import re
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import Any

from app.core.resources import DATA
from app.core.secrets import open_private, write_private

CODE, ANSWERS = "mise-en-service.txt", "mise-en-service.json"
SIGNS = "ABCDEFGHJKLMNPQRSTVWXYZ23456789"
LENGTH = 20  # 99 bits
Answers = dict[str, dict[str, list[str]]]


def code(instance: Path) -> tuple[str, bool]:
    """The code, and whether it was drawn just now. Two processes that start together end with the same one."""
    file = instance / CODE
    with suppress(FileExistsError):
        drawn = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        _create(file, f"{_spaced(drawn)}\n")
        return _spaced(drawn), True
    return file.read_text().strip(), False


def _spaced(drawn: str) -> str:
    return "-".join(drawn[n:n + 4] for n in range(0, LENGTH, 4))


def _create(file: Path, text: str) -> None:
    with open_private(file) as out:
        out.write(text.encode())


def is_code(instance: Path, typed: str) -> bool:
    """As it was read or dictated: case, spaces and hyphens do not count."""
    plain = "".join(c for c in typed.upper() if c.isalnum())
    there = code(instance)[0].replace("-", "")
    return compare_digest(plain.encode(), there.encode())


def answers(instance: Path) -> Answers:
    """What was typed, by question; nothing where the file is missing or was damaged."""
    try:
        found = json.loads((instance / ANSWERS).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(instance: Path, told: Answers) -> None:
    write_private(instance / ANSWERS, json.dumps(told, ensure_ascii=False).encode())


def forget(instance: Path) -> None:
    for name in (CODE, ANSWERS):
        (instance / name).unlink(missing_ok=True)


# The settings file of an instance, written by a restore and by a move; an operator's own lines stay as they are.

SETTINGS_NAME = "settings.toml"
AUTOMATIC = {"secret_key", "mode"}  # what a first start writes by itself
ENVIRONMENT = ("CORDEE_DATABASE_URL", "CORDEE_DATABASE_URL_FILE")


def _read(instance: Path) -> str:
    """Whole lines, so that others may follow."""
    file = instance / SETTINGS_NAME
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
    write_private(instance / SETTINGS_NAME, f"{there}{new}".encode())
    return sorted(name for name in copied if name in mine and mine[name] != copied[name])


def set_database(instance: Path, url: str) -> bool:
    """False where the environment says it, and would go on saying it."""
    if any(name in os.environ for name in ENVIRONMENT):
        return False
    there, line = _read(instance), f"database_url = {json.dumps(url, ensure_ascii=False)}"
    told, found = re.subn(r"(?m)^\s*database_url\s*=.*$", lambda _found: line, there, count=1)
    write_private(instance / SETTINGS_NAME, (told if found else f"{there}{line}\n").encode())
    return True


# Does something serve this instance? A file lock, which the kernel lets go of whatever way a process ends.

LOCK_NAME = "in-use.lock"
_held: list[int] = []


SERVED = "le site est en marche\u00a0: arrêtez-le d’abord (systemctl stop cordee), puis recommencez"
REPLACED = "la base est en train d’être remplacée (restauration, déplacement, mise à jour)\u00a0: attendez la fin"


class InUse(RuntimeError):
    """Something is at work here; the message is one sentence."""


def _open(instance: Path) -> int:
    return os.open(instance / LOCK_NAME, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def hold_shared(instance: Path) -> None:
    """For the life of this process: several may serve at once. InUse while something replaces the database."""
    number = _open(instance)
    try:
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise InUse(REPLACED) from None
    _held.append(number)


@contextmanager
def exclusive(instance: Path) -> Iterator[None]:
    """Nobody serves meanwhile, nor begins to."""
    number = _open(instance)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(SERVED) from None
        yield
    finally:
        os.close(number)


UNFINISHED = "restore-unfinished"


class Unfinished(RuntimeError):
    """A restore or a move stopped halfway; the database must not be served as it is."""

    def __init__(self) -> None:
        super().__init__("une restauration s’est arrêtée en chemin\u00a0: videz la base et recommencez-la (ou effacez"
                         f" {UNFINISHED} si vous savez que la base est bonne)")


def begin(instance: Path) -> None:
    """From here on the database is neither empty nor whole."""
    os.close(os.open(instance / UNFINISHED, os.O_CREAT | os.O_WRONLY, 0o600))


def end(instance: Path) -> None:
    """It is whole, or empty again."""
    (instance / UNFINISHED).unlink(missing_ok=True)


def refuse_unfinished(instance: Path) -> None:
    if (instance / UNFINISHED).exists():
        raise Unfinished


def serve(instance: Path) -> None:
    """What a process that serves, or runs the jobs, does first."""
    refuse_unfinished(instance)
    hold_shared(instance)


# What the software brings with it, read from app/data: the charter of the first day, themes, communes, examples.



def charter(key: str = "default") -> str:
    return (DATA / "charters" / f"{key}.toml").read_text()


@cache
def territory() -> dict[str, Any]:
    return tomllib.loads((DATA / "territory" / "themes.toml").read_text())


def themes() -> list[tuple[str, dict[str, str], dict[str, str]]]:
    return [(each["slug"], each["name"], each["about"]) for each in territory()["theme"]]


@cache
def departments() -> dict[str, str]:
    """Code → name, for each list of communes that is shipped; the first two signs of its codes are the department's."""
    found = {}
    for file in sorted((DATA / "territory").glob("*.csv")):
        with file.open(newline="") as lines:
            first = next(csv.DictReader(lines))
        code = first["code"][:3] if first["code"].startswith("97") else first["code"][:2]
        found[code] = file.stem
    return found


def communes(department: str) -> str:
    """The CSV of a department that is shipped."""
    return (DATA / "territory" / f"{departments()[department]}.csv").read_text()


@cache
def examples() -> dict[str, Any]:
    return tomllib.loads((DATA / "samples.toml").read_text())
