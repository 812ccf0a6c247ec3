"""A consent round: what is asked and said at each step, the objections, and how the circle tests them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules import limits
from app.rules.kinds import ConsentStep, ObjectionState


class RoundWord(Base):
    """A question of clarification and its answer, a reaction: public, under the name the person shows."""

    __tablename__ = "round_word"

    id: Mapped[pk]
    decision_id: Mapped[int] = ref("decision.id", index=True)
    round: Mapped[int]
    step: Mapped[ConsentStep]
    parent_id: Mapped[int | None] = ref("round_word.id")
    author_id: Mapped[int] = ref("person.id")
    text: Mapped[str] = mapped_column(sa.String(limits.REASON))
    at: Mapped[datetime]


class Objection(Base):
    """The harm, to which shared purpose, the facts, and what would lift it. It stays readable beside the decision."""

    __tablename__ = "objection"
    __table_args__ = (
        sa.Index("uq_objection_live", "decision_id", "voice", unique=True,
                 sqlite_where=sa.text("state IN ('raised','valid','contested','amended')"),
                 postgresql_where=sa.text("state IN ('raised','valid','contested','amended')")),
    )

    id: Mapped[pk]
    decision_id: Mapped[int] = ref("decision.id", index=True)
    round: Mapped[int]
    voice: Mapped[str] = mapped_column(sa.String(24))
    author_id: Mapped[int] = ref("person.id")
    structure_id: Mapped[int | None] = ref("structure.id")
    harm: Mapped[str] = mapped_column(sa.String(limits.REASON))
    purpose: Mapped[str] = mapped_column(sa.String(limits.REASON))
    facts: Mapped[str] = mapped_column(sa.String(limits.REASON))
    lift: Mapped[str] = mapped_column(sa.String(limits.REASON))
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.RAISED)
    tests: Mapped[int] = mapped_column(default=1)
    contest: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    closing: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    version: Mapped[int | None]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class ObjectionTest(Base):
    """One member of the circle's four answers. All four « yes »: it holds the objection valid; else it says why."""

    __tablename__ = "objection_test"

    objection_id: Mapped[int] = ref("objection.id", primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True)
    harms_purpose: Mapped[bool]
    caused_by_it: Mapped[bool]
    not_safe_enough: Mapped[bool]
    from_the_role: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    at: Mapped[datetime]
