"""Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes), at most two computed at once."""

import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import cbor2
import pyotp
import webauthn
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from webauthn.helpers import (
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.core.secrets import Seal, keyed, open_private, private_folder

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


# The key that second factors are sealed under: a file of the instance, in no backup, made at the first need.
#
# Who has a copy of the database alone learns no secret of an application and no code of a printed sheet. A copy that is
# restored without this file leaves recovery codes and passkeys as they were; applications and sheets are made anew.

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
        return keyed(self._digest, "sheet", str(person_id), str(sheet), str(position), code)


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


# Codes of six digits that an application makes from a shared secret and the clock (RFC 6238), with PyOTP.

PERIOD = 30
DRIFT = 1  # time steps on each side: a clock half a minute wrong (RFC 6238, §5.2)


def new_secret() -> str:
    """160 bits, base32 (RFC 4226, §4)."""
    return pyotp.random_base32()


def address(secret: str, account: str, site: str) -> str:
    """`otpauth://…`, which the square code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that this code belongs to. All of them are compared, so that none takes less time."""
    present, made = int(now.timestamp()) // PERIOD, pyotp.TOTP(secret)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(made.generate_otp(step), code):
            found = step
    return found


# Passkeys: what a browser or a security key signs for this site (W3C Web Authentication, level 3), by py-webauthn.
#
# A passkey is a second factor here, after the code received by mail: that somebody is there is asked for (user
# presence), that the device knew whom it had before it (user verification) is preferred, and no maker is asked to vouch
# for the device (attestation): a statement that comes all the same is dropped unread, so that no certificate is ever
# parsed.
#
# Whatever is parsed is small and flat. CTAP2's canonical form of CBOR has no tags, no indefinite lengths and four
# levels at most; it is held to here before the library reads it, which would follow references (tags 28 and 29) and
# write two hundred bytes out as eight megabytes.

MINUTES = 5  # how long a challenge lives
ANSWER_BYTES = 16_384  # the whole of what the browser sends; the longest known (TPM statements) are half of it
ID_BYTES = 1_023  # W3C, « Credential ID »
KEY_BYTES = 1_024  # an RSA key of 4096 bits takes 540
NESTING = 4  # CTAP 2.2, § 8 « Message Encoding »
ALGORITHMS = [Algorithm.EDDSA, Algorithm.ECDSA_SHA_256, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
CREATE, GET = "webauthn.create", "webauthn.get"
DATA, KEPT = 37, 16 + 2  # authenticator data: its fixed part; the maker's mark and the length of the id that follow it
HAS_KEY = 0x40
UNREAD = (WebAuthnException, cbor2.CBORError, ValueError, LookupError, TypeError, AttributeError)


class PasskeyRefused(Exception):
    """Why an answer is not one: `malformed`, `other_site`, `challenge` (over, used or another's), `forged`, `weak` (a
    kind of key that is not taken), `cloned` (its counter went back: two devices have one key)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site, as browsers bind passkeys to it: a name without port or path, and where its pages come from."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that somebody has already."""

    id: str  # base64url
    transports: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Registered:
    id: str  # base64url
    public_key: bytes  # COSE
    sign_count: int
    transports: list[str]


def relying_party(base_url: str, name: str) -> RelyingParty | None:
    """None where browsers know no passkeys: an address in numbers, or one that is neither https nor this machine."""
    address = urlsplit(base_url)
    try:
        host = (address.hostname or "").encode("idna").decode()
    except UnicodeError:
        return None
    local = host == "localhost" or host.endswith(".localhost")
    if not host or _is_number(host) or not (address.scheme == "https" or local):
        return None
    port = "" if address.port in (None, {"http": 80, "https": 443}[address.scheme]) else f":{address.port}"
    return RelyingParty(host, f"{address.scheme}://{host}{port}", name)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def registration_options(party: RelyingParty, challenge: str, person: bytes, email: str, name: str,
                         existing: Sequence[Known]) -> dict[str, Any]:
    """For navigator.credentials.create(). `person`: random bytes, never an address. A device that has one of the
    existing passkeys makes no second one. Kept by the device where it can (a synchronised passkey outlives it)."""
    options = webauthn.generate_registration_options(
        rp_id=party.id, rp_name=party.name, user_id=person, user_name=email, user_display_name=name,
        challenge=_bytes(challenge), timeout=MINUTES * 60_000, attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED),
        exclude_credentials=[_described(known) for known in existing], supported_pub_key_algs=ALGORITHMS)
    return options_to_json_dict(options)


def authentication_options(party: RelyingParty, challenge: str, allowed: Sequence[Known]) -> dict[str, Any]:
    """For navigator.credentials.get(): one of these and no other."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=_bytes(challenge), timeout=MINUTES * 60_000,
        allow_credentials=[_described(known) for known in allowed],
        user_verification=UserVerificationRequirement.PREFERRED)
    return options_to_json_dict(options)


def _described(known: Known) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=_bytes(known.id), transports=[AuthenticatorTransport(name) for name in known.transports] or None)


def verify_registration(party: RelyingParty, challenge: str, answer: str) -> Registered:
    """What a new passkey says of itself (W3C, § 7.1); PasskeyRefused where it is not one of this site, made now."""
    told = _read(answer)
    _check_client(party, challenge, told, CREATE)
    try:
        data = _authenticator_data(_bytes(told["response"]["attestationObject"]))
        bare = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told["response"]["attestationObject"] = bytes_to_base64url(bare)
        made = webauthn.verify_registration_response(
            credential=told, expected_challenge=_bytes(challenge), expected_rp_id=party.id,
            expected_origin=party.origin, supported_pub_key_algs=ALGORITHMS)
    except UNREAD as fault:
        raise PasskeyRefused("malformed") from fault
    if not 1 <= len(made.credential_id) <= ID_BYTES or bytes_to_base64url(made.credential_id) != told["id"]:
        raise PasskeyRefused("malformed")
    _check_key(made.credential_public_key)
    return Registered(told["id"], made.credential_public_key, made.sign_count, _transports(told["response"]))


def credential_id(answer: str) -> str:
    """Which passkey signed, in its own words: to find its row."""
    return str(_read(answer)["id"])


def verify_authentication(party: RelyingParty, challenge: str, answer: str, public_key: bytes, seen: int) -> int:
    """The passkey's new counter (W3C, § 7.2). It is compared once the signature holds: nobody without the key can make
    a passkey pass for a copy. A passkey that counts nothing says 0 for ever."""
    told = _read(answer)
    _check_client(party, challenge, told, GET)
    try:
        data = _bytes(told["response"]["authenticatorData"])
        _check_data(data)
        shown = webauthn.verify_authentication_response(
            credential=told, expected_challenge=_bytes(challenge), expected_rp_id=party.id,
            expected_origin=party.origin, credential_public_key=public_key, credential_current_sign_count=0)
    except (WebAuthnException, InvalidSignature) as fault:
        raise PasskeyRefused("forged") from fault
    except UNREAD as fault:
        raise PasskeyRefused("malformed") from fault
    if (shown.new_sign_count or seen) and shown.new_sign_count <= seen:
        raise PasskeyRefused("cloned")
    return shown.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > ANSWER_BYTES:
        raise PasskeyRefused("malformed")
    told = _json(answer)
    response = told.get("response")
    if not isinstance(told.get("id"), str) or not isinstance(response, dict):
        raise PasskeyRefused("malformed")
    return told


def _json(text: str | bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise PasskeyRefused("malformed") from fault
    if not isinstance(told, dict):
        raise PasskeyRefused("malformed")
    return told


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise PasskeyRefused("malformed")
    try:
        return urlsafe_b64decode(f"{text}===")
    except ValueError as fault:
        raise PasskeyRefused("malformed") from fault


def _check_client(party: RelyingParty, challenge: str, told: dict[str, Any], kind: str) -> None:
    """What the browser says of the page that asked: another site's is told apart from a late or a broken answer. The
    library checks it again, all but the frame of another site."""
    client = _json(_bytes(told["response"].get("clientDataJSON")))
    if client.get("type") != kind:
        raise PasskeyRefused("malformed")
    if client.get("origin") != party.origin or client.get("crossOrigin") is True or "topOrigin" in client:
        raise PasskeyRefused("other_site")
    if _bytes(client.get("challenge")) != _bytes(challenge):
        raise PasskeyRefused("challenge")


def _authenticator_data(attestation: bytes) -> bytes:
    _check_cbor(attestation)
    data = cbor2.loads(attestation, max_depth=NESTING + 1)["authData"]
    if not isinstance(data, bytes):
        raise PasskeyRefused("malformed")
    _check_data(data)
    return data


def _check_data(data: bytes) -> None:
    """Its parts in CBOR come after a fixed head, and after the id of a new passkey (W3C, § 6.1)."""
    if len(data) < DATA:
        raise PasskeyRefused("malformed")
    start = DATA
    if data[32] & HAS_KEY:
        start += KEPT + int.from_bytes(data[DATA + 16:DATA + KEPT], "big")
    _check_cbor(data[start:])


def _check_cbor(data: bytes) -> None:
    """Whole items, definite, without tags, four levels deep at most; a step for each."""
    at, awaited = 0, list[int]()  # how many items each open list or map still waits for
    while at < len(data) or awaited:
        if at >= len(data):
            raise PasskeyRefused("malformed")
        major, number = data[at] >> 5, data[at] & 31
        at += 1
        if number > 23:
            size = 1 << (number - 24)
            number = int.from_bytes(data[at:at + size], "big")
            at += size
            if size > 8:
                raise PasskeyRefused("malformed")
        at += number if major in (2, 3) else 0
        if awaited:
            awaited[-1] -= 1
        if major in (4, 5):
            awaited.append(number * (major - 3))
        if major == 6 or at > len(data) or len(awaited) > NESTING:
            raise PasskeyRefused("malformed")
        while awaited and not awaited[-1]:
            awaited.pop()


def _check_key(public_key: bytes) -> None:
    """One that will be able to sign: the library only looks at it when it does."""
    try:
        key = decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    except UNREAD as fault:
        raise PasskeyRefused("weak") from fault
    weak = isinstance(key, RSAPublicKey) and not 2_048 <= key.key_size <= 4_096
    if weak or len(public_key) > KEY_BYTES:
        raise PasskeyRefused("weak")


def _transports(response: dict[str, Any]) -> list[str]:
    """How the device may be reached (usb, nfc, …): the names that are known, each once."""
    told = response.get("transports")
    known = {transport.value for transport in AuthenticatorTransport}
    return [name for name in sorted(known) if name in told] if isinstance(told, list) else []
