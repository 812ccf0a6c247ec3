"""Needs and projects: one table for every track, its versions, carriers, supports, links and passages."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import AmendmentStatus, Answer, ContentState, LineKind, LinkKind, OutcomeKind, Status, Subject
from app.core.models import Base, pk, ref


class Proposal(Base):
    """`track` and `stage` are words of the charter it is judged by. Counters move in SQL, never in Python.

    `meaning_since` is the last version that was more than a small correction: a support given to that one, or to a
    later one, is a support of the present text. `compared` is the last one whose likenesses were looked for."""

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="a_point_has_two_sides"),
        sa.Index("ix_proposal_point", "published_at", sqlite_where=sa.text("latitude IS NOT NULL"),
                 postgresql_where=sa.text("latitude IS NOT NULL")),
        sa.CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_when_merged"),
        sa.CheckConstraint("author_id IS NOT NULL OR source_id IS NOT NULL", name="somebody_wrote_it"),
        sa.CheckConstraint("supports >= 0 AND comments >= 0 AND carriers >= 0", name="counters_not_negative"),
        sa.Index("ix_proposal_list", "space_id", "track", "status", sa.text("published_at DESC"), sa.text("id DESC")),
        sa.Index("ix_proposal_recent", "track", "state", sa.text("published_at DESC"), sa.text("id DESC")),
        sa.Index("ix_proposal_supported", "track", "state", sa.text("supports DESC"), sa.text("id DESC")),
        sa.Index("ix_proposal_to_compare", "id", sqlite_where=sa.text("compared < version"),
                 postgresql_where=sa.text("compared < version")),
        sa.Index("ix_proposal_active", "track", "state", sa.text("active_at DESC"), sa.text("id DESC")),
        {"sqlite_autoincrement": True},  # the journal names an example that is gone: its number stays its own
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(sa.String(20))
    space_id: Mapped[int] = ref("space.id")
    track: Mapped[str] = mapped_column(sa.String(32))
    stage: Mapped[str] = mapped_column(sa.String(32))
    status: Mapped[Status] = mapped_column(default=Status.OPEN)
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    charter_id: Mapped[int] = ref("charter.id")
    author_id: Mapped[int | None] = ref("person.id", index=True)
    source_id: Mapped[int | None] = ref("source.id")
    structure_id: Mapped[int | None] = ref("structure.id", index=True)
    theme_id: Mapped[int | None] = ref("theme.id", index=True)
    whole_territory: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[str] = mapped_column(sa.String(8))
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    excerpt: Mapped[str] = mapped_column(sa.String(320), default="")
    where_text: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    meaning_since: Mapped[int] = mapped_column(default=1)
    compared: Mapped[int] = mapped_column(default=0)
    supports: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    carriers: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime]
    stage_since: Mapped[datetime]
    active_at: Mapped[datetime]
    ready_since: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = ref("proposal.id", index=True)
    closing_reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    outcome: Mapped[OutcomeKind | None]


class ProposalPlace(Base):
    __tablename__ = "proposal_place"

    proposal_id: Mapped[int] = ref("proposal.id", primary_key=True)
    place_id: Mapped[int] = ref("place.id", primary_key=True, index=True)


class Revision(Base):
    """What the proposal said at a version: the fields of its stage's form, the source and what was rendered. `said`:
    the answers that are no texts (a date, an amount), in words, in the proposal's language, for the search.

    `amendment_id`: the suggestion it put in, whose author is credited beside the carrier who did."""

    __tablename__ = "revision"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    fields: Mapped[dict[str, Any]]
    html: Mapped[dict[str, Any]]
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    minor: Mapped[bool] = mapped_column(default=False)
    amendment_id: Mapped[int | None] = ref("amendment.id", index=True)
    author_id: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]


class Draft(Base):
    """Private to its person; `number` grows at each saving, so that two tabs end with a choice and not a loss.
    `proposal_id`: the published proposal that it changes, and not a new one.

    `notices`: how many times its person was told that it will go."""

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("person_id", "key"),)

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(sa.String(32))
    person_id: Mapped[int] = ref("person.id", index=True)
    space_id: Mapped[int] = ref("space.id")
    track: Mapped[str] = mapped_column(sa.String(32))
    proposal_id: Mapped[int | None] = ref("proposal.id")
    amendment_id: Mapped[int | None] = ref("amendment.id")
    split_from_id: Mapped[int | None] = ref("proposal.id")
    fields: Mapped[dict[str, Any]]
    number: Mapped[int] = mapped_column(default=1)
    notices: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Preparation(Base):
    """What its carriers wrote ahead, for the questions of the next stage: theirs alone until the passage publishes it.

    `number` grows at each saving, so that two carriers at once end with a choice; `updated_by` saved last."""

    __tablename__ = "preparation"

    proposal_id: Mapped[int] = ref("proposal.id", primary_key=True)
    space_id: Mapped[int] = ref("space.id")
    fields: Mapped[dict[str, Any]]
    number: Mapped[int] = mapped_column(default=1)
    updated_by: Mapped[int] = ref("person.id", index=True)
    updated_at: Mapped[datetime]


class Carrier(Base):
    """A person who carries, alone or for a structure; invited, then accepted or declined; the past is kept."""

    __tablename__ = "carrier"
    __table_args__ = (
        sa.Index("uq_carrier_live", "proposal_id", "person_id", unique=True,
                 sqlite_where=sa.text("left_at IS NULL AND declined_at IS NULL"),
                 postgresql_where=sa.text("left_at IS NULL AND declined_at IS NULL")),
        sa.CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="accepted_or_declined"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    person_id: Mapped[int] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id")
    invited_by: Mapped[int | None] = ref("person.id")
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    merge_id: Mapped[int | None] = ref("merge.id", index=True)


class Support(Base):
    """One for each person; where they live and for whom they spoke is kept as it was, for the gate's figures."""

    __tablename__ = "support"
    __table_args__ = (sa.Index("ix_support_version", "proposal_id", "version"),)

    proposal_id: Mapped[int] = ref("proposal.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    space_id: Mapped[int] = ref("space.id")
    place_id: Mapped[int | None] = ref("place.id")
    structure_id: Mapped[int | None] = ref("structure.id")
    college: Mapped[str] = mapped_column(sa.String(40), default="")
    version: Mapped[int]
    given_on: Mapped[date]
    merge_id: Mapped[int | None] = ref("merge.id", index=True)


class Merge(Base):
    """One proposal went on inside another. What came along bears its id, so that all of it can leave again."""

    __tablename__ = "merge"
    __table_args__ = (
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        sa.Index("uq_merge_live", "proposal_id", unique=True, sqlite_where=sa.text("undone_at IS NULL"),
                 postgresql_where=sa.text("undone_at IS NULL")),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    into_id: Mapped[int] = ref("proposal.id", index=True)
    merged_by: Mapped[int | None] = ref("person.id")
    merged_at: Mapped[datetime]
    undone_by: Mapped[int | None] = ref("person.id")
    undone_at: Mapped[datetime | None]


class Link(Base):
    __tablename__ = "link"
    __table_args__ = (
        sa.UniqueConstraint("from_id", "to_id", "kind"),
        sa.CheckConstraint("from_id <> to_id", name="not_to_itself"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    from_id: Mapped[int] = ref("proposal.id")
    to_id: Mapped[int] = ref("proposal.id", index=True)
    kind: Mapped[LinkKind]
    created_by: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]


class GateAnswer(Base):
    """What a gate answered: by whom, on which report, with which public reason. Append-only.

    `votes` counts the hands raised in a meeting; `decision_id` is the decision, where people answered here."""

    __tablename__ = "gate_answer"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0 OR decision_id IS NOT NULL", name="reason_given"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    decision_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    votes: Mapped[dict[str, Any] | None]
    gate: Mapped[str] = mapped_column(sa.String(80))
    method: Mapped[str] = mapped_column(sa.String(32))
    answer: Mapped[Answer]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    report: Mapped[dict[str, Any]]
    charter_id: Mapped[int] = ref("charter.id")
    decided_by: Mapped[int | None] = ref("person.id")
    decided_at: Mapped[datetime]


class Passage(Base):
    """Every move from a stage to another, with the report as it stood. Append-only."""

    __tablename__ = "passage"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    number: Mapped[int]
    gate: Mapped[str] = mapped_column(sa.String(80))
    from_stage: Mapped[str] = mapped_column(sa.String(32))
    to_stage: Mapped[str] = mapped_column(sa.String(32))
    report: Mapped[dict[str, Any]]
    charter_id: Mapped[int] = ref("charter.id")
    answer_id: Mapped[int | None] = ref("gate_answer.id")
    moved_by: Mapped[int | None] = ref("person.id")
    at: Mapped[datetime]


# Suggested changes to one paragraph of a proposal, and who supports them. A hidden one keeps its text.

class Amendment(Base):
    """`base` is the paragraph as it read in `version`; an empty `text` takes it away. `made_version` is the version
    that put it in, `became_id` the proposal that its author made of it."""

    __tablename__ = "amendment"
    __table_args__ = (
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_at_when_settled"),
        sa.CheckConstraint("(status = 'integrated') = (made_version IS NOT NULL)", name="version_when_integrated"),
        sa.CheckConstraint("status <> 'declined' OR length(answer) > 0", name="reason_when_declined"),
        sa.CheckConstraint("supports >= 0", name="supports_not_negative"),
        sa.Index("ix_amendment_list", "proposal_id", "status", "id"),
        sa.Index("ix_amendment_author", "author_id", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    author_id: Mapped[int] = ref("person.id")
    field: Mapped[str] = mapped_column(sa.String(40))
    paragraph: Mapped[int]
    version: Mapped[int]
    base: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    text: Mapped[str] = mapped_column(sa.String(limits.FIELD))
    rationale: Mapped[str] = mapped_column(sa.String(limits.REASON))
    lang: Mapped[str] = mapped_column(sa.String(8))
    status: Mapped[AmendmentStatus] = mapped_column(default=AmendmentStatus.OPEN)
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    supports: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    settled_by: Mapped[int | None] = ref("person.id", index=True)
    settled_at: Mapped[datetime | None]
    made_version: Mapped[int | None]
    became_id: Mapped[int | None] = ref("proposal.id", index=True)
    created_at: Mapped[datetime]


class AmendmentSupport(Base):
    __tablename__ = "amendment_support"

    amendment_id: Mapped[int] = ref("amendment.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    given_at: Mapped[datetime]


# Authors without an account (from an import), and what was imported, so that a second run creates nothing.

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


# What sets people talking under a need: a debate with its end and conclusion, and short lines in three lists.

class Debate(Base):
    """One open at a time. Reopening is a new row that names the one before: no conclusion is ever lost."""

    __tablename__ = "debate"
    __table_args__ = (
        sa.Index("uq_debate_open", "proposal_id", unique=True, sqlite_where=sa.text("closed_at IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL")),
        sa.Index("ix_debate_due", "closes_at", sqlite_where=sa.text("closed_at IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL")),
        sa.CheckConstraint("(closed_at IS NULL) = (length(conclusion) = 0)", name="concluded_when_closed"),
        sa.CheckConstraint("(reopens_id IS NULL) = (length(reason) = 0)", name="reason_when_reopened"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    reopens_id: Mapped[int | None] = ref("debate.id", index=True)
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    question: Mapped[str] = mapped_column(sa.String(limits.QUESTION))
    lang: Mapped[str] = mapped_column(sa.String(8))
    opened_by: Mapped[int | None] = ref("person.id", index=True)
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closes_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    conclusion: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    html: Mapped[str] = mapped_column(sa.Text, default="")
    closed_by: Mapped[int | None] = ref("person.id", index=True)
    closed_at: Mapped[datetime | None]


class NeedLine(Base):
    """What exists already, what is missing, what somebody can bring: one line each, its author's to take away. What is
    taken away keeps its ids, for a report that may be about it, and no text."""

    __tablename__ = "need_line"
    __table_args__ = (
        sa.CheckConstraint("removed_at IS NULL OR length(body) = 0", name="removed_is_empty"),
        sa.Index("ix_need_line_list", "proposal_id", "kind", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id")
    kind: Mapped[LineKind]
    author_id: Mapped[int | None] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id", index=True)
    body: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    lang: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
