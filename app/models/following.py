"""Who follows what, and what each person was told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules.kinds import Subject


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
