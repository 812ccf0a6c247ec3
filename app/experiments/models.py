"""What a project becomes when it is tried: pact, indicators with measures, milestones, check-ins, outcome."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import Likelihood, OutcomeKind, PledgeKind
from app.core.models import Base, pk, ref
from app.governance.charter.model import DocumentKind


class Pact(Base):
    __tablename__ = "pact"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on", name="ends_after_it_starts"),
    )

    proposal_id: Mapped[int] = ref("proposal.id", primary_key=True)
    hypothesis: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    population: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    where_text: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    stop: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    observers: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    number: Mapped[int] = mapped_column(default=1)
    updated_by: Mapped[int] = ref("person.id")
    updated_at: Mapped[datetime]


class Indicator(Base):
    __tablename__ = "indicator"

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    baseline: Mapped[Decimal | None]
    target: Mapped[Decimal]
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]


class Measure(Base):
    """A later measure of the same day replaces the figure people see; both are kept."""

    __tablename__ = "measure"

    id: Mapped[pk]
    indicator_id: Mapped[int] = ref("indicator.id", index=True)
    measured_on: Mapped[date]
    value: Mapped[Decimal]
    note: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]


class Milestone(Base):
    __tablename__ = "milestone"

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]


class CheckIn(Base):
    """Three questions, asked regularly: what goes well, what is hard, what comes next; and is a stop criterion met."""

    __tablename__ = "check_in"

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    on: Mapped[date] = mapped_column("made_on")
    goes_well: Mapped[str] = mapped_column(sa.String(limits.REASON))
    is_hard: Mapped[str] = mapped_column(sa.String(limits.REASON))
    comes_next: Mapped[str] = mapped_column(sa.String(limits.REASON))
    stop_met: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]


class Outcome(Base):
    """The bilan of one trial. An adapted project may be tried again, so there can be several."""

    __tablename__ = "outcome"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id")
    number: Mapped[int]
    kind: Mapped[OutcomeKind]
    happened: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    lessons: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    reusable: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    declared_by: Mapped[int] = ref("person.id")
    declared_at: Mapped[datetime]


# What an experiment shares: its risks, what people and structures pledge, and its documents.

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
