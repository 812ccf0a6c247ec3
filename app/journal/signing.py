"""Ed25519 signatures (RFC 8032) with a key that is a file of the instance: never in the database, never in a backup."""

import hashlib
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

FOLDER, NAME, NEXT = "keys", "journal-signing.pem", "journal-signing-next.pem"


class NoKey(RuntimeError):
    """The file is there and cannot be used; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Signer:
    _private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The 32 bytes of the public key, base64."""
        return b64encode(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)

    def sign(self, text: str) -> str:
        return b64encode(self._private.sign(text.encode())).decode()


def fingerprint(public: str) -> str:
    """SHA-256 of the 32 bytes: what is read aloud and printed."""
    return hashlib.sha256(b64decode(public)).hexdigest()


def is_public(text: str) -> bool:
    """Base64 of 32 bytes."""
    try:
        return len(b64decode(text, validate=True)) == 32
    except (NotBase64, ValueError):
        return False


def holds(public: str, text: str, signature: str) -> bool:
    """Is it a signature of this text by this key? What is no key or no signature is not."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(b64decode(signature), text.encode())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def pem(public: str) -> str:
    """As openssl reads a public key."""
    key = Ed25519PublicKey.from_public_bytes(b64decode(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_of(text: str) -> str | None:
    """A public key given by its PEM, or by its base64; None where it is neither."""
    with suppress(ValueError, TypeError):
        key = load_pem_public_key(text.encode())
        if isinstance(key, Ed25519PublicKey):
            return b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    return text.strip() if is_public(text.strip()) else None


def signer(instance: Path, name: str = NAME) -> Signer | None:
    """The key that signs; None where there is no file."""
    try:
        read = (instance / FOLDER / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise NoKey(f"{FOLDER}/{name} cannot be read: {fault.strerror}") from fault
    try:
        key = load_pem_private_key(read, password=None)
    except (ValueError, TypeError) as fault:
        raise NoKey(f"{FOLDER}/{name} is not a private key") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"{FOLDER}/{name} is not an Ed25519 key")
    return Signer(key)


def draw(instance: Path, name: str = NAME) -> Signer:
    """A new key in its file, readable by its owner alone. Of two processes that draw at once, both get the same."""
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    half = folder / f"{name}.{secrets.token_hex(8)}.part"
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        with suppress(FileExistsError):
            os.link(half, folder / name)  # whole or not at all, and never over another
    finally:
        half.unlink()
    drawn = signer(instance, name)
    assert drawn is not None  # it was made just above, or by another process
    return drawn


def begin_next(instance: Path) -> Signer:
    """The key to come, beside the one that still signs; one that was left by an interrupted change goes on."""
    return draw(instance, NEXT)


def take_over(instance: Path) -> None:
    """The key to come takes the place of the old one, which is gone. Once its row is in the database."""
    (instance / FOLDER / NEXT).replace(instance / FOLDER / NAME)
