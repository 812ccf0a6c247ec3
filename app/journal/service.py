"""Signing the heads of the journal, changing the key that signs, and the weekly mail to who asked for it."""

import hashlib
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
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

from app.accounts.models import Person
from app.accounts.service.shared import home_id, post
from app.core.database import upsert
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.journal import queries as read, refusals
from app.journal.models import HeadSubscription, SignedHead, SigningKey
from app.journal.queries import line_of_head, line_of_key
from app.journal.rules import WEEKLY, canonical, head_line, is_due, key_line, signed_text
from app.site.events import KeyChanged
from app.territory.models import Space

MOST_IN_A_MAIL = 30


class Signer(Protocol):
    """The private key, which stays a file of the instance."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def public(self) -> str: ...
    def sign(self, text: str) -> str: ...


@operation
def begin_key(work: Work, signer: Signer) -> bool:
    """The first key of the site. Two processes at once end with one; True where this one wrote it."""
    if read.newest_key(work.session) is not None:
        return False
    made = work.session.scalar(upsert(work.session, SigningKey).values(
        fingerprint=signer.fingerprint, public=signer.public, since=work.now, why="first", endorsement="")
        .on_conflict_do_nothing().returning(SigningKey.id))
    return made is not None


@operation
def change_key(work: Work, signer: Signer, why: str, by: Signer | None = None) -> None:
    """`by`: the key in force, which signs the new one (`why` is then "renewed"); none where it is "lost", or was not
    carried to where a copy was "restored". The journal says it either way."""
    last = work.session.scalar(sa.select(SigningKey).order_by(SigningKey.id.desc()).limit(1).with_for_update())
    if last is None:
        raise Refused(refusals.NO_KEY_YET)
    if by is not None and by.fingerprint != last.fingerprint:
        raise Refused(refusals.ANOTHER_KEY_IS_IN_FORCE)
    line = key_line(signer.fingerprint, signer.public, work.now, why, last.fingerprint)
    work.session.add(SigningKey(
        fingerprint=signer.fingerprint, public=signer.public, since=work.now, why=why, previous_id=last.id,
        endorsement=by.sign(signed_text(line)) if by is not None else ""))
    work.say(KeyChanged(space_id=home_id(work), subject_id=home_id(work), fingerprint=signer.fingerprint, why=why))


@operation
def sign(work: Work, space_id: int, signer: Signer) -> bool:
    """The head as it stands, where it is time to. The row of the space is held, so that it does not move meanwhile."""
    space = work.session.execute(
        sa.select(Space.journal_seq, Space.journal_head).where(Space.id == space_id)
        .with_for_update(key_share=True)).one()
    last = read.last_signed(work.session, space_id)
    closed = read.last_closing(work.session, space_id, last[0] if last else 0)
    if not is_due(space.journal_seq, space.journal_head, last, work.now, closed):
        return False
    key = read.newest_key(work.session)
    if key is None or key.fingerprint != signer.fingerprint:
        raise Refused(refusals.ANOTHER_KEY_IS_IN_FORCE)
    text = signed_text(head_line(space_id, space.journal_seq, space.journal_head, work.now, key.fingerprint))
    work.session.add(SignedHead(space_id=space_id, seq=space.journal_seq, digest=space.journal_head, at=work.now,
                                key_id=key.id, signature=signer.sign(text)))
    return True


@operation
def subscribe(work: Work) -> None:
    """The first mail comes with the next signed head; the ones before it are on the page."""
    allow(work, Action.FOLLOW)
    newest = work.session.scalar(sa.select(sa.func.max(SignedHead.id))) or 0
    work.session.execute(upsert(work.session, HeadSubscription).values(
        person_id=work.me, since=work.now, sent_id=newest).on_conflict_do_nothing())


@operation
def unsubscribe(work: Work) -> None:
    allow(work, Action.FOLLOW)
    work.session.execute(sa.delete(HeadSubscription).where(HeadSubscription.person_id == work.me))


@operation
def mail(work: Work, person_id: int, locale: str) -> bool:
    """Once a week at most; the row is claimed, so that two workers send one. `locale`: for who chose no language."""
    row = work.session.get(HeadSubscription, person_id, with_for_update=True)
    if row is None or (row.sent_at is not None and row.sent_at > work.now - WEEKLY):
        return False
    person, heads = work.session.get_one(Person, person_id), read.since(work.session, row.sent_id, MOST_IN_A_MAIL)
    if person.email is None or not heads:
        return False
    used = {head.fingerprint for head in heads}
    lines = [line_of_key(key) for key in read.keys(work.session) if key.fingerprint in used]
    lines += [line_of_head(head) for head in heads]
    post(work, person.email, "journal_heads", person.locale or locale, person_id, path="/journal/empreintes",
         lines=[canonical(line) for line in lines])
    row.sent_at, row.sent_id = work.now, heads[-1].id
    return True


# Ed25519 signatures (RFC 8032) with a key that is a file of the instance: never in the database, never in a backup.

FOLDER, NAME, NEXT = "keys", "journal-signing.pem", "journal-signing-next.pem"


class NoKey(RuntimeError):
    """The file is there and cannot be used; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class HeadSigner:
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


def signer(instance: Path, name: str = NAME) -> HeadSigner | None:
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
    return HeadSigner(key)


def draw(instance: Path, name: str = NAME) -> HeadSigner:
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


def begin_next(instance: Path) -> HeadSigner:
    """The key to come, beside the one that still signs; one that was left by an interrupted change goes on."""
    return draw(instance, NEXT)


def take_over(instance: Path) -> None:
    """The key to come takes the place of the old one, which is gone. Once its row is in the database."""
    (instance / FOLDER / NEXT).replace(instance / FOLDER / NAME)
