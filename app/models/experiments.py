"""What a project becomes when it is tried: pact, indicators with measures, milestones, check-ins, outcome."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import OutcomeKind


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
