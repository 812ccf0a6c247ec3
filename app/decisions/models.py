"""Questions put to an electorate: the roll, the ballots, the result; and what is published of it.

While a decision is open, its ballots are sealed under a key of its own, which is a file of the instance and never in
the database; the same key turns a voice into a tag, so that one voice has one ballot. The transaction that closes it
writes what the ballots say; then the key goes. Ballots carry no time, no order, and, where they are secret, no person
(governance.md §4).
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import ConsentStep, DecisionKind, DecisionNote, DecisionState, ObjectionState, RollGround
from app.core.models import Base, Json, pk, ref
from app.governance.charter.model import Ballots, Electorate, Method as CharterMethod, Results


class Decision(Base):
    """`rule` is the charter's, as it stood at opening. After closing nothing changes but `reviewed_at` and the written
    `conclusion`: a guard of the database says so. `former_key` is empty since 0006, which moved the keys out: the
    column stays because taking it away means copying the table."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_at_when_closed"),
        sa.CheckConstraint("state = 'open' OR ballot_key IS NULL", name="no_key_once_closed"),
        sa.CheckConstraint("closes_at > opened_at", name="closes_after_it_opens"),
        sa.CheckConstraint("kind <> 'gate' OR proposal_id IS NOT NULL", name="a_gate_has_a_proposal"),
        sa.Index("uq_decision_gate", "proposal_id", "gate", unique=True,
                 sqlite_where=sa.text("state = 'open' AND proposal_id IS NOT NULL AND kind <> 'question'"),
                 postgresql_where=sa.text("state = 'open' AND proposal_id IS NOT NULL AND kind <> 'question'")),
        sa.Index("ix_decision_list", "state", sa.text("closes_at DESC"), sa.text("id DESC")),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(sa.String(20))
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[DecisionKind]
    proposal_id: Mapped[int | None] = ref("proposal.id", index=True)
    gate: Mapped[str] = mapped_column(sa.String(80), default="")
    group_id: Mapped[int | None] = ref("work_group.id", index=True)
    theme_id: Mapped[int | None] = ref("theme.id")
    charter_id: Mapped[int] = ref("charter.id")
    draft_id: Mapped[int | None] = ref("charter_draft.id")
    answer_id: Mapped[int | None] = ref("gate_answer.id")
    follows_id: Mapped[int | None] = ref("decision.id", index=True)
    question: Mapped[str] = mapped_column(sa.String(limits.QUESTION))
    lang: Mapped[str] = mapped_column(sa.String(8), default="fr")
    details: Mapped[str] = mapped_column(sa.Text, default="")
    details_html: Mapped[str] = mapped_column(sa.Text, default="")
    easy_summary: Mapped[str] = mapped_column(sa.String(limits.EASY), default="")
    easy_html: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    method: Mapped[CharterMethod]
    by: Mapped[Electorate]
    ballots: Mapped[Ballots]
    results: Mapped[Results]
    rule: Mapped[dict[str, Any]]
    options: Mapped[list[Any]]
    state: Mapped[DecisionState] = mapped_column(default=DecisionState.OPEN)
    opened_by: Mapped[int | None] = ref("person.id")
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    roll: Mapped[int] = mapped_column(default=0)
    roll_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    former_key: Mapped[str | None] = mapped_column("ballot_key", sa.String(64))
    outcome: Mapped[str | None] = mapped_column(sa.String(32))
    result: Mapped[dict[str, Any] | None]
    file_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    step: Mapped[ConsentStep | None]
    step_since: Mapped[datetime | None]
    step_on: Mapped[date | None]
    step_until: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=1)
    facilitator_id: Mapped[int | None] = ref("person.id")
    review_on: Mapped[date | None] = mapped_column(index=True)
    reviewed_at: Mapped[datetime | None]
    reminded_for: Mapped[date | None]
    external_url: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    external_digest: Mapped[str] = mapped_column(sa.String(128), default="")
    conclusion: Mapped[str] = mapped_column(sa.Text, default="")
    conclusion_html: Mapped[str] = mapped_column(sa.Text, default="")


class RollEntry(Base):
    """Who may answer, name by name, frozen at opening. A `voice` is a person (`p12`) or a structure (`s4`), which any
    of its representatives may use: several lines, one voice. `answered` is written at closing, for all at once."""

    __tablename__ = "roll_entry"

    decision_id: Mapped[int] = ref("decision.id", primary_key=True)
    voice: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    structure_id: Mapped[int | None] = ref("structure.id")
    college: Mapped[str] = mapped_column(sa.String(40), default="")
    ground: Mapped[RollGround]
    recused: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)


class BallotBox(Base):
    """Of an open decision. The mark changes with each ballot, here and beside the key: a database put back to a copy
    older than its ballots shows. `was` is the one before."""

    __tablename__ = "ballot_box"

    decision_id: Mapped[int] = ref("decision.id", primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(32))
    was: Mapped[str] = mapped_column(sa.String(32))


class SealedBallot(Base):
    """The last answer of a voice to an open decision; all of one decision are as long. `by_tag` keeps a person with two
    hats to one of them. Without the key, a copy or a log of this table says neither who nor what."""

    __tablename__ = "sealed_ballot"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "by_tag"),
        {"sqlite_with_rowid": False},
    )

    decision_id: Mapped[int] = ref("decision.id", primary_key=True)
    voice_tag: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    by_tag: Mapped[str] = mapped_column(sa.String(64))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Ballot(Base):
    """The last answer of a voice, written at closing, all in the order of their receipts. Its tags are drawn then and
    derive from nothing. A secret one has no person, no structure and no reason."""

    __tablename__ = "ballot"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "by_tag"),
        sa.UniqueConstraint("decision_id", "receipt"),
        {"sqlite_with_rowid": False},
    )

    decision_id: Mapped[int] = ref("decision.id", primary_key=True)
    voice_tag: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    by_tag: Mapped[str] = mapped_column(sa.String(64))
    receipt: Mapped[str] = mapped_column(sa.String(24))
    college: Mapped[str] = mapped_column(sa.String(40), default="")
    choice: Mapped[Any] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = ref("person.id")
    structure_id: Mapped[int | None] = ref("structure.id")
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class DecisionFile(Base):
    """What is published at closing, as the bytes that are served for ever after."""

    __tablename__ = "decision_file"

    decision_id: Mapped[int] = ref("decision.id", primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)


class Note(Base):
    """Why a deadline moved, why somebody was added to the roll or is recused, why it was annulled. Append-only."""

    __tablename__ = "decision_note"

    id: Mapped[pk]
    decision_id: Mapped[int] = ref("decision.id", index=True)
    kind: Mapped[DecisionNote]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    until: Mapped[date | None]
    person_id: Mapped[int | None] = ref("person.id")
    by_id: Mapped[int | None] = ref("person.id")
    at: Mapped[datetime]


class Delegation(Base):
    """A voice given for a theme, from a moment to another; the past is kept."""

    __tablename__ = "delegation"
    __table_args__ = (
        sa.CheckConstraint("person_id <> to_id", name="not_to_oneself"),
        sa.Index("uq_delegation_live", "space_id", "theme_id", "person_id", unique=True,
                 sqlite_where=sa.text("until_at IS NULL"), postgresql_where=sa.text("until_at IS NULL")),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    theme_id: Mapped[int] = ref("theme.id")
    person_id: Mapped[int] = ref("person.id", index=True)
    to_id: Mapped[int] = ref("person.id", index=True)
    from_at: Mapped[datetime]
    ends_on: Mapped[date]
    until_at: Mapped[datetime | None]


# A consent round: what is asked and said at each step, the objections, and how the circle tests them.

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
