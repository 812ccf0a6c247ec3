"""Signed heads and public keys as pages, files, mails and the jobs read them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models.anchors import HeadSubscription, SignedHead, SigningKey
from app.models.journal import Event
from app.models.people import Person
from app.models.spaces import Space
from app.rules.anchoring import WEEKLY, head_line, key_line
from app.rules.kinds import PersonState

Rows = Sequence[Any]
AT_ONCE = 2_000
CLOSED = "decision.closed"


def keys(session: Session) -> Rows:
    """The oldest first: (id, fingerprint, public, since, why, previous, endorsement)."""
    before = aliased(SigningKey)
    return session.execute(
        sa.select(SigningKey.id, SigningKey.fingerprint, SigningKey.public, SigningKey.since, SigningKey.why,
                  before.fingerprint.label("previous"), SigningKey.endorsement)
        .outerjoin(before, before.id == SigningKey.previous_id).order_by(SigningKey.id)).all()


def line_of_key(row: Any) -> dict[str, Any]:
    """As it is published."""
    return key_line(row.fingerprint, row.public, row.since, row.why, row.previous, row.endorsement)


def line_of_head(row: Any) -> dict[str, Any]:
    return head_line(row.space_id, row.seq, row.digest, row.at, row.fingerprint, row.signature)


def newest_key(session: Session) -> SigningKey | None:
    return session.scalar(sa.select(SigningKey).order_by(SigningKey.id.desc()).limit(1))


def _heads() -> sa.Select[Any]:
    return sa.select(SignedHead.id, SignedHead.space_id, Space.slug, Space.name, SignedHead.seq, SignedHead.digest,
                     SignedHead.at, SigningKey.fingerprint, SignedHead.signature).join(
        SigningKey, SigningKey.id == SignedHead.key_id).join(Space, Space.id == SignedHead.space_id)


def page(session: Session, before: int | None, limit: int) -> Rows:
    """The newest first, one more than `limit`."""
    wanted = _heads() if before is None else _heads().where(SignedHead.id < before)
    return session.execute(wanted.order_by(SignedHead.id.desc()).limit(limit + 1)).all()


def latest(session: Session, space_id: int, limit: int) -> Rows:
    return session.execute(_heads().where(SignedHead.space_id == space_id)
                           .order_by(SignedHead.id.desc()).limit(limit)).all()


def since(session: Session, after: int, limit: int) -> Rows:
    """The newest of those that came after one of them, the oldest first."""
    found = session.execute(_heads().where(SignedHead.id > after).order_by(SignedHead.id.desc()).limit(limit)).all()
    return found[::-1]


def everything(session: Session) -> Iterator[Any]:
    """In order, some thousands at a time."""
    wanted, reached = _heads().order_by(SignedHead.id).limit(AT_ONCE), 0
    while rows := session.execute(wanted.where(SignedHead.id > reached)).all():
        yield from rows
        reached = rows[-1].id


def last_signed(session: Session, space_id: int) -> tuple[int, datetime] | None:
    """(seq, at) of the newest of a space."""
    row = session.execute(sa.select(SignedHead.seq, SignedHead.at).where(SignedHead.space_id == space_id)
                          .order_by(SignedHead.id.desc()).limit(1)).first()
    return (row.seq, row.at) if row else None


def last_closing(session: Session, space_id: int, after: int) -> int | None:
    """The number of the newest line that says a decision was closed, beyond one."""
    found: int | None = session.scalar(sa.select(sa.func.max(Event.seq)).where(
        Event.space_id == space_id, Event.seq > after, Event.kind == CLOSED))
    return found


def digests(session: Session, space_id: int, seqs: Sequence[int]) -> dict[int, str]:
    """Of these lines, those that are there."""
    rows = session.execute(sa.select(Event.seq, Event.digest).where(Event.space_id == space_id, Event.seq.in_(seqs)))
    return {row.seq: row.digest for row in rows}


def is_subscribed(session: Session, person_id: int) -> bool:
    return session.get(HeadSubscription, person_id) is not None


def to_mail(session: Session, now: datetime, limit: int) -> list[int]:
    """Who is due their weekly mail, and for whom there is something new."""
    newest = sa.select(sa.func.max(SignedHead.id)).scalar_subquery()
    due = sa.or_(HeadSubscription.sent_at.is_(None), HeadSubscription.sent_at <= now - WEEKLY)
    return list(session.scalars(
        sa.select(HeadSubscription.person_id).join(Person, Person.id == HeadSubscription.person_id)
        .where(due, HeadSubscription.sent_id < newest, Person.state == PersonState.ACTIVE, Person.email.is_not(None))
        .order_by(HeadSubscription.person_id).limit(limit)))
