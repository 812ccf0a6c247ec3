"""What sets people talking under a need: a debate with its end and conclusion, and short lines in three lists."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import ContentState
from app.rules.kinds_talk import LineKind


class Debate(Base):
    """One open at a time. Reopening is a new row that names the one before: no conclusion is ever lost."""

    __tablename__ = "debate"
    __table_args__ = (
        sa.Index("uq_debate_open", "proposal_id", unique=True, sqlite_where=sa.text("closed_at IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL")),
        sa.Index("ix_debate_due", "closes_at", sqlite_where=sa.text("closed_at IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL")),
        sa.CheckConstraint("(closed_at IS NULL) = (length(conclusion) = 0)", name="concluded_when_closed"),
        sa.CheckConstraint("(reopens_id IS NULL) = (length(reason) = 0)", name="reason_when_reopened"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    reopens_id: Mapped[int | None] = ref("debate.id", index=True)
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    question: Mapped[str] = mapped_column(sa.String(limits.QUESTION))
    lang: Mapped[str] = mapped_column(sa.String(8))
    opened_by: Mapped[int | None] = ref("person.id", index=True)
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closes_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    conclusion: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    html: Mapped[str] = mapped_column(sa.Text, default="")
    closed_by: Mapped[int | None] = ref("person.id", index=True)
    closed_at: Mapped[datetime | None]


class NeedLine(Base):
    """What exists already, what is missing, what somebody can bring: one line each, its author's to take away. What is
    taken away keeps its ids, for a report that may be about it, and no text."""

    __tablename__ = "need_line"
    __table_args__ = (
        sa.CheckConstraint("removed_at IS NULL OR length(body) = 0", name="removed_is_empty"),
        sa.Index("ix_need_line_list", "proposal_id", "kind", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    kind: Mapped[LineKind]
    author_id: Mapped[int | None] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id", index=True)
    body: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    lang: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
