"""Structures (associations, cooperatives, town halls…), their other names, and who speaks for them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import MandateState, StructureKind
from app.core.models import Base, pk, ref, sort_key


class Structure(Base):
    __tablename__ = "structure"
    __table_args__ = (sa.UniqueConstraint("slug"), sa.UniqueConstraint("name_key"))

    id: Mapped[pk]
    slug: Mapped[str] = mapped_column(sa.String(120))
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    name_key: Mapped[str] = mapped_column(sort_key(limits.TITLE))
    kind: Mapped[StructureKind]
    college: Mapped[str] = mapped_column(sa.String(40))
    place_id: Mapped[int | None] = ref("place.id", index=True)
    about: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    url: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    created_at: Mapped[datetime]


class StructureAlias(Base):
    __tablename__ = "structure_alias"
    __table_args__ = (sa.UniqueConstraint("name_key"),)

    id: Mapped[pk]
    structure_id: Mapped[int] = ref("structure.id", index=True)
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    name_key: Mapped[str] = mapped_column(sort_key(limits.TITLE))


class Mandate(Base):
    """A person speaks for a structure: asked by the person, confirmed by the structure or by the committee."""

    __tablename__ = "mandate"
    __table_args__ = (
        sa.Index("uq_mandate_live", "structure_id", "person_id", unique=True,
                 sqlite_where=sa.text("state IN ('asked','active')"),
                 postgresql_where=sa.text("state IN ('asked','active')")),
    )

    id: Mapped[pk]
    structure_id: Mapped[int] = ref("structure.id", index=True)
    person_id: Mapped[int] = ref("person.id", index=True)
    title: Mapped[str] = mapped_column(sa.String(limits.NAME), default="")
    state: Mapped[MandateState] = mapped_column(default=MandateState.ASKED)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    decided_by: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]
