"""The one-time code of a first start, and the answers typed so far: two files of the instance folder, readable by its
owner alone, gone once the site is in service."""

import json
import secrets
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from app.outside.private import open_private, write_private

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
