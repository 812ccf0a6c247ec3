"""What an experiment shares: its risks, what people and structures pledge, and its documents."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.charter.words import DocumentKind
from app.rules.kinds import Likelihood, PledgeKind


class Risk(Base):
    """A line of the risk table. Its holder is asked, and accepts: nobody bears a risk without having said yes."""

    __tablename__ = "risk"
    __table_args__ = (sa.CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="accepted_or_declined"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    what: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    likelihood: Mapped[Likelihood]
    answer: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    holder_id: Mapped[int] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id")
    proposed_by: Mapped[int] = ref("person.id")
    proposed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Pledge(Base):
    """What somebody will bring, for themself or for a structure: hours, euros (in cents), or a thing said in words.
    Somebody else confirms that it came."""

    __tablename__ = "pledge"
    __table_args__ = (sa.CheckConstraint("hours >= 0 AND cents >= 0", name="not_negative"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    person_id: Mapped[int] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id")
    kind: Mapped[PledgeKind]
    what: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    hours: Mapped[int] = mapped_column(default=0)
    cents: Mapped[int] = mapped_column(default=0)
    pledged_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = ref("person.id")
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Document(Base):
    """Listed with its kind and its weight. Its bytes are apart, so that no list reads them."""

    __tablename__ = "document"

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    ending: Mapped[str] = mapped_column(sa.String(8))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    added_by: Mapped[int] = ref("person.id")
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class DocumentFile(Base):
    """In the database: in the same transaction, in the same backup, the same for several processes; five megabytes at
    most, and never on a path that a server could run."""

    __tablename__ = "document_file"

    document_id: Mapped[int] = ref("document.id", primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
