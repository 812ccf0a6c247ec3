"""What was taken away for good, by number and moment: the list that a restored copy must follow again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk


class Erasure(Base):
    """Written in the transaction that takes away. It names nobody. `target` is what cannot be taken for another after
    a restore gave the same number again: a person's `uid`, or a number with the moment it was made. `noted_at`: when
    the line was copied to the file outside the database (outside/erasure_list.py)."""

    __tablename__ = "erasure"
    __table_args__ = (
        sa.Index("ix_erasure_to_note", "id", sqlite_where=sa.text("noted_at IS NULL"),
                 postgresql_where=sa.text("noted_at IS NULL")),
    )

    id: Mapped[pk]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(120))
    noted_at: Mapped[datetime | None]
