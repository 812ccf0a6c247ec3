"""Reports, the cases they open, and the verdicts that close them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import CaseState, Ground, Subject, Verdict
from app.core.models import Base, pk, ref


class Case(Base):
    """One open case for each subject; its due date comes from the ground."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        sa.Index("uq_case_open", "subject_kind", "subject_id", unique=True,
                 sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")),
        sa.Index("ix_case_due", "state", "due_at"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_when_closed"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    subject_kind: Mapped[Subject]
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    reports: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Report(Base):
    """Who reported is for staff only; a keyed digest stops the same visitor counting twice."""

    __tablename__ = "report"
    __table_args__ = (sa.UniqueConstraint("case_id", "reporter_tag"),)

    id: Mapped[pk]
    case_id: Mapped[int] = ref("moderation_case.id", index=True)
    reporter_id: Mapped[int | None] = ref("person.id")
    reporter_tag: Mapped[str] = mapped_column(sa.String(64))
    ground: Mapped[Ground]
    note: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    receipt: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime]


class VerdictRow(Base):
    __tablename__ = "verdict"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "round"),
        sa.CheckConstraint("length(explanation) > 0", name="explained"),
        sa.CheckConstraint("verdict = 'dismiss' OR ground IS NOT NULL", name="ground_given"),
    )

    id: Mapped[pk]
    case_id: Mapped[int] = ref("moderation_case.id")
    round: Mapped[int]
    moderator_id: Mapped[int] = ref("person.id")
    verdict: Mapped[Verdict]
    ground: Mapped[Ground | None]
    explanation: Mapped[str] = mapped_column(sa.String(limits.REASON))
    at: Mapped[datetime]


class AuthorAnswer(Base):
    """What the author of a hidden content answers; another moderator than the first must look."""

    __tablename__ = "author_answer"
    __table_args__ = (sa.UniqueConstraint("verdict_id"),)

    id: Mapped[pk]
    verdict_id: Mapped[int] = ref("verdict.id")
    person_id: Mapped[int] = ref("person.id")
    body: Mapped[str] = mapped_column(sa.String(limits.REASON))
    created_at: Mapped[datetime]
