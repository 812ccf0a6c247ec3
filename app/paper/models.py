"""Needs written on paper by who has no account here, entered by somebody else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.models import Base, pk, ref


class PaperEntry(Base):
    """The first name, where the person gave one, is the proposal's source, and nothing else of them is kept. `slip` is
    the code of the blank sheet; `token` tells two sendings of one form from two papers."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id"),
        sa.UniqueConstraint("slip"),
        sa.UniqueConstraint("token"),
        sa.Index("ix_paper_entry_mine", "entered_by", sa.text("id DESC")),
    )

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id")
    slip: Mapped[str | None] = mapped_column(sa.String(20))
    token: Mapped[str] = mapped_column(sa.String(32))
    entered_by: Mapped[int | None] = ref("person.id")
    entered_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]
