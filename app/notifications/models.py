"""Mails to send: rows written in the transaction, sent afterwards by the jobs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import MailState, Subject
from app.core.models import Base, pk, ref


class Mail(Base):
    __tablename__ = "mail"
    __table_args__ = (sa.UniqueConstraint("dedupe_key"), sa.Index("ix_mail_due", "state", "next_try_at"))

    id: Mapped[pk]
    person_id: Mapped[int | None] = ref("person.id")
    to_address: Mapped[str] = mapped_column(sa.String(limits.EMAIL))
    kind: Mapped[str] = mapped_column(sa.String(40))
    locale: Mapped[str] = mapped_column(sa.String(8))
    params: Mapped[dict[str, object]] = mapped_column(sa.JSON)
    state: Mapped[MailState] = mapped_column(default=MailState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")  # why it did not leave, in a word
    dedupe_key: Mapped[str] = mapped_column(sa.String(120))


# Who follows what, and what each person was told.

class Follow(Base):
    __tablename__ = "follow"

    person_id: Mapped[int] = ref("person.id", primary_key=True)
    subject_kind: Mapped[Subject] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, index=True)
    since: Mapped[datetime]


class Notification(Base):
    """One line for one person about one event; grouped by subject on the page."""

    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "event_id"),
        sa.Index("ix_notification_unread", "person_id", "id",
                 sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id")
    event_id: Mapped[int] = ref("event.id", index=True)
    subject_kind: Mapped[Subject]
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    why: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
