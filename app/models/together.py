"""Acts of a body that one of its members typed: what waits for a second, what may still be taken back, and answers of
a meeting that those who were there may contest."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits


class StaffAct(Base):
    """`needed`: how many others must agree; none where it was done by one alone."""

    __tablename__ = "staff_act"
    __table_args__ = (
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled_once"),
        sa.Index("ix_staff_act_open", "state", "until"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[str] = mapped_column(sa.String(24))
    person_id: Mapped[int | None] = ref("person.id")
    role: Mapped[str] = mapped_column(sa.String(32), default="")
    draft_id: Mapped[int | None] = ref("charter_draft.id")
    decision_id: Mapped[int | None] = ref("decision.id")
    lang: Mapped[str] = mapped_column(sa.String(8), default="fr")
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    asked_by: Mapped[int] = ref("person.id")
    asked_at: Mapped[datetime]
    needed: Mapped[int]
    until: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(16))
    settled_by: Mapped[int | None] = ref("person.id")
    settled_at: Mapped[datetime | None]
    why_not: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class StaffActHolder(Base):
    """Who could do it when it was asked, who asked among them. A colleague whose role was withdrawn is one of them, and
    may take that back."""

    __tablename__ = "staff_act_holder"

    act_id: Mapped[int] = ref("staff_act.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    agreed_at: Mapped[datetime | None]


class MeetingAnswer(Base):
    """What one member typed of a committee's meeting. It becomes the answer of the gate once those said to have been
    there agreed, or had three days to say no."""

    __tablename__ = "meeting_answer"
    __table_args__ = (
        sa.CheckConstraint("(state = 'contested') = (contested_by IS NOT NULL)", name="contested_by_somebody"),
        sa.Index("uq_meeting_answer_waiting", "proposal_id", unique=True, sqlite_where=sa.text("state = 'waiting'"),
                 postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    gate: Mapped[str] = mapped_column(sa.String(80))
    answer: Mapped[str] = mapped_column(sa.String(32))
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    votes: Mapped[dict[str, Any]]
    recorded_by: Mapped[int] = ref("person.id")
    recorded_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(16))
    settled_at: Mapped[datetime | None]
    contested_by: Mapped[int | None] = ref("person.id")
    why_not: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class MeetingAnswerPerson(Base):
    """Somebody said to have been there. `agreed_at`: they said so themselves."""

    __tablename__ = "meeting_answer_person"

    meeting_answer_id: Mapped[int] = ref("meeting_answer.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    agreed_at: Mapped[datetime | None]
