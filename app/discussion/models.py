"""Comments: two levels, each with a stance; a hidden one keeps its text for the appeal. What they were, who found them
useful, whom they name, and the human syntheses above them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import ContentState, Stance
from app.core.models import Base, pk, ref


class Comment(Base):
    __tablename__ = "comment"
    __table_args__ = (
        sa.CheckConstraint("author_id IS NOT NULL OR source_id IS NOT NULL", name="somebody_wrote_it"),
        sa.CheckConstraint("marks >= 0", name="marks_not_negative"),
        sa.Index("ix_comment_thread", "proposal_id", "parent_id", "id"),
        sa.Index("ix_comment_replies", "parent_id", "id"),
        sa.Index("ix_comment_useful", "proposal_id", "parent_id", sa.text("marks DESC"), sa.text("id DESC")),
        sa.Index("ix_comment_side", "proposal_id", "parent_id", "stance", sa.text("marks DESC"), sa.text("id DESC")),
        sa.Index("ix_comment_waiting", "proposal_id", "id", sqlite_where=sa.text("needs_answer = 1"),
                 postgresql_where=sa.text("needs_answer")),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    parent_id: Mapped[int | None] = ref("comment.id")
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
    marks: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class CommentVersion(Base):
    """A text that its author replaced; read by everybody as long as the comment is."""

    __tablename__ = "comment_version"
    __table_args__ = (sa.UniqueConstraint("comment_id", "number"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = ref("comment.id")
    number: Mapped[int]
    author_id: Mapped[int | None] = ref("person.id", index=True)
    body: Mapped[str] = mapped_column(sa.String(limits.COMMENT))
    html: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class CommentMark(Base):
    """« Utile »: one for each person. Who gave it is shown to nobody; the figure is."""

    __tablename__ = "comment_mark"

    comment_id: Mapped[int] = ref("comment.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    given_on: Mapped[date]


class CommentMention(Base):
    """Somebody whom a comment names. `version`: the text that named them first, so that they are told once."""

    __tablename__ = "comment_mention"

    comment_id: Mapped[int] = ref("comment.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    name: Mapped[str] = mapped_column(sa.String(2 * limits.NAME + 1))
    version: Mapped[int] = mapped_column(default=1)


class ThreadMute(Base):
    """Somebody wants no more news of what is said there; the rest of the proposal's news still come."""

    __tablename__ = "thread_mute"

    person_id: Mapped[int] = ref("person.id", primary_key=True)
    proposal_id: Mapped[int] = ref("proposal.id", primary_key=True, index=True)
    since: Mapped[datetime]


class Synthesis(Base):
    """What a discussion comes down to, written by a person; a new version is a new row. `covers`: comment ids."""

    __tablename__ = "synthesis"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    number: Mapped[int]
    author_id: Mapped[int | None] = ref("person.id", index=True)
    body: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    html: Mapped[str] = mapped_column(sa.Text)
    lang: Mapped[str] = mapped_column(sa.String(8))
    covers: Mapped[list[Any]]
    covered: Mapped[int]
    until: Mapped[datetime]
    created_at: Mapped[datetime]
