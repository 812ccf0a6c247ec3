"""Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes), at most two computed at once."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_TURN = BoundedSemaphore(2)
_NOBODY = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    with _TURN:
        return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """The same work is done where nobody has that address, so that time tells nothing."""
    with _TURN:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
