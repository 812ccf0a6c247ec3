"""Random secrets, and the digest under which they are kept."""

import hashlib
import hmac
import secrets


def draw() -> str:
    """256 bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(32)


def uid() -> str:
    return secrets.token_hex(16)


def six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def receipt() -> str:
    """Readable aloud: no 0/O, 1/I."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(8))


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
