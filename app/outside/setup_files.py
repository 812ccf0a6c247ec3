"""The one-time code of a first start, and the answers typed so far: two files of the instance folder, readable by its
owner alone, gone once the site is in service."""

import json
import os
import secrets
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

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
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(text)


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
    """Whole or not at all."""
    half = instance / f"{ANSWERS}.{os.getpid()}.{secrets.token_hex(4)}.part"
    _create(half, json.dumps(told, ensure_ascii=False))
    half.rename(instance / ANSWERS)


def forget(instance: Path) -> None:
    for name in (CODE, ANSWERS):
        (instance / name).unlink(missing_ok=True)
