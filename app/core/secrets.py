"""Random secrets, and the digest under which they are kept."""

import hashlib
import hmac
import os
import secrets

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
