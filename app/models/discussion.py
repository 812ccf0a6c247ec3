"""Comments: two levels, each with a stance; a hidden one keeps its text for the appeal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import ContentState, Stance


class Comment(Base):
    __tablename__ = "comment"
    __table_args__ = (
        sa.CheckConstraint("author_id IS NOT NULL OR source_id IS NOT NULL", name="somebody_wrote_it"),
        sa.Index("ix_comment_thread", "proposal_id", "parent_id", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    parent_id: Mapped[int | None] = ref("comment.id", index=True)
    amendment_id: Mapped[int | None] = ref("amendment.id", index=True)
    author_id: Mapped[int | None] = ref("person.id", index=True)
    source_id: Mapped[int | None] = ref("source.id")
    structure_id: Mapped[int | None] = ref("structure.id")
    stance: Mapped[Stance]
    body: Mapped[str] = mapped_column(sa.String(limits.COMMENT))
    html: Mapped[str] = mapped_column(sa.Text)
    lang: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    needs_answer: Mapped[bool] = mapped_column(default=False)
    replies: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
