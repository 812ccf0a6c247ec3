"""Pairs of proposals that say nearly the same, found once for each version; and what people said of each."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Base, ref


class Likeness(Base):
    """A pair, the older one first. `rank`: how near, 0 being the nearest found. Told apart once, for good."""

    __tablename__ = "likeness"
    __table_args__ = (
        sa.CheckConstraint("one_id < other_id", name="the_older_first"),
        sa.CheckConstraint("(apart_at IS NULL) = (apart_by IS NULL)", name="apart_by_somebody"),
        sa.Index("ix_likeness_waiting", sa.text("found_at DESC"), "one_id", "other_id",
                 sqlite_where=sa.text("apart_at IS NULL"), postgresql_where=sa.text("apart_at IS NULL")),
    )

    one_id: Mapped[int] = ref("proposal.id", primary_key=True)
    other_id: Mapped[int] = ref("proposal.id", primary_key=True, index=True)
    space_id: Mapped[int] = ref("space.id")
    rank: Mapped[int]
    found_at: Mapped[datetime]
    apart_by: Mapped[int | None] = ref("person.id")
    apart_at: Mapped[datetime | None]
