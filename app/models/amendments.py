"""Suggested changes to one paragraph of a proposal, and who supports them. A hidden one keeps its text."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import ContentState
from app.rules.kinds_talk import AmendmentStatus


class Amendment(Base):
    """`base` is the paragraph as it read in `version`; an empty `text` takes it away. `made_version` is the version
    that put it in, `became_id` the proposal that its author made of it."""

    __tablename__ = "amendment"
    __table_args__ = (
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_at_when_settled"),
        sa.CheckConstraint("(status = 'integrated') = (made_version IS NOT NULL)", name="version_when_integrated"),
        sa.CheckConstraint("status <> 'declined' OR length(answer) > 0", name="reason_when_declined"),
        sa.CheckConstraint("supports >= 0", name="supports_not_negative"),
        sa.Index("ix_amendment_list", "proposal_id", "status", "id"),
        sa.Index("ix_amendment_author", "author_id", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    author_id: Mapped[int] = ref("person.id")
    field: Mapped[str] = mapped_column(sa.String(40))
    paragraph: Mapped[int]
    version: Mapped[int]
    base: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    text: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    rationale: Mapped[str] = mapped_column(sa.String(limits.REASON))
    lang: Mapped[str] = mapped_column(sa.String(8))
    status: Mapped[AmendmentStatus] = mapped_column(default=AmendmentStatus.OPEN)
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    supports: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    settled_by: Mapped[int | None] = ref("person.id", index=True)
    settled_at: Mapped[datetime | None]
    made_version: Mapped[int | None]
    became_id: Mapped[int | None] = ref("proposal.id", index=True)
    created_at: Mapped[datetime]


class AmendmentSupport(Base):
    __tablename__ = "amendment_support"

    amendment_id: Mapped[int] = ref("amendment.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    given_at: Mapped[datetime]
