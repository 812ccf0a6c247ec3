"""The journal anchored outside: its heads signed at regular moments, the public keys, and who gets them by mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref


class SigningKey(Base):
    """The public half of each key, Ed25519 (RFC 8032); the private one is a file of the instance, never a row. A new
    key is endorsed by the one before it, where that one was still there. `public` and `endorsement` are base64."""

    __tablename__ = "signing_key"
    __table_args__ = (
        sa.UniqueConstraint("fingerprint"),
        sa.CheckConstraint("why IN ('first', 'renewed', 'lost', 'restored')", name="why"),
        sa.CheckConstraint("(why = 'renewed') = (length(endorsement) > 0)", name="endorsed_when_renewed"),
        sa.CheckConstraint("(why = 'first') = (previous_id IS NULL)", name="the_first_follows_none"),
    )

    id: Mapped[pk]
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    public: Mapped[str] = mapped_column(sa.String(44))
    since: Mapped[datetime]
    why: Mapped[str] = mapped_column(sa.String(16))
    previous_id: Mapped[int | None] = ref("signing_key.id")
    endorsement: Mapped[str] = mapped_column(sa.String(88), default="")


class SignedHead(Base):
    """What the journal of a space came to at a moment. Append-only, and never the only copy: people keep them."""

    __tablename__ = "signed_head"
    __table_args__ = (sa.UniqueConstraint("space_id", "seq", "key_id"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    key_id: Mapped[int] = ref("signing_key.id", index=True)
    signature: Mapped[str] = mapped_column(sa.String(88))


class HeadSubscription(Base):
    """Somebody who asked for the signed heads by mail, once a week. `sent_id`: the last of them that was sent."""

    __tablename__ = "head_subscription"

    person_id: Mapped[int] = ref("person.id", primary_key=True)
    since: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)
