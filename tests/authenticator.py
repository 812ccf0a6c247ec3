"""A security key in software: it makes and uses passkeys as a browser hands them over (W3C Web Authentication)."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, HAS_KEY, EXTENDED = 0x01, 0x04, 0x40, 0x80


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _of_size(number: int, size: int) -> bytes:
    return number.to_bytes(size, "big")


def es256() -> tuple[Any, dict[int, Any]]:
    key = ec.generate_private_key(ec.SECP256R1())
    at = key.public_key().public_numbers()
    return key, {1: 2, 3: -7, -1: 1, -2: _of_size(at.x, 32), -3: _of_size(at.y, 32)}


def ed25519_() -> tuple[Any, dict[int, Any]]:
    key = ed25519.Ed25519PrivateKey.generate()
    return key, {1: 1, 3: -8, -1: 6, -2: key.public_key().public_bytes_raw()}


def rs256(bits: int = 2_048) -> tuple[Any, dict[int, Any]]:
    key = rsa.generate_private_key(65_537, bits)
    n = key.public_key().public_numbers().n
    return key, {1: 3, 3: -257, -1: _of_size(n, bits // 8), -2: b"\x01\x00\x01"}


@dataclass
class Authenticator:
    """One passkey. What tests change is a field: where the browser is, how often it signed, which flags it sets."""

    origin: str = "https://cordee.example"
    rp_id: str = "cordee.example"
    count: int = 0
    flags: int = PRESENT | VERIFIED
    client: dict[str, Any] = field(default_factory=dict)  # what the browser says besides
    after: bytes = b""  # more of the authenticator's data
    made: tuple[Any, Any] = field(default_factory=es256)
    id: bytes = field(default_factory=lambda: os.urandom(32))

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **self.client}
        return json.dumps(told).encode()

    def _data(self, flags: int, kept: bytes = b"") -> bytes:
        return (hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + _of_size(self.count, 4) + kept
                + self.after)

    def _answer(self, **response: Any) -> str:
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key",
                           "clientExtensionResults": {}, "response": response})

    def create(self, options: dict[str, Any], statement: Any = ("none", {}), key: bytes | None = None) -> str:
        cose = cbor2.dumps(self.made[1]) if key is None else key
        kept = bytes(16) + _of_size(len(self.id), 2) + self.id + cose
        attested = cbor2.dumps({"fmt": statement[0], "attStmt": statement[1],
                                "authData": self._data(self.flags | HAS_KEY, kept)})
        return self._answer(clientDataJSON=b64(self._client("webauthn.create", options["challenge"])),
                            attestationObject=b64(attested), transports=["usb", "internal", "telepathy"])

    def get(self, options: dict[str, Any]) -> str:
        client, data = self._client("webauthn.get", options["challenge"]), self._data(self.flags)
        signed = self._sign(data + hashlib.sha256(client).digest())
        return self._answer(clientDataJSON=b64(client), authenticatorData=b64(data), signature=b64(signed),
                            userHandle=None)

    def _sign(self, data: bytes) -> bytes:
        key = self.made[0]
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(data, ec.ECDSA(SHA256()))
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), SHA256())
        return bytes(key.sign(data))
