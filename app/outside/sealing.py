"""What only who holds a secret can read again (AES-256-GCM, NIST SP 800-38D)."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


__all__ = ["InvalidTag", "Seal", "filled"]
