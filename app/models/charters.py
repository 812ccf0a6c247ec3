"""Charters as they were put in force: the text, its digest, and the decision that adopted it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits


class Charter(Base):
    """Append-only: a charter in force is never edited, a new version replaces it."""

    __tablename__ = "charter"
    __table_args__ = (sa.UniqueConstraint("space_id", "version"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    version: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    adopted_by: Mapped[int | None] = ref("person.id")
    adopted_at: Mapped[datetime]
