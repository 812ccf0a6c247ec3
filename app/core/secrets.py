"""Random secrets, and the digest under which they are kept."""

import hashlib
import hmac
import os
import pwd
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def draw() -> str:
    """256 bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(32)


def uid() -> str:
    return secrets.token_hex(16)


def six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Readable aloud: no 0/O, no 1/I."""


def receipt() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def one_use(length: int) -> str:
    """Without its hyphens, as it is compared."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def in_fours(code: str) -> str:
    """As it is shown and printed: `K3QF-9PXM`."""
    return "-".join(code[n:n + 4] for n in range(0, len(code), 4))


def ballot_receipt() -> str:
    """What a voter keeps: eighty bits, `K3QF-…` in four groups of four. It derives from nothing."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def digest(secret: str) -> str:
    """For secrets of 128 bits and more; short ones need `keyed`."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed(key: str, *parts: str) -> str:
    """HMAC-SHA-256 (RFC 2104): a short code, an address, or whatever must not be found by trying."""
    return hmac.new(key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def passphrase() -> str:
    """59 bits, to be read aloud and typed: `ABCD-EFGH-2345`."""
    drawn = [secrets.choice("ABCDEFGHJKLMNPQRSTVWXYZ23456789") for _ in range(12)]
    return "-".join("".join(drawn[n:n + 4]) for n in (0, 4, 8))


def plain(typed: str) -> str:
    """What a passphrase or a code comes to however it was typed: without case, spaces and hyphens."""
    return "".join(c for c in typed.upper() if c.isalnum())


# What only who holds a secret can read again (AES-256-GCM, NIST SP 800-38D).

NONCE_BYTES = 12


class Seal:
    """`purpose` keeps apart what one secret is used for: each has a key of its own (HMAC-SHA-256, RFC 2104)."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._cipher = AESGCM(hmac.digest(secret, purpose.encode(), "sha256"))

    def close(self, plain: bytes, about: str) -> bytes:
        """A random nonce, then the rest: never twice the same. `about` says whose place it is in, so that nothing is
        read in another's."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())


def filled(plain: bytes, length: int) -> bytes:
    """To a multiple of that length, with spaces, which JSON reads as nothing: a length must not tell what is sealed."""
    return plain.ljust(-(-len(plain) // length) * length)


# Files that only the service's own user reads: 0600, in folders 0700, whatever the umask was.
#
# Whoever writes into the folder of an instance goes through here. What another program makes there (the database, its
# write-ahead log) gets the same from the umask that wsgi.py sets; what was there before is mended at the start.

FILE, FOLDER, UMASK = 0o600, 0o700, 0o077
OTHERS = 0o077  # what the group and everybody else may do
SUBFOLDERS = ("backups", "keys", "mail")  # of an instance: what an operator put beside is not ours to close


def private_folder(path: Path) -> Path:
    """Made where it is missing, closed where it was open."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    _close(path)
    return path


def open_private(path: Path) -> BinaryIO:
    """A new file, to be written; refused where there is one of that name (FileExistsError)."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, FILE), "wb")


def write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, in place of what was there: whoever reads never sees half of it."""
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open_private(half) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def make_private(path: Path) -> Path:
    """Of a file that something else has just written."""
    _close(path)
    return path


def loose(instance: Path, *beside: Path) -> list[Path]:
    """What others than the service's user may open: of the instance, and of files elsewhere (a database)."""
    return [path for path in _own(instance, beside) if _mode(path) & OTHERS]


def tighten(instance: Path, *beside: Path) -> list[Path]:
    """Close what is open. What could not be (it belongs to somebody else), for whoever tells the operator."""
    failed = []
    for path in loose(instance, *beside):
        try:
            _close(path)
        except OSError:
            failed.append(path)
    return failed


def _own(instance: Path, beside: tuple[Path, ...]) -> Iterator[Path]:
    yield instance
    yield from (file for file in _entries(instance) if file.is_file())
    for folder in (instance / name for name in SUBFOLDERS):
        if folder.is_dir() and not folder.is_symlink():
            yield folder
            yield from (path for path in folder.rglob("*") if not path.is_symlink())
    for file in beside:
        yield from (path for path in _entries(file.parent) if path.name.startswith(file.name) and path.is_file())


def _entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.is_symlink()] if folder.is_dir() else []


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:  # gone between the listing and now: a mail that was sent
        return 0


def _close(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.chmod(_mode(path) & ~OTHERS)


# Whose the files of an instance are. A command typed as root in the folder of a service leaves files that the service
# cannot open afterwards; it is refused before it writes anything.

def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def other_owner(folder: Path, uid: int | None = None) -> str | None:
    """The name of whose folder this is (or the one it would be made in), where root would act in their place."""
    owner = _existing(folder).stat().st_uid
    acts = os.geteuid() if uid is None else uid
    return _name(owner) if acts == 0 and owner != 0 else None


def foreign(folder: Path) -> list[str]:
    """What lies in the folder and belongs to somebody else than the folder itself."""
    owner = folder.stat().st_uid
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")
                  if not path.is_symlink() and path.exists() and path.stat().st_uid != owner)
