"""Authors without an account (from an import), and what was imported, so that a second run creates nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk
from app.rules import limits
from app.rules.kinds import Subject


class Source(Base):
    """A name to show, never a login."""

    __tablename__ = "source"
    __table_args__ = (sa.UniqueConstraint("system", "external_id"),)

    id: Mapped[pk]
    system: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    external_id: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))


class Imported(Base):
    __tablename__ = "imported"
    __table_args__ = (sa.UniqueConstraint("system", "kind", "external_id"),)

    id: Mapped[pk]
    system: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    kind: Mapped[Subject]
    external_id: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    url: Mapped[str] = mapped_column(sa.String(400), default="")
    imported_at: Mapped[datetime]
