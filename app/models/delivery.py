"""Mails to send: rows written in the transaction, sent afterwards by the jobs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import MailState


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
