"""Forms that were accepted, so that one sent twice is written once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk


class ActKey(Base):
    """One act that was written, in its own transaction. Nobody is named: whose key it is goes into the digest, and the
    key itself is in their browser only."""

    __tablename__ = "act_key"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str] = mapped_column(sa.String(400), default="")
