"""The key that second factors are sealed under: a file of the instance, in no backup, made at the first need.

Who has a copy of the database alone learns no secret of an application and no code of a printed sheet. A copy that is
restored without this file leaves recovery codes and passkeys as they were; applications and sheets are made anew."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.outside import tokens
from app.outside.private import open_private, private_folder
from app.outside.sealing import InvalidTag, Seal

FOLDER, NAME, BYTES = "keys", "second-factor.secret", 32


class FactorKey:
    __slots__ = ("_digest", "_seal")

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, "cordee second factor")
        self._digest = secret.hex()

    @classmethod
    def of(cls, instance: Path) -> "FactorKey":
        file = private_folder(instance / FOLDER) / NAME
        if not file.exists():
            _make(file)
        return cls(file.read_bytes())

    def close(self, secret: str, person_id: int) -> bytes:
        return self._seal.close(secret.encode(), f"totp {person_id}")

    def open(self, sealed: bytes, person_id: int) -> str | None:
        """None where it was sealed under another key: the file was lost."""
        try:
            return self._seal.open(sealed, f"totp {person_id}").decode()
        except InvalidTag:
            return None

    def digest(self, person_id: int, sheet: int, position: int, code: str) -> str:
        """Of a code of paper, which is too short for a plain digest (NIST SP 800-63B, §3.1.2.2)."""
        return tokens.keyed(self._digest, "sheet", str(person_id), str(sheet), str(position), code)


def _make(file: Path) -> None:
    """Whole or not at all, and the first one stays where two come at once."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    with open_private(part) as out:
        out.write(os.urandom(BYTES))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()
