"""Charters as they were put in force: the text, its digest, and the decision that adopted it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import DraftState


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
    decision_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))


class CharterDraft(Base):
    """A text the committee is working on. Once proposed it waits for its decision; adopted or not."""

    __tablename__ = "charter_draft"

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    base_id: Mapped[int] = ref("charter.id")
    text: Mapped[str] = mapped_column(sa.Text)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[DraftState] = mapped_column(default=DraftState.WRITING)
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
